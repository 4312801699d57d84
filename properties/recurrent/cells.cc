// Laws of the recurrent cells of one state.

#include "properties/laws/expect.h"
#include "properties/recurrent/identities.h"

namespace assay::recurrent_laws {

namespace {

enum Position : std::size_t { x, h, w_ih, w_hh, bias, bias_hh };

constexpr double saturating = 600;  // 1 - sigmoid(600) is 1e-261

Bag<WideReal> moderate(const Case& drawn) {
  Bag<WideReal> inputs = convert<WideReal>(drawn.inputs);
  for (Tensor<WideReal>& tensor : inputs)
    for (WideReal& element : tensor.data) element = within(static_cast<double>(element), 2);
  return inputs;
}

/// (W_ih x + W_hh h) of a row.
WideReal products(const Bag<WideReal>& in, std::int64_t n, std::int64_t row) {
  WideReal sum = 0;
  for (std::int64_t d = 0; d < in[x].extent(1); ++d) sum += in[w_ih].at(row, d) * in[x].at(n, d);
  for (std::int64_t m = 0; m < in[h].extent(1); ++m) sum += in[w_hh].at(row, m) * in[h].at(n, m);
  return sum;
}

Tensor<WideReal> next_state(const Operator& op, const Bag<WideReal>& in, const Attributes& a) {
  return evaluate(op, in, a).at(0);
}

/// what(n, j, h'[n, j]) of every unit of every example.
template <class F>
void for_each_unit(const Tensor<WideReal>& h_next, F what) {
  for (std::int64_t n = 0; n < h_next.extent(0); ++n)
    for (std::int64_t j = 0; j < h_next.extent(1); ++j) what(n, j, h_next.at(n, j));
}

void check_elman_preactivation(const Operator& op, const Case& drawn) {
  const Bag<WideReal> in = moderate(drawn);
  const bool rectified = drawn.attributes.choice("activation") == "relu";
  for_each_unit(next_state(op, in, drawn.attributes), [&](auto n, auto j, const WideReal& y) {
    const WideReal z = products(in, n, j) + in[bias].at(j);
    if (!rectified)
      expect_equal(atanh(y), z, "artanh h'", 1);
    else
      expect_equal(y + y - z, abs(z), "2 h' - z", 1);
  });
}

/// x and h side by side as one input, with both weights side by side and no state.
void check_elman_joined(const Operator& op, const Case& drawn) {
  const Bag<WideReal> in = moderate(drawn);
  const std::int64_t batch = in[x].extent(0), d = in[x].extent(1), k = in[h].extent(1);
  Bag<WideReal> joined = {Tensor<WideReal>({batch, d + k}), Tensor<WideReal>({batch, k}),
                          Tensor<WideReal>({k, d + k}), in[w_hh], in[bias]};
  for (std::int64_t c = 0; c < d + k; ++c) {
    for (std::int64_t n = 0; n < batch; ++n)
      joined[x].at(n, c) = c < d ? in[x].at(n, c) : in[h].at(n, c - d);
    for (std::int64_t j = 0; j < k; ++j)
      joined[w_ih].at(j, c) = c < d ? in[w_ih].at(j, c) : in[w_hh].at(j, c - d);
  }
  expect_equal(next_state(op, joined, drawn.attributes), next_state(op, in, drawn.attributes), "h'",
               1);
}

/// The block of a gate, by the attribute's letters.
std::int64_t block_of(const Attributes& a, char gate) {
  return static_cast<std::int64_t>(a.choice("gate_order").find(gate));
}

/// Makes one block of every unit independent of x and h.
void hold(Bag<WideReal>& in, std::int64_t block, double preactivation) {
  const std::int64_t k = in[h].extent(1);
  for (std::int64_t row = block * k; row < (block + 1) * k; ++row) {
    in[bias].at(row) = preactivation;
    in[bias_hh].at(row) = 0;
    for (std::int64_t d = 0; d < in[x].extent(1); ++d) in[w_ih].at(row, d) = 0;
    for (std::int64_t m = 0; m < k; ++m) in[w_hh].at(row, m) = 0;
  }
}

WideReal logit(const WideReal& p) { return log(p / (1 - p)); }

void check_gru_copy(const Operator& op, const Case& drawn) {
  Bag<WideReal> in = moderate(drawn);
  hold(in, block_of(drawn.attributes, 'z'), saturating);
  expect_equal(next_state(op, in, drawn.attributes), in[h], "h'", 1);
}

/// With z = 0 and r = 1 the candidate is a simple recurrent cell; with r = 0 it does not see h.
void check_gru_candidate(const Operator& op, const Case& drawn) {
  const Attributes& a = drawn.attributes;
  Bag<WideReal> open = moderate(drawn);
  const std::int64_t k = open[h].extent(1);
  hold(open, block_of(a, 'z'), -saturating);
  Bag<WideReal> shut = open;
  hold(open, block_of(a, 'r'), saturating);
  hold(shut, block_of(a, 'r'), -saturating);
  for_each_unit(next_state(op, open, a), [&](auto n, auto j, const WideReal& y) {
    const std::int64_t row = 2 * k + j;
    const WideReal z = products(open, n, row) + open[bias].at(row) + open[bias_hh].at(row);
    expect_equal(atanh(y), z, "artanh h', reset gate open", 1);
  });
  Bag<WideReal> without_h = shut;
  without_h[h] = Tensor<WideReal>(shut[h].shape);
  for_each_unit(next_state(op, shut, a), [&](auto n, auto j, const WideReal& y) {
    const std::int64_t row = 2 * k + j;
    WideReal z = products(without_h, n, row) + shut[bias].at(row);
    if (a.choice("reset") == "before") z += shut[bias_hh].at(row);
    expect_equal(atanh(y), z, "artanh h', reset gate shut", 1);
  });
}

/// From h = 0 with a candidate of 1, h' is 1 - z.
void check_gru_update(const Operator& op, const Case& drawn) {
  Bag<WideReal> in = moderate(drawn);
  in[h] = Tensor<WideReal>(in[h].shape);
  hold(in, 2, saturating);
  const std::int64_t first = block_of(drawn.attributes, 'z') * in[h].extent(1);
  for_each_unit(next_state(op, in, drawn.attributes), [&](auto n, auto j, const WideReal& y) {
    const std::int64_t row = first + j;
    expect_equal(-logit(y), products(in, n, row) + in[bias].at(row) + in[bias_hh].at(row),
                 "the update gate's logit", 1);
  });
}

/// With z = 0, h = 1, U_n = 1 and nothing else in the candidate, artanh h' is r, in both forms.
void check_gru_reset(const Operator& op, const Case& drawn) {
  const Attributes& a = drawn.attributes;
  Bag<WideReal> in = moderate(drawn);
  const std::int64_t k = in[h].extent(1), first = block_of(a, 'r') * k;
  in[h] = Tensor<WideReal>(in[h].shape, 1);
  hold(in, block_of(a, 'z'), -saturating);
  hold(in, 2, 0);
  for (std::int64_t j = 0; j < k; ++j) in[w_hh].at(2 * k + j, j) = 1;
  for_each_unit(next_state(op, in, a), [&](auto n, auto j, const WideReal& y) {
    const std::int64_t row = first + j;
    expect_equal(logit(atanh(y)), products(in, n, row) + in[bias].at(row) + in[bias_hh].at(row),
                 "the reset gate's logit", 1);
  });
}

}  // namespace

std::vector<Identity> elman_cell_identities() {
  return {{"artanh h', or what relu keeps, is W_ih x + W_hh h + b", check_elman_preactivation},
          {"x and h side by side, with their weights side by side, give the same without a state",
           check_elman_joined}};
}

std::vector<Identity> gru_cell_identities() {
  return {
      {"an open update gate copies h", check_gru_copy},
      {"with the update gate shut the candidate sees h through an open reset gate and not "
       "through a shut one, and b_hn with it where the reset comes after",
       check_gru_candidate},
      {"from h = 0 and a candidate of 1, h' is 1 less the update gate", check_gru_update},
      {"the reset gate's logit is its row of W_ih x + W_hh h and both biases", check_gru_reset}};
}

}  // namespace assay::recurrent_laws
