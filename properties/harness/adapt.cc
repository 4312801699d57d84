#include "properties/harness/adapt.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <stdexcept>

#include "properties/catalogue/kinds.h"
#include "properties/laws/law.h"

namespace assay::harness {

namespace {

/// Memory for one span, with a margin on both sides that shows when somebody writes there. What is
/// not written stays NaN. The span begins at an alignment that changes with its length.
class Margined {
 public:
  explicit Margined(std::size_t size)
      : begin_(margin + size % 8), size_(size), memory_(begin_ + size + margin, untouched) {}

  explicit Margined(const Tensor<double>& tensor) : Margined(tensor.data.size()) {
    std::copy(tensor.data.begin(), tensor.data.end(), span().begin());
  }

  std::span<float> span() { return {memory_.data() + begin_, size_}; }
  std::vector<float> values() const {
    const auto first = memory_.begin() + static_cast<std::ptrdiff_t>(begin_);
    return {first, first + static_cast<std::ptrdiff_t>(size_)};
  }

  /// Throws LawBroken when the margin has changed.
  void check(const std::string& name) const {
    for (std::size_t i = 0; i < memory_.size(); ++i) {
      const bool inside = i >= begin_ && i < begin_ + size_;
      if (!inside &&
          std::bit_cast<std::uint32_t>(memory_[i]) != std::bit_cast<std::uint32_t>(untouched))
        throw LawBroken(
            fmt::format("the kernel writes at {}[{}], which has {} elements", name,
                        static_cast<std::int64_t>(i) - static_cast<std::int64_t>(begin_), size_));
    }
  }

 private:
  static constexpr std::size_t margin = 64;
  static constexpr float untouched = std::bit_cast<float>(0x7fc0a55au);

  std::size_t begin_, size_;
  std::vector<float> memory_;
};

/// A tensor that the kernel is to give.
struct Due {
  std::string name;
  Shape shape;
};

Bag<double> run(const SpanCall& call, const Bag<double>& inputs, const std::vector<Due>& due,
                const Attributes& attributes) {
  std::vector<Margined> memory;
  for (const Tensor<double>& input : inputs) memory.emplace_back(input);
  for (const Due& output : due)
    memory.emplace_back(static_cast<std::size_t>(element_count(output.shape)));
  std::vector<std::span<const float>> in;
  std::vector<std::span<float>> out;
  for (std::size_t k = 0; k < memory.size(); ++k)
    if (k < inputs.size())
      in.push_back(memory[k].span());
    else
      out.push_back(memory[k].span());
  call.run(in, out, attributes);
  Bag<double> results;
  for (std::size_t k = 0; k < due.size(); ++k) {
    const Margined& written = memory[inputs.size() + k];
    written.check(due[k].name);
    results.push_back(kinds::to_doubles(due[k].shape, written.values()));
  }
  return results;
}

Bag<double> checked(Bag<double> got, const std::vector<Due>& due) {
  if (got.size() != due.size())
    throw LawBroken(fmt::format("the kernel gives {} tensors, {} are due", got.size(), due.size()));
  for (std::size_t k = 0; k < due.size(); ++k)
    if (got[k].shape != due[k].shape)
      throw LawBroken(fmt::format("the kernel gives {} in the shape {}, due is {}", due[k].name,
                                  to_string(got[k].shape), to_string(due[k].shape)));
  return got;
}

/// The shapes of an operator's outputs, from its reference.
std::vector<Due> due_outputs(const Operator& op, const Bag<double>& inputs,
                             const Attributes& attributes) {
  std::vector<Due> due;
  for (const Tensor<double>& output : op.reference.plain(inputs, attributes))
    due.push_back({op.card.outputs.at(due.size()).name, output.shape});
  return due;
}

std::vector<Due> due_gradients(const Operator& op, const Bag<double>& inputs) {
  std::vector<Due> due;
  for (const std::size_t k : differentiable_inputs(op.card))
    due.push_back({"d" + op.card.inputs[k].name, inputs.at(k).shape});
  return due;
}

void require_vectors(const Card& card) {
  const auto has_axes = [](const auto& tensor) { return tensor.dims.size() > 1; };
  if (std::any_of(card.inputs.begin(), card.inputs.end(), has_axes) ||
      std::any_of(card.outputs.begin(), card.outputs.end(), has_axes))
    throw std::invalid_argument(card.name +
                                " has tensors of more than one axis, whose shapes spans do not "
                                "tell: give it a kernel on Bag<float>");
}

void require_arity(const Card& card, const SpanCall& call, std::size_t inputs, std::size_t outputs,
                   const std::string& what) {
  if (call.inputs != inputs || call.outputs != outputs)
    throw std::invalid_argument(
        fmt::format("{}: {} reads {} spans and writes {}, this one reads "
                    "{} and writes {}",
                    card.name, what, inputs, outputs, call.inputs, call.outputs));
}

}  // namespace

Function<double> adapt(const Operator& op, const Kernel& kernel) {
  if (kernel.on_tensors)
    return [op, f = fast_tensorwise(kernel.on_tensors)](const Bag<double>& inputs,
                                                        const Attributes& attributes) {
      return checked(f(inputs, attributes), due_outputs(op, inputs, attributes));
    };
  require_vectors(op.card);
  require_arity(op.card, kernel.on_spans, op.card.inputs.size(), op.card.outputs.size(),
                "a kernel");
  return [op, call = kernel.on_spans](const Bag<double>& inputs, const Attributes& attributes) {
    return run(call, inputs, due_outputs(op, inputs, attributes), attributes);
  };
}

Pullback<double> adapt(const Operator& op, const GradientKernel& gradient) {
  if (gradient.on_tensors)
    return
        [op, f = fast_tensorwise_gradient(gradient.on_tensors)](
            const Bag<double>& inputs, const Bag<double>& upstream, const Attributes& attributes) {
          return checked(f(inputs, upstream, attributes), due_gradients(op, inputs));
        };
  require_vectors(op.card);
  require_arity(op.card, gradient.on_spans, op.card.inputs.size() + op.card.outputs.size(),
                differentiable_inputs(op.card).size(), "a gradient");
  return [op, call = gradient.on_spans](const Bag<double>& inputs, const Bag<double>& upstream,
                                        const Attributes& attributes) {
    Bag<double> all = inputs;
    all.insert(all.end(), upstream.begin(), upstream.end());
    return run(call, all, due_gradients(op, inputs), attributes);
  };
}

}  // namespace assay::harness
