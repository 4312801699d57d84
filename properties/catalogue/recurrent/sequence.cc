// Sequences: a cell step by step, and backward through time.

#include "fast/recurrent/sequence.h"

#include "properties/catalogue/kinds.h"
#include "properties/catalogue/recurrent/rows.h"
#include "properties/catalogue/recurrent/time.h"
#include "properties/recurrent/identities.h"

namespace assay {

namespace {

/// The cell's inputs at every step, from those of the sequence.
template <class T>
std::vector<Bag<T>> unrolled(const Function<T>& cell, std::size_t states, const Bag<T>& in,
                             const Attributes& a) {
  std::vector<Bag<T>> steps;
  Bag<T> now = in;
  for (std::int64_t t = 0; t < in.at(0).extent(0); ++t) {
    now[0] = at_time(in[0], t);
    steps.push_back(now);
    const Bag<T> next = cell(now, a);
    std::copy(next.begin(), next.begin() + static_cast<std::ptrdiff_t>(states), now.begin() + 1);
  }
  steps.push_back(now);  // the last states
  return steps;
}

template <class T>
Function<T> forward(Function<T> cell, std::size_t states) {
  return [=](const Bag<T>& in, const Attributes& a) {
    const std::vector<Bag<T>> steps = unrolled(cell, states, in, a);
    const std::int64_t length = in[0].extent(0);
    Tensor<T> path({length, in[1].extent(0), in[1].extent(1)});
    for (std::int64_t t = 0; t < length; ++t)
      set_time(path, t, steps[static_cast<std::size_t>(t) + 1][1]);
    Bag<T> out = {path};
    for (std::size_t s = 2; s <= states; ++s) out.push_back(steps.back()[s]);
    return out;
  };
}

/// dL/d(state before step t) is what the cell's gradient gives for all that reaches the state
/// after it: the upstream gradient of that step's h, and what came from step t + 1.
template <class T>
Pullback<T> backward(Function<T> cell, Pullback<T> cell_gradient, std::size_t states) {
  return [=](const Bag<T>& in, const Bag<T>& upstream, const Attributes& a) {
    const std::vector<Bag<T>> steps = unrolled(cell, states, in, a);
    Bag<T> gradient, carried = {Tensor<T>(in[1].shape)};
    for (const Tensor<T>& input : in) gradient.emplace_back(input.shape);
    carried.insert(carried.end(), upstream.begin() + 1, upstream.end());
    for (std::int64_t t = in[0].extent(0); t-- > 0;) {
      add(carried[0], at_time(upstream[0], t));
      const Bag<T> step = cell_gradient(steps[static_cast<std::size_t>(t)], carried, a);
      set_time(gradient[0], t, step[0]);
      for (std::size_t s = 0; s < states; ++s) carried[s] = step[s + 1];
      for (std::size_t p = states + 1; p < in.size(); ++p) add(gradient[p], step[p]);
    }
    for (std::size_t s = 0; s < states; ++s) gradient[s + 1] = carried[s];
    return gradient;
  };
}

fast::SequenceExtents extents(const Bag<float>& in) {
  const auto at = [&](std::size_t k, std::int64_t axis) {
    return static_cast<std::size_t>(in[k].extent(axis));
  };
  return {at(0, 0), {at(0, 1), at(0, 2), at(1, 1)}};
}

fast::SequenceInputs kernel_inputs(fast::CellKind kind, const Bag<float>& in) {
  if (kind == fast::CellKind::lstm)
    return {in[0].data, in[1].data, in[2].data, in[3].data, in[4].data, in.at(5).data, {}};
  if (kind == fast::CellKind::gru)
    return {in[0].data, in[1].data, {}, in[2].data, in[3].data, in[4].data, in.at(5).data};
  return {in[0].data, in[1].data, {}, in[2].data, in[3].data, in.at(4).data, {}};
}

fast::SequenceGradients kernel_gradients(fast::CellKind kind, Bag<float>& out) {
  if (kind == fast::CellKind::lstm)
    return {out[0].data, out[1].data, out[2].data, out[3].data, out[4].data, out.at(5).data, {}};
  if (kind == fast::CellKind::gru)
    return {out[0].data, out[1].data, {}, out[2].data, out[3].data, out[4].data, out.at(5).data};
  return {out[0].data, out[1].data, {}, out[2].data, out[3].data, out.at(4).data, {}};
}

Function<double> fast_forward(CellOf cell_of) {
  return fast_tensorwise([cell_of](const Bag<float>& in, const Attributes& a) {
    const fast::SequenceCell cell = cell_of(a);
    const fast::SequenceExtents e = extents(in);
    std::vector<double> workspace(fast::sequence_workspace(cell, e));
    Bag<float> out = {Tensor<float>({in[0].extent(0), in[1].extent(0), in[1].extent(1)})};
    if (cell.kind == fast::CellKind::lstm) out.emplace_back(in[2].shape);
    fast::sequence(cell, kernel_inputs(cell.kind, in), out[0].data,
                   out.size() > 1 ? std::span<float>(out[1].data) : std::span<float>(), workspace,
                   e);
    return out;
  });
}

}  // namespace

Bag<float> cut_gradient(const fast::SequenceCell& cell, const Bag<float>& in,
                        const Bag<float>& upstream, std::size_t length) {
  const fast::SequenceExtents e = extents(in);
  std::vector<double> workspace(fast::sequence_workspace(cell, e));
  Bag<float> out;
  for (const Tensor<float>& input : in) out.emplace_back(input.shape);
  fast::sequence_gradient(
      cell, kernel_inputs(cell.kind, in), upstream.at(0).data,
      upstream.size() > 1 ? std::span<const float>(upstream[1].data) : std::span<const float>(),
      kernel_gradients(cell.kind, out), length, workspace, e);
  return out;
}

namespace {

Pullback<double> fast_backward(CellOf cell_of) {
  return fast_tensorwise_gradient(
      [cell_of](const Bag<float>& in, const Bag<float>& upstream, const Attributes& a) {
        return cut_gradient(cell_of(a), in, upstream, static_cast<std::size_t>(in[0].extent(0)));
      });
}

Depth over_time(const Depth& step) {
  const int steps = static_cast<int>(step.steps);
  std::string over = std::to_string(steps) + "*t";
  // "d+2*k" a step becomes "d*t+2*k*t".
  std::string term;
  for (const char c : step.over + "+") {
    if (c != '+') {
      term += c;
      continue;
    }
    over += "+" + term + "*t";
    term.clear();
  }
  return {.steps = 2, .over = over};
}

Card sequence_card(const Card& cell, std::size_t states) {
  Card card = cell;
  card.name = cell.name.substr(0, cell.name.rfind("_cell")) + "_sequence";
  card.summary = cell.summary + ", repeated along a sequence, and backward through time";
  card.formula = "(h_t, c_t) = f(x_t, h_{t-1}, c_{t-1}),\\ t = 1 \\ldots T: " + cell.formula;
  if (states == 1) card.formula = "h_t = f(x_t, h_{t-1}),\\ t = 1 \\ldots T: " + cell.formula;
  card.gradient_formula =
      "\\frac{\\partial L}{\\partial \\theta} = \\sum_t \\bar h_t \\frac{\\partial h_t}{\\partial "
      "\\theta},\\ \\bar h_{t-1} \\mathrel{+}= \\bar h_t \\frac{\\partial h_t}{\\partial h_{t-1}}, "
      "\\text{ from the last step to the first}";
  card.source = cell.source +
                "; backward: Werbos 1990, Backpropagation through time, Proceedings "
                "of the IEEE 78(10)";
  card.dims = {{"t", 1, 3}, {"n", 0, 2}, {"d", 1, 2}, {"k", 1, 2}};
  card.inputs[0].dims.insert(card.inputs[0].dims.begin(), "t");
  for (Input& input : card.inputs) input.domain.reach = 100;  // relu multiplies at every step
  card.outputs[0] = {"h", {"t", "n", "k"}};
  card.conventions.push_back({"layout", "time first",
                              "time first in PyTorch and ONNX by default; "
                              "batch first in Keras and Flax"});
  card.depth = over_time(cell.depth);
  card.gradient_depth = over_time(cell.gradient_depth);
  card.gradient_depth.steps += 2;
  return card;
}

}  // namespace

fast::SequenceCell simple_cell(const Attributes& a) {
  return {a.choice("activation") == "relu" ? fast::CellKind::relu : fast::CellKind::tanh};
}

fast::SequenceCell gated_unit(const Attributes& a) {
  return {fast::CellKind::gru,
          {a.choice("reset") == "before", a.choice("gate_order") == "rzn" ? 0u : 1u}};
}

fast::SequenceCell long_short_term_memory(const Attributes& a) {
  return {.kind = fast::CellKind::lstm, .gates = lstm_layout(a)};
}

Operator sequence_of(const Operator& cell, std::size_t states, CellOf cell_of) {
  return {
      .card = sequence_card(cell.card, states),
      .reference = {forward(cell.reference.real, states), forward(cell.reference.wide, states),
                    forward(cell.reference.ball, states), forward(cell.reference.plain, states)},
      .gradient = {backward(cell.reference.real, cell.gradient.real, states),
                   backward(cell.reference.wide, cell.gradient.wide, states),
                   backward(cell.reference.ball, cell.gradient.ball, states),
                   backward(cell.reference.plain, cell.gradient.plain, states)},
      .fast = fast_forward(cell_of),
      .fast_gradient = fast_backward(cell_of),
      .identities = recurrent_laws::sequence_identities()};
}

}  // namespace assay
