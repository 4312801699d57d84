// Recurrent layers, over one time step. The published weights are all equal, so these tests cannot
// tell a wrong order of the gates.

#include "tests/second_opinions/table.h"

namespace assay::second_opinions {

namespace {

/// ONNX's gates are i, o, f, c, ours are i, f, g, o, and ONNX calls g c.
Tensor<double> our_gate_order(const std::vector<double>& rows, std::int64_t gate_rows,
                              std::int64_t width) {
  const auto block = static_cast<std::ptrdiff_t>(gate_rows * width);
  std::vector<double> ordered;
  for (const std::ptrdiff_t gate : {0, 2, 3, 1})
    ordered.insert(ordered.end(), rows.begin() + gate * block, rows.begin() + (gate + 1) * block);
  return {{4 * gate_rows, width}, ordered};
}

/// The sum of both halves of B, which belong to the input and to the state.
std::vector<double> one_bias(const NodeTest& test, std::size_t count) {
  if (!test.has_input(3)) return std::vector<double>(count);
  const std::vector<double>& both = test.input(3).tensor.data;
  std::vector<double> bias;
  for (std::size_t i = 0; i < count; ++i) {
    bias.push_back(both.at(i) + both.at(count + i));
    if (bias[i] - both[i] != both[count + i]) throw NotCovered("biases whose sum is inexact");
  }
  return bias;
}

/// One example's row of a state that may be left out.
Tensor<double> state_row(const NodeTest& test, std::size_t position, std::size_t n,
                         std::size_t units) {
  Tensor<double> state({1, static_cast<std::int64_t>(units)});
  if (test.has_input(position))
    for (std::size_t j = 0; j < units; ++j)
      state.data[j] = test.input(position).tensor.data.at(n * units + j);
  return state;
}

std::vector<Call> lstm(const NodeTest& test, const Operator&) {
  const Tensor<double>&x = test.input(0).tensor, &weight = test.input(1).tensor;
  const bool batch_first = test.integer("layout", 0) == 1;
  if (x.extent(batch_first ? 1 : 0) != 1) throw NotCovered("several time steps");
  if (weight.extent(0) != 1) throw NotCovered("two directions");
  if (test.has_input(7)) throw NotCovered("peepholes");
  const std::int64_t units = test.integer("hidden_size", 0), width = x.extent(2);
  const auto k = static_cast<std::size_t>(units), d = static_cast<std::size_t>(width);
  const Tensor<double> w_ih = our_gate_order(weight.data, units, width);
  const Tensor<double> w_hh = our_gate_order(test.input(2).tensor.data, units, units);
  const Tensor<double> bias = vector_of(our_gate_order(one_bias(test, 4 * k), units, 1).data);
  std::vector<Call> calls;
  for (std::size_t n = 0; n < x.data.size() / d; ++n) {
    std::vector<std::size_t> step = all_positions(d), state = all_positions(k);
    for (std::size_t& position : step) position += n * d;
    for (std::size_t& position : state) position += n * k;
    calls.push_back({.inputs = {row_of(pick(x.data, step)), state_row(test, 5, n, k),
                                state_row(test, 6, n, k), w_ih, w_hh, bias},
                     .answers = {answer_at(test.output(1), state)}});
  }
  return calls;
}

}  // namespace

std::vector<Row> recurrent_rows() { return {{"LSTM", "recurrent/lstm_cell", lstm}}; }

}  // namespace assay::second_opinions
