#include "properties/linear/identities.h"

#include "properties/laws/expect.h"

namespace assay::linear_laws {

namespace {

/// The largest magnitude anywhere, as a scale for sums that cancel.
WideReal scale_of(const Bag<WideReal>& inputs) {
  WideReal most = 1;
  for (const Tensor<WideReal>& tensor : inputs)
    for (const WideReal& element : tensor.data) most = std::max<WideReal>(most, abs(element));
  return most * most * 32;
}

/// f(x) with one input multiplied by `factor`.
Tensor<WideReal> with_scaled(const Operator& op, const Case& drawn, Bag<WideReal> inputs,
                             std::size_t k, int factor) {
  for (WideReal& element : inputs[k].data) element *= factor;
  return evaluate(op, inputs, drawn.attributes).at(0);
}

/// x = e_i picks the i-th column of W.
void check_columns(const Operator& op, const Case& drawn) {
  Bag<WideReal> inputs = convert<WideReal>(drawn.inputs);
  const std::int64_t batch = inputs[0].extent(0), in = inputs[0].extent(1);
  inputs[0] = Tensor<WideReal>(inputs[0].shape);
  for (std::int64_t n = 0; n < batch; ++n) inputs[0].at(n, n % in) = 1;
  const Tensor<WideReal> y = evaluate(op, inputs, drawn.attributes).at(0);
  for (std::int64_t n = 0; n < batch; ++n)
    for (std::int64_t o = 0; o < y.extent(1); ++o)
      expect_equal(y.at(n, o), inputs[1].at(o, n % in) + inputs[2].at(o), "W e_i + b",
                   scale_of(inputs));
}

/// f(3x) - f(0) = 3 (f(x) - f(0)), in x and in W.
void check_homogeneous(const Operator& op, const Case& drawn) {
  const Bag<WideReal> inputs = convert<WideReal>(drawn.inputs);
  const Tensor<WideReal> once = evaluate(op, inputs, drawn.attributes).at(0);
  for (const std::size_t k : {0, 1}) {
    const Tensor<WideReal> none = with_scaled(op, drawn, inputs, k, 0);
    const Tensor<WideReal> thrice = with_scaled(op, drawn, inputs, k, 3);
    for (std::size_t i = 0; i < once.data.size(); ++i)
      expect_equal(thrice.data[i] - none.data[i], 3 * (once.data[i] - none.data[i]),
                   "three times the input", scale_of(inputs));
  }
}

/// W = 0 leaves the bias.
void check_bias(const Operator& op, const Case& drawn) {
  const Bag<WideReal> inputs = convert<WideReal>(drawn.inputs);
  const Tensor<WideReal> y = with_scaled(op, drawn, inputs, 1, 0);
  for (std::int64_t n = 0; n < y.extent(0); ++n)
    for (std::int64_t o = 0; o < y.extent(1); ++o)
      expect_equal(y.at(n, o), inputs[2].at(o), "the bias");
}

void check_lookup(const Operator& op, const Case& drawn) {
  const Bag<WideReal> inputs = convert<WideReal>(drawn.inputs);
  const Tensor<WideReal> y = evaluate(op, inputs, drawn.attributes).at(0);
  for (std::int64_t n = 0; n < y.extent(0); ++n)
    for (std::int64_t c = 0; c < y.extent(1); ++c)
      expect_equal(y.at(n, c), inputs[0].at(static_cast<std::int64_t>(drawn.inputs[1].at(n)), c),
                   "the row of the table");
}

/// The gradient keeps the total: every upstream row lands in the table once.
void check_total(const Operator& op, const Case& drawn) {
  const Bag<WideReal> inputs = convert<WideReal>(drawn.inputs);
  const Bag<WideReal> upstream = convert<WideReal>(
      draw_upstream(shapes_of(evaluate(op, inputs, drawn.attributes)), drawn.seed));
  const Bag<WideReal> gradient = op.gradient.wide(inputs, upstream, drawn.attributes);
  WideReal sent = 0, received = 0, size = 0;
  for (const WideReal& g : upstream[0].data) {
    sent += g;
    size += abs(g);
  }
  for (const WideReal& g : gradient[0].data) received += g;
  expect_equal(sent, received, "the total of the gradient", size);
}

}  // namespace

std::vector<Identity> linear_identities() {
  std::vector<Identity> all = {{"a unit vector picks a column of W", check_columns},
                               {"linear in x and in W", check_homogeneous},
                               {"W = 0 leaves the bias", check_bias}};
  const std::vector<Identity> maps = geometric_identities();
  all.insert(all.end(), maps.begin(), maps.end());
  return all;
}

std::vector<Identity> embedding_identities() {
  return {{"each result is the indexed row", check_lookup},
          {"the gradient keeps the total of its upstream", check_total}};
}

}  // namespace assay::linear_laws
