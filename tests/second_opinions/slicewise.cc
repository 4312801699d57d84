// Softmax, norms, sums, products and lookups: slices of the published tensors, each a call of its
// own.

#include <cmath>
#include <numeric>

#include "tests/second_opinions/table.h"

namespace assay::second_opinions {

namespace {

/// f(row) along one axis.
std::vector<Call> along_axis(const Published& x, const Published& y, std::int64_t axis) {
  std::vector<Call> calls;
  for (const std::vector<std::size_t>& slice : groups_along(x.tensor.shape, {axis}))
    calls.push_back(
        {.inputs = {row_of(pick(x.tensor.data, slice))}, .answers = {answer_at(y, slice)}});
  return calls;
}

std::vector<Call> softmax(const NodeTest& test, const Operator&) {
  if (test.opset < 13) throw NotCovered("the softmax of older operator sets, which flattens");
  return along_axis(test.input(0), test.output(0), test.integer("axis", -1));
}

/// The second output of the loss, where there is one: log_softmax over the classes.
std::vector<Call> log_probability(const NodeTest& test, const Operator&) {
  if (!test.has_output(1)) throw NotCovered("no second output");
  return along_axis(test.input(0), test.output(1), 1);
}

std::vector<std::int64_t> all_axes(const Shape& shape) {
  std::vector<std::int64_t> axes(shape.size());
  std::iota(axes.begin(), axes.end(), std::int64_t{0});
  return axes;
}

/// f(slice) -> number over some axes, or all; `shaped` makes a tensor of a slice.
std::vector<Call> reduction(const NodeTest& test, const Attributes& attributes,
                            Tensor<double> (*shaped)(const std::vector<double>&)) {
  const Tensor<double>& x = test.input(0).tensor;
  std::vector<Call> calls;
  for (const auto& slice : groups_along(x.shape, test.list("axes", all_axes(x.shape))))
    calls.push_back({.inputs = {shaped(pick(x.data, slice))},
                     .attributes = attributes,
                     .answers = {answer_at(test.output(0), {calls.size()})}});
  return calls;
}

std::vector<Call> logsumexp(const NodeTest& test, const Operator&) {
  return reduction(test, {}, row_of);
}

std::vector<Call> sum_of_magnitudes(const NodeTest& test, const Operator&) {
  return reduction(test, {{"lambda", 1.0}}, vector_of);
}

std::vector<Call> sum_of_squares(const NodeTest& test, const Operator&) {
  return reduction(test, {{"lambda", 1.0}, {"factor", std::string("lambda")}}, vector_of);
}

/// x W^T + b, row by row. `weight` is [in, out] as ONNX has it.
void append_product(const Tensor<double>& x, const Tensor<double>& weight,
                    const std::vector<std::vector<double>>& bias, const Published& y,
                    std::size_t first, std::vector<Call>& calls) {
  const auto rows = static_cast<std::size_t>(x.extent(0));
  const auto in = static_cast<std::size_t>(x.extent(1));
  const auto out = static_cast<std::size_t>(weight.extent(1));
  Tensor<double> transposed({weight.extent(1), weight.extent(0)});
  for (std::size_t i = 0; i < in; ++i)
    for (std::size_t o = 0; o < out; ++o) transposed.at(o, i) = weight.at(i, o);
  for (std::size_t r = 0; r < rows; ++r) {
    std::vector<std::size_t> positions = all_positions(out);
    for (std::size_t& position : positions) position += first + r * out;
    std::vector<double> row(x.data.begin() + static_cast<std::ptrdiff_t>(r * in),
                            x.data.begin() + static_cast<std::ptrdiff_t>((r + 1) * in));
    calls.push_back({.inputs = {row_of(row), transposed, vector_of(bias.at(r))},
                     .answers = {answer_at(y, positions)}});
  }
}

std::vector<Call> matmul(const NodeTest& test, const Operator&) {
  const Tensor<double>&a = test.input(0).tensor, &b = test.input(1).tensor;
  if (a.rank() < 2 || a.rank() != b.rank()) throw NotCovered("products that broadcast");
  const auto parts_a = groups_along(a.shape, {-2, -1}), parts_b = groups_along(b.shape, {-2, -1});
  const auto rows = static_cast<std::size_t>(a.extent(-2));
  const auto out = static_cast<std::size_t>(b.extent(-1));
  const std::vector<std::vector<double>> no_bias(rows, std::vector<double>(out));
  std::vector<Call> calls;
  for (std::size_t k = 0; k < parts_a.size(); ++k)
    append_product({{a.extent(-2), a.extent(-1)}, pick(a.data, parts_a[k])},
                   {{b.extent(-2), b.extent(-1)}, pick(b.data, parts_b.at(k))}, no_bias,
                   test.output(0), k * rows * out, calls);
  return calls;
}

/// The matrix, transposed where asked, times a float32: exact, since float32 products are doubles.
Tensor<double> factor(const Tensor<double>& matrix, bool transposes, double scale) {
  Shape shape = matrix.shape;
  if (transposes) std::swap(shape[0], shape[1]);
  Tensor<double> result(shape);
  for (std::int64_t i = 0; i < shape[0]; ++i)
    for (std::int64_t j = 0; j < shape[1]; ++j)
      result.at(i, j) = scale * (transposes ? matrix.at(j, i) : matrix.at(i, j));
  return result;
}

/// The bias of each row, broadcast as numpy does.
std::vector<std::vector<double>> broadcast_bias(const NodeTest& test, double scale, Shape shape) {
  std::vector<std::vector<double>> bias(static_cast<std::size_t>(shape[0]),
                                        std::vector<double>(static_cast<std::size_t>(shape[1])));
  if (!test.has_input(2)) return bias;
  const Tensor<double>& c = test.input(2).tensor;
  const std::int64_t rows = c.rank() > 1 ? c.extent(-2) : 1;
  const std::int64_t columns = c.rank() > 0 ? c.extent(-1) : 1;
  for (std::int64_t i = 0; i < shape[0]; ++i)
    for (std::int64_t j = 0; j < shape[1]; ++j)
      bias[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)] =
          scale *
          c.data.at(static_cast<std::size_t>((rows > 1 ? i : 0) * columns + (columns > 1 ? j : 0)));
  return bias;
}

std::vector<Call> gemm(const NodeTest& test, const Operator&) {
  const double alpha = test.real("alpha", 1), beta = test.real("beta", 1);
  const Tensor<double> a = factor(test.input(0).tensor, test.integer("transA", 0) != 0, alpha);
  const Tensor<double> b = factor(test.input(1).tensor, test.integer("transB", 0) != 0, 1);
  std::vector<Call> calls;
  append_product(a, b, broadcast_bias(test, beta, {a.extent(0), b.extent(1)}), test.output(0), 0,
                 calls);
  for (Call& call : calls) call.more_steps = (alpha != 1) + (beta != 1);
  return calls;
}

/// Rows of a table by index, once for each index of the axes before the one looked up along.
std::vector<Call> gather(const NodeTest& test, const Operator&) {
  const Tensor<double>&data = test.input(0).tensor, &index = test.input(1).tensor;
  const std::int64_t axis = test.integer("axis", 0);
  if (axis < 0) throw NotCovered("axes counted from the last");
  std::vector<std::int64_t> inside;
  for (std::int64_t k = axis; k < data.rank(); ++k) inside.push_back(k);
  const std::int64_t rows = data.extent(axis);
  Tensor<double> wrapped = vector_of(index.data);
  for (double& i : wrapped.data) i += i < 0 ? static_cast<double>(rows) : 0;
  std::vector<Call> calls;
  for (const std::vector<std::size_t>& part : groups_along(data.shape, inside)) {
    const auto width = static_cast<std::int64_t>(part.size()) / rows;
    std::vector<std::size_t> positions =
        all_positions(static_cast<std::size_t>(index.size() * width));
    for (std::size_t& position : positions) position += calls.size() * positions.size();
    calls.push_back({.inputs = {{{rows, width}, pick(data.data, part)}, wrapped},
                     .answers = {answer_at(test.output(0), positions)}});
  }
  return calls;
}

std::vector<Call> layer_norm(const NodeTest& test, const Operator&) {
  const Tensor<double>& x = test.input(0).tensor;
  std::vector<std::int64_t> inside;
  const std::int64_t axis = test.integer("axis", -1);
  for (std::int64_t k = axis < 0 ? axis + x.rank() : axis; k < x.rank(); ++k) inside.push_back(k);
  std::vector<Call> calls;
  for (const std::vector<std::size_t>& example : groups_along(x.shape, inside))
    calls.push_back({.inputs = {row_of(pick(x.data, example)), vector_of(test.input(1).tensor.data),
                                vector_of(test.input(2).tensor.data)},
                     .attributes = {{"epsilon", test.real("epsilon", 1e-5)}},
                     .answers = {answer_at(test.output(0), example)}});
  return calls;
}

/// Each group of x's elements (of one channel) standardised, with that channel's gamma and beta.
std::vector<Call> standardised(const NodeTest& test, const std::vector<std::int64_t>& inside,
                               const std::function<std::size_t(std::size_t)>& channel_of) {
  const Tensor<double>& x = test.input(0).tensor;
  std::vector<Call> calls;
  for (const std::vector<std::size_t>& group : groups_along(x.shape, inside)) {
    const std::vector<std::size_t> channel = {channel_of(calls.size())};
    const auto count = static_cast<std::int64_t>(group.size());
    calls.push_back({.inputs = {{{count, 1, 1}, pick(x.data, group)},
                                vector_of(pick(test.input(1).tensor.data, channel)),
                                vector_of(pick(test.input(2).tensor.data, channel))},
                     .attributes = {{"epsilon", test.real("epsilon", 1e-5)}},
                     .answers = {answer_at(test.output(0), group)}});
  }
  return calls;
}

std::vector<std::int64_t> axes_from(std::int64_t first, const Shape& shape) {
  std::vector<std::int64_t> axes = all_axes(shape);
  return {axes.begin() + first, axes.end()};
}

std::vector<Call> batch_norm(const NodeTest& test, const Operator&) {
  if (test.integer("training_mode", 0) == 0) throw NotCovered("inference with given statistics");
  std::vector<std::int64_t> inside = axes_from(2, test.input(0).tensor.shape);
  inside.push_back(0);
  return standardised(test, inside, [](std::size_t group) { return group; });
}

/// Batch normalization of each example alone.
std::vector<Call> instance_norm(const NodeTest& test, const Operator&) {
  const Shape& shape = test.input(0).tensor.shape;
  const auto channels = static_cast<std::size_t>(shape.at(1));
  return standardised(test, axes_from(2, shape),
                      [channels](std::size_t group) { return group % channels; });
}

}  // namespace

std::vector<Row> slicewise_rows() {
  return {{"Softmax", "softmax/softmax", softmax},
          {"LogSoftmax", "softmax/log_softmax", softmax},
          {"SoftmaxCrossEntropyLoss", "softmax/log_softmax", log_probability},
          {"ReduceLogSumExp", "softmax/logsumexp", logsumexp},
          {"ReduceL1", "regularization/l1_penalty", sum_of_magnitudes},
          {"ReduceSumSquare", "regularization/l2_penalty", sum_of_squares},
          {"MatMul", "linear/linear", matmul},
          {"Gemm", "linear/linear", gemm},
          {"Gather", "linear/embedding", gather},
          {"LayerNormalization", "normalization/layer_norm", layer_norm},
          {"BatchNormalization", "normalization/batch_norm", batch_norm},
          {"InstanceNormalization", "normalization/batch_norm", instance_norm}};
}

}  // namespace assay::second_opinions
