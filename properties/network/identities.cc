// Laws of stacks of dense layers.

#include "properties/network/identities.h"

#include "properties/catalogue/catalogue.h"
#include "properties/laws/expect.h"

namespace assay::network_laws {

namespace {

using Tensors = Bag<WideReal>;

Tensors moderate(const Case& drawn) {
  Tensors inputs = convert<WideReal>(drawn.inputs);
  for (Tensor<WideReal>& tensor : inputs)
    for (WideReal& element : tensor.data) element = within(static_cast<double>(element), 2);
  return inputs;
}

Attributes with(Attributes attributes, const std::string& name, const std::string& value) {
  attributes.set(name, value);
  return attributes;
}

/// One unit after another, by the row of that activation.
Tensor<WideReal> bent(const std::string& unit, const Tensor<WideReal>& z, const Attributes& a) {
  const Operator& activation = require_operator("activation/" + unit);
  Attributes own;
  if (unit == "leaky_relu") own.set("slope", a.real("negative_slope"));
  return evaluate(activation, {z}, complete_attributes(activation.card, own)).at(0);
}

/// The layers one by one, by the rows of the linear map and of the activations.
Tensor<WideReal> composed(const Tensors& in, const Attributes& a, const std::string& last) {
  const Operator& dense = require_operator("linear/linear");
  Tensor<WideReal> h = in.at(0);
  for (std::size_t k = 1; k < in.size(); k += 2) {
    const Tensor<WideReal> z = evaluate(dense, {h, in[k], in[k + 1]}, {}).at(0);
    h = bent(k + 2 < in.size() ? a.choice("hidden") : last, z, a);
  }
  return h;
}

void check_composition(const Operator& op, const Case& drawn) {
  const Tensors in = moderate(drawn);
  expect_equal(evaluate(op, in, drawn.attributes)[0],
               composed(in, drawn.attributes, drawn.attributes.choice("output")), "layer by layer",
               1e6);
}

/// The rows of a matrix, or the numbers of a vector, in reverse.
Tensor<WideReal> rows_reversed(const Tensor<WideReal>& x) {
  const std::int64_t width = x.size() / x.extent(0);
  Tensor<WideReal> y(x.shape);
  for (std::int64_t i = 0; i < x.size(); ++i)
    y.data[static_cast<std::size_t>((x.extent(0) - 1 - i / width) * width + i % width)] =
        x.data[static_cast<std::size_t>(i)];
  return y;
}

Tensor<WideReal> columns_reversed(const Tensor<WideReal>& x) {
  Tensor<WideReal> y(x.shape);
  for (std::int64_t r = 0; r < x.extent(0); ++r)
    for (std::int64_t c = 0; c < x.extent(1); ++c) y.at(r, c) = x.at(r, x.extent(1) - 1 - c);
  return y;
}

void check_order_of_units(const Operator& op, const Case& drawn) {
  const Tensors in = moderate(drawn);
  const Tensors y = evaluate(op, in, drawn.attributes);
  for (std::size_t k = 1; k + 2 < in.size(); k += 2) {
    Tensors other = in;
    other[k] = rows_reversed(in[k]);
    other[k + 1] = rows_reversed(in[k + 1]);
    other[k + 2] = columns_reversed(in[k + 2]);
    expect_equal(evaluate(op, other, drawn.attributes)[0], y[0], "hidden units in another order",
                 1e6);
  }
}

/// For one example dW_1 = db_1 x^T and dx = W_1^T db_1.
void check_outer_products(const Operator& op, const Case& drawn) {
  Tensors in = moderate(drawn);
  const std::int64_t inputs = in[1].extent(1);
  Tensor<WideReal> one({1, inputs}, 1);
  for (std::int64_t i = 0; i < inputs && in[0].size() > 0; ++i) one.at(0, i) = in[0].at(0, i);
  in[0] = one;
  const Tensors y = evaluate(op, in, drawn.attributes);
  const Tensors upstream = convert<WideReal>(draw_upstream({y[0].shape}, drawn.seed));
  const Tensors d = op.gradient.wide(in, upstream, drawn.attributes);
  for (std::int64_t i = 0; i < inputs; ++i) {
    WideReal sum = 0;
    for (std::int64_t o = 0; o < in[1].extent(0); ++o) {
      expect_equal(d[1].at(o, i), d[2].at(o) * in[0].at(0, i), "db_1 x^T", 1e6);
      sum += in[1].at(o, i) * d[2].at(o);
    }
    expect_equal(d[0].at(0, i), sum, "W_1^T db_1", 1e6);
  }
}

/// The product of a layer's weights with their gradients, and of its biases.
WideReal projection(const Tensors& in, const Tensors& d, std::size_t k) {
  WideReal sum = 0;
  for (std::size_t i = 0; i < in[k].data.size(); ++i) sum += in[k].data[i] * d[k].data[i];
  return sum;
}

/// Units with phi(c z) = c phi(z) for c > 0: weights and biases before them times c and weights
/// after them by c leave the answer, so the gradients balance.
void check_balance(const Operator& op, const Case& drawn) {
  const Attributes a = with(drawn.attributes, "hidden", "leaky_relu");
  const Tensors in = moderate(drawn);
  const Tensors y = evaluate(op, in, a);
  const Tensors upstream = convert<WideReal>(draw_upstream({y[0].shape}, drawn.seed));
  const Tensors d = op.gradient.wide(in, upstream, a);
  for (std::size_t k = 1; k + 2 < in.size(); k += 2)
    expect_equal(projection(in, d, k) + projection(in, d, k + 1), projection(in, d, k + 2),
                 "the gradient along a change of scale", 1e9, 35);
}

void check_open_skip(const Operator& op, const Case& drawn) {
  Tensors in = moderate(drawn);
  for (const std::size_t k : {3, 4}) in[k] = Tensor<WideReal>(in[k].shape);
  expect_equal(evaluate(op, in, drawn.attributes)[0],
               bent(drawn.attributes.choice("output"), in[0], drawn.attributes),
               "with a branch of nothing", 1);
}

/// psi(x + branch), the branch by the perceptron's row.
void check_branch(const Operator& op, const Case& drawn) {
  const Tensors in = moderate(drawn);
  const Operator& branch = require_operator("network/perceptron");
  Tensor<WideReal> sum = evaluate(branch, in, with(drawn.attributes, "output", "identity")).at(0);
  for (std::size_t i = 0; i < sum.data.size(); ++i) sum.data[i] += in[0].data[i];
  expect_equal(evaluate(op, in, drawn.attributes)[0],
               bent(drawn.attributes.choice("output"), sum, drawn.attributes), "x + F(x)", 1e4);
}

/// Weights of nothing pass the gradient on as it is, and none to the branch's first layer.
void check_gradient_passes(const Operator& op, const Case& drawn) {
  Tensors in = moderate(drawn);
  for (const std::size_t k : {1, 2, 3, 4}) in[k] = Tensor<WideReal>(in[k].shape);
  const Attributes a = with(drawn.attributes, "output", "identity");
  const Tensors upstream = convert<WideReal>(draw_upstream({in[0].shape}, drawn.seed));
  const Tensors d = op.gradient.wide(in, upstream, a);
  expect_equal(d[0], upstream[0], "dx");
  for (const WideReal& element : d[1].data) expect_equal(element, 0, "dW_1");
}

/// The parameters of every member but the x.
Tensors of_member(const Tensors& in, std::int64_t m) {
  Tensors own = {in[0]};
  for (std::size_t k = 1; k < in.size(); ++k) {
    const Shape shape(in[k].shape.begin() + 1, in[k].shape.end());
    const auto first = in[k].data.begin() + m * element_count(shape);
    own.emplace_back(shape, std::vector<WideReal>(first, first + element_count(shape)));
  }
  return own;
}

void check_mean_of_answers(const Operator& op, const Case& drawn) {
  const Tensors in = moderate(drawn);
  const Operator& member = require_operator("network/perceptron");
  const Tensors y = evaluate(op, in, drawn.attributes);
  Tensor<WideReal> sum(y[0].shape);
  const std::int64_t members = in[1].extent(0);
  for (std::int64_t m = 0; m < members; ++m) {
    const Tensors answer = evaluate(member, of_member(in, m), drawn.attributes);
    for (std::size_t i = 0; i < sum.data.size(); ++i) sum.data[i] += answer[0].data[i];
  }
  for (std::size_t i = 0; i < sum.data.size(); ++i)
    expect_equal(y[0].data[i] * static_cast<int>(members), sum.data[i], "M times the mean", 1e4);
}

/// (W_1, W_2) and (-W_1, -W_2) without biases answer W_2 relu(z) and -W_2 relu(-z), of which the
/// mean is W_2 z / 2; their mean parameters would answer 0.
void check_opposite_members(const Operator& op, const Case& drawn) {
  const Tensors in = moderate(drawn);
  const Tensors first = of_member(in, 0);
  Tensors pair = {in[0]};
  for (std::size_t k = 1; k < in.size(); ++k) {
    Shape shape = in[k].shape;
    shape[0] = 2;
    pair.emplace_back(shape);
    if (k % 2 == 0) continue;
    for (std::size_t i = 0; i < first[k].data.size(); ++i) {
      pair[k].data[i] = first[k].data[i];
      pair[k].data[first[k].data.size() + i] = -first[k].data[i];
    }
  }
  const Attributes a = with(with(drawn.attributes, "hidden", "relu"), "output", "identity");
  const Tensor<WideReal> y = evaluate(op, pair, a).at(0);
  for (std::int64_t n = 0; n < y.extent(0); ++n)
    for (std::int64_t o = 0; o < y.extent(1); ++o) {
      WideReal sum = 0;
      for (std::int64_t j = 0; j < first[1].extent(0); ++j)
        for (std::int64_t i = 0; i < first[1].extent(1); ++i)
          sum += first[3].at(o, j) * first[1].at(j, i) * in[0].at(n, i);
      expect_equal(2 * y.at(n, o), sum, "twice the mean of opposite members", 1e4);
    }
}

}  // namespace

std::vector<Identity> perceptron_identities() {
  return {{"the layers one after another, each by its own row", check_composition},
          {"the order of hidden units does not matter", check_order_of_units},
          {"for one example the weights' gradients are outer products", check_outer_products},
          {"gradients balance across units that scale with their input", check_balance}};
}

std::vector<Identity> residual_identities() {
  return {{"a branch of zero weights leaves psi(x)", check_open_skip},
          {"psi of x plus the perceptron", check_branch},
          {"weights of zero pass the gradient on as it is", check_gradient_passes}};
}

std::vector<Identity> ensemble_identities() {
  return {{"M times it is the sum of the members' answers", check_mean_of_answers},
          {"opposite rectified members leave half the linear map", check_opposite_members}};
}

}  // namespace assay::network_laws
