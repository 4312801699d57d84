#include "properties/recurrent/identities.h"

#include <algorithm>

#include "properties/laws/expect.h"

namespace assay::recurrent_laws {

namespace {

enum Position : std::size_t { x, h, c, w_ih, w_hh, bias };
enum Gate : std::int64_t { input, forget, candidate, output };

/// What the other laws are written for.
const Attributes in_order = {{"gate_order", std::string("ifgo")}};

constexpr double most = 2;          // sigmoid and tanh keep enough of their 100 digits
constexpr double saturating = 600;  // 1 - sigmoid(600) is 1e-261

Bag<WideReal> moderate(const Case& drawn) {
  Bag<WideReal> inputs = convert<WideReal>(drawn.inputs);
  for (Tensor<WideReal>& tensor : inputs)
    for (WideReal& element : tensor.data) element = within(static_cast<double>(element), most);
  return inputs;
}

/// Makes one gate of every unit independent of x and h.
void hold(Bag<WideReal>& inputs, Gate gate, double preactivation) {
  const std::int64_t k = inputs[c].extent(1);
  for (std::int64_t row = gate * k; row < (gate + 1) * k; ++row) {
    inputs[bias].at(row) = preactivation;
    for (std::int64_t d = 0; d < inputs[x].extent(1); ++d) inputs[w_ih].at(row, d) = 0;
    for (std::int64_t m = 0; m < k; ++m) inputs[w_hh].at(row, m) = 0;
  }
}

/// (W_ih x + W_hh h + b) of a gate, by matrix rows.
WideReal affine(const Bag<WideReal>& in, Gate gate, std::int64_t n, std::int64_t unit) {
  const std::int64_t row = gate * in[c].extent(1) + unit;
  WideReal from_x = 0, from_h = 0;
  for (std::int64_t d = 0; d < in[x].extent(1); ++d) from_x += in[x].at(n, d) * in[w_ih].at(row, d);
  for (std::int64_t m = 0; m < in[h].extent(1); ++m) from_h += in[h].at(n, m) * in[w_hh].at(row, m);
  return from_x + from_h + in[bias].at(row);
}

WideReal logit(const WideReal& p) { return log(p / (1 - p)); }

void expect_affine(const Bag<WideReal>& inputs, Gate gate, const Tensor<WideReal>& recovered,
                   const std::string& what) {
  for (std::int64_t n = 0; n < recovered.extent(0); ++n)
    for (std::int64_t j = 0; j < recovered.extent(1); ++j)
      expect_equal(recovered.at(n, j), affine(inputs, gate, n, j), what, 1);
}

void check_copy(const Operator& op, const Case& drawn) {
  Bag<WideReal> inputs = moderate(drawn);
  hold(inputs, forget, saturating);
  hold(inputs, input, -saturating);
  expect_equal(evaluate(op, inputs, in_order).at(1), inputs[c], "c'", 1);
}

void check_zero_weights(const Operator& op, const Case& drawn) {
  Bag<WideReal> inputs = moderate(drawn);
  for (const Gate gate : {input, forget, candidate, output}) hold(inputs, gate, 0);
  const Bag<WideReal> y = evaluate(op, inputs, in_order);
  for (std::size_t i = 0; i < inputs[c].data.size(); ++i) {
    const WideReal& state = inputs[c].data[i];
    expect_equal(y[1].data[i], state / 2, "c'");
    expect_equal(y[0].data[i], tanh(WideReal(state / 2)) / 2, "h'");
  }
}

/// With a state of 3 kept, h' / tanh(3) is the output gate.
void check_output_gate(const Operator& op, const Case& drawn) {
  Bag<WideReal> inputs = moderate(drawn);
  hold(inputs, forget, saturating);
  hold(inputs, input, -saturating);
  inputs[c] = Tensor<WideReal>(inputs[c].shape, 3);
  Tensor<WideReal> gate = evaluate(op, inputs, in_order).at(0);
  for (WideReal& element : gate.data) element = logit(element / tanh(WideReal(3)));
  expect_affine(inputs, output, gate, "the output gate's logit");
}

/// With the input gate closed, c' / c is the forget gate.
void check_forget_gate(const Operator& op, const Case& drawn) {
  Bag<WideReal> inputs = moderate(drawn);
  hold(inputs, input, -saturating);
  inputs[c] = Tensor<WideReal>(inputs[c].shape, -1);
  Tensor<WideReal> gate = evaluate(op, inputs, in_order).at(1);
  for (WideReal& element : gate.data) element = logit(-element);
  expect_affine(inputs, forget, gate, "the forget gate's logit");
}

/// From an empty state c' = i g: each factor shows where the other is saturated.
void check_input_and_candidate(const Operator& op, const Case& drawn) {
  Bag<WideReal> empty = moderate(drawn);
  empty[c] = Tensor<WideReal>(empty[c].shape, 0);
  Bag<WideReal> full = empty, open = empty;
  hold(full, candidate, saturating);
  hold(open, input, saturating);
  Tensor<WideReal> gate = evaluate(op, full, in_order).at(1);
  for (WideReal& element : gate.data) element = logit(element);
  expect_affine(full, input, gate, "the input gate's logit");
  Tensor<WideReal> content = evaluate(op, open, in_order).at(1);
  for (WideReal& element : content.data) element = atanh(element);
  expect_affine(open, candidate, content, "artanh of the candidate");
}

void check_bounds(const Operator& op, const Case& drawn) {
  const Bag<WideReal> y = evaluate(op, moderate(drawn), drawn.attributes);
  for (std::size_t i = 0; i < y[0].data.size(); ++i) {
    const WideReal &shown = y[0].data[i], &state = y[1].data[i];
    expect(abs(shown) < 1, "|h'| is not below 1");
    expect(abs(shown) <= abs(tanh(state)), "|h'| exceeds |tanh(c')|");
    expect(shown * state >= 0, "h' and c' differ in sign");
  }
}

/// Rows of four blocks, moved from i, f, g, o to another order.
Tensor<WideReal> moved_blocks(const Tensor<WideReal>& from, const std::string& order) {
  const std::string given = "ifgo";
  Tensor<WideReal> to(from.shape);
  const std::int64_t block = from.size() / 4;
  for (std::size_t gate = 0; gate < 4; ++gate) {
    const auto source = static_cast<std::int64_t>(given.find(order[gate])) * block;
    std::copy_n(from.data.begin() + source, block,
                to.data.begin() + static_cast<std::int64_t>(gate) * block);
  }
  return to;
}

void check_gate_order(const Operator& op, const Case& drawn) {
  const Bag<WideReal> inputs = moderate(drawn);
  const Bag<WideReal> y = evaluate(op, inputs, in_order);
  for (const std::string order : {"iofg", "igfo"}) {
    Bag<WideReal> moved = inputs;
    for (const std::size_t k : {w_ih, w_hh, bias}) moved[k] = moved_blocks(inputs[k], order);
    const Bag<WideReal> other = evaluate(op, moved, {{"gate_order", order}});
    for (std::size_t k = 0; k < 2; ++k) expect_equal(other[k], y[k], "the state", 1);
  }
}

}  // namespace

std::vector<Identity> lstm_cell_identities() {
  return {
      {"an open forget gate and a closed input gate copy c", check_copy},
      {"without weights and bias c' = c/2 and h' = tanh(c/2)/2", check_zero_weights},
      {"the output gate's logit is its row of W_ih x + W_hh h + b", check_output_gate},
      {"the forget gate's logit is its row of W_ih x + W_hh h + b", check_forget_gate},
      {"from an empty state c' is the input gate times the candidate", check_input_and_candidate},
      {"another order of the gates is the same with the blocks moved", check_gate_order},
      {"|h'| < 1, |h'| <= |tanh(c')| and of one sign", check_bounds}};
}

}  // namespace assay::recurrent_laws
