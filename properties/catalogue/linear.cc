// Linear maps, and the lookup that is one with one-hot rows.

#include "fast/linear/linear.h"

#include "properties/catalogue/catalogue.h"
#include "properties/catalogue/kinds.h"
#include "properties/catalogue/tensor_kernel.h"
#include "properties/linear/identities.h"
#include "reference/linear/embedding.h"
#include "reference/linear/linear.h"

namespace assay {

namespace {

std::size_t extent(const Tensor<float>& tensor, std::int64_t axis) {
  return static_cast<std::size_t>(tensor.extent(axis));
}

Operator linear_row() {
  const Domain products = reals(0x1p+60);  // sums of products stay finite
  return {
      .card = {.name = "linear/linear",
               .summary = "Affine map of a batch, the dense layer",
               .formula = "Y = X W^\\top + 1 b^\\top",
               .gradient_formula = "\\partial L/\\partial X = G W,\\ \\partial L/\\partial W = "
                                   "G^\\top X,\\ \\partial L/\\partial b = G^\\top 1",
               .source = "Goodfellow, Bengio & Courville 2016, Deep learning, eq. 6.2, batched",
               .dims = {{"batch", 0, 4}, {"in", 1, 19}, {"out", 1, 5}},
               .inputs = {{.name = "x", .dims = {"batch", "in"}, .domain = products},
                          {.name = "W", .dims = {"out", "in"}, .domain = products},
                          {.name = "b", .dims = {"out"}, .domain = products}},
               .outputs = {{"y", {"batch", "out"}}},
               .batch = "batch",
               .conventions = {{"weight_layout", "(out, in)",
                                "(out, in) in PyTorch, MATLAB and ONNX Gemm with transB = 1; (in, "
                                "out) in Keras and Flax"}},
               .promise = Grade::stable,
               .gradient_promise = Grade::stable,
               .depth = {.steps = 2, .over = "in"},
               .gradient_depth = {.steps = 2, .over = "batch*out"}},
      .reference = tensorwise([]<class T>(const Bag<T>& in, const Attributes&) {
        return Bag<T>{linear(in.at(0), in.at(1), in.at(2))};
      }),
      .gradient = tensorwise_gradient(
          []<class T>(const Bag<T>& in, const Bag<T>& upstream, const Attributes&) {
            return linear_gradient(in.at(0), in.at(1), upstream.at(0));
          }),
      .fast = fast_on_tensors([](const Bag<float>& in, const Attributes&) {
        Tensor<float> y({in[0].extent(0), in[1].extent(0)});
        fast::linear(in[0].data, in[1].data, in[2].data, y.data,
                     {extent(in[0], 0), extent(in[0], 1), extent(in[1], 0)});
        return Bag<float>{y};
      }),
      .fast_gradient = fast_gradient_on_tensors([](const Bag<float>& in, const Bag<float>& upstream,
                                                   const Attributes&) {
        Tensor<float> dx(in[0].shape), dweight(in[1].shape), dbias(in[2].shape);
        fast::linear_gradient(in[0].data, in[1].data, upstream[0].data, dx.data, dweight.data,
                              dbias.data, {extent(in[0], 0), extent(in[0], 1), extent(in[1], 0)});
        return Bag<float>{dx, dweight, dbias};
      }),
      .identities = linear_laws::linear_identities()};
}

Operator embedding_row() {
  return {
      .card = {.name = "linear/embedding",
               .summary = "Rows of a table by index, a product with one-hot rows",
               .formula = "y_n = \\mathrm{onehot}(i_n)^\\top W",
               .gradient_formula = "\\partial L/\\partial W_r = \\sum_n [i_n = r]\\, g_n",
               .source = "Bengio et al. 2003, A neural probabilistic language model, section 2",
               .dims = {{"rows", 1, 6}, {"width", 1, 9}, {"n", 0, 7}},
               .inputs = {{.name = "table", .dims = {"rows", "width"}},
                          {.name = "index",
                           .dims = {"n"},
                           .domain = index_below("rows"),
                           .differentiable = false}},
               .outputs = {{"y", {"n", "width"}}},
               .batch = "n",
               .conventions = {{"out_of_range", "an error",
                                "an error in PyTorch; zeros in JAX's one_hot and in Keras; a zero "
                                "row in ONNX OneHot"}},
               .promise = Grade::exact,
               .gradient_promise = Grade::stable,
               .gradient_depth = {.steps = 1, .over = "n"},
               .nan_rule = "a row of the table that no index names does not show"},
      .reference = tensorwise([]<class T>(const Bag<T>& in, const Attributes&) {
        return Bag<T>{embedding(in.at(0), in.at(1))};
      }),
      .gradient = tensorwise_gradient(
          []<class T>(const Bag<T>& in, const Bag<T>& upstream, const Attributes&) {
            return Bag<T>{embedding_gradient(in.at(0), in.at(1), upstream.at(0))};
          }),
      .fast = fast_on_tensors([](const Bag<float>& in, const Attributes&) {
        const std::vector<std::int32_t> index(in[1].data.begin(), in[1].data.end());
        Tensor<float> y({in[1].extent(0), in[0].extent(1)});
        fast::embedding(in[0].data, index, y.data, {extent(in[0], 0), extent(in[0], 1)});
        return Bag<float>{y};
      }),
      .fast_gradient = fast_gradient_on_tensors(
          [](const Bag<float>& in, const Bag<float>& upstream, const Attributes&) {
            const std::vector<std::int32_t> index(in[1].data.begin(), in[1].data.end());
            Tensor<float> dtable(in[0].shape);
            fast::embedding_gradient(index, upstream[0].data, dtable.data,
                                     {extent(in[0], 0), extent(in[0], 1)});
            return Bag<float>{dtable};
          }),
      .identities = linear_laws::embedding_identities()};
}

}  // namespace

std::vector<Operator> linear_family() { return {linear_row(), embedding_row()}; }

}  // namespace assay
