// Fast against reference, graded, on every instruction set.

#include <fmt/format.h>

#include "fast/targets.h"
#include "properties/grading/grading.h"
#include "properties/laws/law.h"
#include "reference/scalar/rounding.h"

namespace assay {

namespace {

struct Judged {
  std::string output;  ///< "y[2, 3]"
  Graded graded;
  double got = 0;
  Real exact = 0;
};

std::string index_text(const Shape& shape, std::size_t flat) {
  Shape index(shape.size());
  auto rest = static_cast<std::int64_t>(flat);
  for (std::size_t axis = shape.size(); axis-- > 0; rest /= shape[axis])
    index[axis] = rest % shape[axis];
  return to_string(index);
}

/// What the fast side is held to: exact outputs, and the bound behind the grade "stable".
struct Standard {
  const Operator& op;
  std::vector<std::string> names;
  Bag<Real> exact;
  Function<Real> function;
  Bag<double> inputs;
  const Attributes& attributes;
  Depth depth;
  Sizes sizes;
  Grade promise;
  std::vector<Tensor<double>> conditions = {};  ///< computed when first asked for

  StableBound bound(std::size_t output, std::size_t element) {
    if (conditions.empty()) conditions = condition_sums(function, inputs, attributes);
    return {.condition = conditions[output].data[element],
            .depth = depth_at(depth, sizes, attributes),
            .output = op.card.format,
            .accumulation = op.card.format};
  }
};

std::string describe(const Judged& judged, Format format, Grade promise) {
  return fmt::format("{}: wanted {} ({}), got {} ({}), {:.3g} ulp, graded {}, promised {}{}",
                     judged.output, to_hex(round_to(judged.exact, format)),
                     to_decimal(judged.exact, 10), to_hex(judged.got),
                     fmt::format("{:.9g}", judged.got), judged.graded.ulps,
                     name(judged.graded.grade), name(promise),
                     judged.graded.allowed > 0
                         ? fmt::format(", stable allows {:.3g} ulp", judged.graded.allowed)
                         : "");
}

void hold_to(Standard& standard, const Bag<double>& got, const std::string& target) {
  if (shapes_of(got) != shapes_of(standard.exact))
    throw LawBroken(fmt::format("[{}] the shapes of the outputs differ from the reference's", target));
  for (std::size_t k = 0; k < got.size(); ++k) {
    for (std::size_t i = 0; i < got[k].data.size(); ++i) {
      Judged judged{.output = standard.names[k] + index_text(got[k].shape, i),
                    .graded = {},
                    .got = got[k].data[i],
                    .exact = standard.exact[k].data[i]};
      judged.graded = grade(judged.got, judged.exact, standard.op.card.format,
                            [&] { return standard.bound(k, i); });
      if (judged.graded.grade > standard.promise)
        throw LawBroken(
            fmt::format("[{}] {}", target,
                        describe(judged, standard.op.card.format, standard.promise)));
    }
  }
}

std::vector<std::string> output_names(const Card& card) {
  std::vector<std::string> names;
  for (const Output& output : card.outputs) names.push_back(output.name);
  return names;
}

std::vector<std::string> gradient_names(const Card& card) {
  std::vector<std::string> names;
  for (const std::size_t k : differentiable_inputs(card)) names.push_back("d" + card.inputs[k].name);
  return names;
}

void check_values(const Operator& op, const Case& drawn) {
  Standard standard{.op = op,
                    .names = output_names(op.card),
                    .exact = op.reference.real(convert<Real>(drawn.inputs), drawn.attributes),
                    .function = op.reference.real,
                    .inputs = drawn.inputs,
                    .attributes = drawn.attributes,
                    .depth = op.card.depth,
                    .sizes = drawn.sizes,
                    .promise = op.card.promise};
  fast::for_each_target([&](fast::Target target) {
    hold_to(standard, op.fast(drawn.inputs, drawn.attributes), fast::target_name(target));
  });
}

/// The gradient as a function of inputs and upstream together, for its own condition sums.
Function<Real> gradient_function(const Operator& op) {
  return [&op](const Bag<Real>& both, const Attributes& attributes) {
    const auto middle = both.begin() + static_cast<std::ptrdiff_t>(op.card.inputs.size());
    return op.gradient.real(Bag<Real>(both.begin(), middle), Bag<Real>(middle, both.end()),
                            attributes);
  };
}

void check_gradients(const Operator& op, const Case& drawn) {
  const Bag<double> upstream = draw_upstream(
      shapes_of(op.reference.plain(drawn.inputs, drawn.attributes)), drawn.seed);
  Bag<double> both = drawn.inputs;
  both.insert(both.end(), upstream.begin(), upstream.end());
  const Function<Real> function = gradient_function(op);
  Standard standard{.op = op,
                    .names = gradient_names(op.card),
                    .exact = function(convert<Real>(both), drawn.attributes),
                    .function = function,
                    .inputs = both,
                    .attributes = drawn.attributes,
                    .depth = op.card.gradient_depth,
                    .sizes = drawn.sizes,
                    .promise = op.card.gradient_promise};
  fast::for_each_target([&](fast::Target target) {
    hold_to(standard, op.fast_gradient(drawn.inputs, upstream, drawn.attributes),
            fast::target_name(target));
  });
}

}  // namespace

Law fast_agrees_with_reference() {
  return {.name = "fast_agrees_with_reference",
          .sentence = "The fast twin keeps its promised grade on every instruction set.",
          .applies = [](const Operator& op) { return static_cast<bool>(op.fast); },
          .check = check_values,
          .cases = 200};
}

Law fast_gradient_agrees_with_reference() {
  return {.name = "fast_gradient_agrees_with_reference",
          .sentence = "The fast gradient keeps its promised grade on every instruction set.",
          .applies = [](const Operator& op) { return static_cast<bool>(op.fast_gradient); },
          .check = check_gradients,
          .cases = 100};
}

}  // namespace assay
