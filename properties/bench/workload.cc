#include "properties/bench/workload.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <stdexcept>

#include "properties/cases/case.h"
#include "properties/cases/draw.h"
#include "properties/catalogue/tensor_kernel.h"
#include "properties/grading/grading.h"
#include "properties/sweep/float_kernel.h"

namespace assay::bench {

namespace {

constexpr double spread = 8;  // inputs within 4 of the centre, where activations bend
constexpr std::uint64_t seed = 1;
constexpr double most_numbers = 0x1p30;

bool has_windows(const Card& card) {
  return card.family() == "convolution" || card.family() == "pooling";
}

Sizes scaled(const Card& card, double factor) {
  Sizes sizes;
  for (const Dim& dim : card.dims) {
    const bool window = has_windows(card) && dim.name.starts_with("k");
    const double extent = window ? 3 : std::round(static_cast<double>(dim.most) * factor);
    sizes[dim.name] = std::max({static_cast<std::int64_t>(extent), dim.least, std::int64_t{1}});
  }
  return sizes;
}

bool is_known(const std::vector<std::string>& dims) {
  return std::find(dims.begin(), dims.end(), "?") == dims.end();
}

double numbers_in(const Card& card, const Sizes& sizes, const Attributes& attributes) {
  double sum = 0;
  const auto add = [&](const std::vector<std::string>& dims) {
    double product = 1;
    for (const std::string& dim : dims)
      product *= static_cast<double>(extent_of(dim, sizes, attributes));
    sum += product;
  };
  for (const Input& input : card.inputs) add(input.dims);
  for (const Output& output : card.outputs)
    if (is_known(output.dims)) add(output.dims);
  return sum;
}

Bag<float> inputs_of(const Card& card, const Sizes& sizes, const Attributes& attributes) {
  RandomSource random(seed);
  Bag<double> inputs;
  for (const Input& input : card.inputs) {
    const Shape shape = shape_of(input.dims, sizes, attributes);
    const std::int64_t count = element_count(shape);
    inputs.emplace_back(
        shape, input.domain.kind == Domain::Kind::real
                   ? draw_near_centre(card, input.domain, count, spread, random)
                   : draw_elements(card, input.domain, count, shape.empty() ? 1 : shape.back(),
                                   sizes, random));
  }
  if (card.couple) card.couple(inputs, attributes);
  return convert<float>(inputs);
}

/// All tensors of a bag once, and the elements of the largest.
void weigh(Workload& work, const Bag<float>& bag) {
  for (const Tensor<float>& tensor : bag) {
    work.elements = std::max(work.elements, tensor.size());
    work.bytes += 4.0 * static_cast<double>(tensor.size());
  }
}

/// Each output element of a linear map is one sum of products over what the card's depth names.
double flops_of(const Workload& work, const Bag<float>& outputs) {
  const Card& card = work.op->card;
  if (work.gradient || (card.family() != "linear" && card.family() != "convolution")) return 0;
  if (card.depth.over.empty()) return 0;
  const double terms = depth_at(card.depth, work.sizes, work.attributes) - card.depth.steps;
  return 2 * terms * static_cast<double>(outputs.at(0).size());
}

Bag<double> in_doubles(const Bag<float>& bag) {
  Bag<double> doubles;
  for (const Tensor<float>& tensor : bag)
    doubles.push_back(kinds::to_doubles(tensor.shape, tensor.data));
  return doubles;
}

bool is_on_floats(const Operator& op, bool gradient) {
  if (gradient)
    return op.fast_gradient.target<FloatGradientKernel>() != nullptr ||
           op.fast_gradient.target<FloatTensorGradientKernel>() != nullptr;
  return op.fast.target<FloatKernel>() != nullptr || op.fast.target<FloatTensorKernel>() != nullptr;
}

std::function<void()> call_through_doubles(const Workload& work) {
  const Bag<double> inputs = in_doubles(work.inputs), upstream = in_doubles(work.upstream);
  if (work.gradient)
    return [&work, inputs, upstream] { work.op->fast_gradient(inputs, upstream, work.attributes); };
  return [&work, inputs] { work.op->fast(inputs, work.attributes); };
}

}  // namespace

Sizes sizes_for(const Card& card, const Attributes& attributes, std::int64_t elements) {
  // A pointwise row of n numbers is read and written once: n of each are n elements.
  const double wanted = 2 * static_cast<double>(elements);
  double low = 0, high = 1;
  const auto holds = [&](double factor) {
    return numbers_in(card, scaled(card, factor), attributes) >= wanted;
  };
  while (!holds(high) && high < wanted) high *= 2;
  for (int i = 0; i < 60; ++i) {
    const double middle = (low + high) / 2;
    (holds(middle) ? high : low) = middle;
  }
  return scaled(card, high);
}

std::optional<Workload> workload(const Operator& op, bool gradient, const Sizes& sizes,
                                 const Attributes& attributes) {
  if (op.card.admits && !op.card.admits(sizes, attributes)) return {};
  const double numbers = numbers_in(op.card, sizes, attributes);
  if (numbers > most_numbers)
    throw std::invalid_argument(fmt::format("{}, {}: inputs and outputs of more than 2^30 numbers",
                                            op.card.name, to_string(sizes)));
  Workload work = {.op = &op,
                   .gradient = gradient,
                   .on_floats = is_on_floats(op, gradient),
                   .sizes = sizes,
                   .attributes = attributes};
  work.inputs = inputs_of(op.card, sizes, attributes);
  const auto outputs = convert<float>(op.fast(in_doubles(work.inputs), attributes));
  work.outputs = shapes_of(outputs);
  weigh(work, work.inputs);
  if (gradient) {
    work.upstream = convert<float>(draw_upstream(work.outputs, seed));
    weigh(work, work.upstream);
    for (std::size_t i = 0; i < op.card.inputs.size(); ++i)
      if (op.card.inputs[i].differentiable) weigh(work, {work.inputs[i]});
  } else {
    weigh(work, outputs);
  }
  work.flops = flops_of(work, outputs);
  return work;
}

std::function<void()> our_call(const Workload& work) {
  if (!work.on_floats) return call_through_doubles(work);
  const auto result =
      std::make_shared<Tensor<float>>(work.inputs.empty() ? Shape{0} : work.inputs[0].shape);
  if (!work.gradient) {
    if (const auto* kernel = work.op->fast.target<FloatKernel>())
      return [kernel, &work, result] {
        kernel->floats(work.inputs[0].data, result->data, work.attributes);
      };
    const auto* kernel = work.op->fast.target<FloatTensorKernel>();
    return [kernel, &work] { kernel->floats(work.inputs, work.attributes); };
  }
  if (const auto* kernel = work.op->fast_gradient.target<FloatGradientKernel>())
    return [kernel, &work, result] {
      kernel->floats(work.inputs[0].data, work.upstream[0].data, result->data, work.attributes);
    };
  const auto* kernel = work.op->fast_gradient.target<FloatTensorGradientKernel>();
  return [kernel, &work] { kernel->floats(work.inputs, work.upstream, work.attributes); };
}

std::string to_string(const Sizes& sizes) {
  std::string text;
  for (const auto& [name, extent] : sizes)
    text += fmt::format("{}{}={}", text.empty() ? "" : ", ", name, extent);
  return text;
}

}  // namespace assay::bench
