// The softmax family: each row of a [rows, n] matrix on its own.

#include "fast/softmax/softmax.h"

#include "properties/catalogue/catalogue.h"
#include "properties/catalogue/kinds.h"
#include "properties/catalogue/tensor_kernel.h"
#include "properties/softmax/identities.h"
#include "reference/softmax/log_softmax.h"
#include "reference/softmax/logsumexp.h"
#include "reference/softmax/softargmax_weighted_sum.h"
#include "reference/softmax/softmax.h"

namespace assay {

namespace {

const std::vector<Dim> extents = {{"rows", 0, 3}, {"n", 1, 35}};
const Input scores = {.name = "x", .dims = {"rows", "n"}};

fast::RowExtents row_extents(const Tensor<float>& x) {
  return {static_cast<std::size_t>(x.extent(0)), static_cast<std::size_t>(x.extent(1))};
}

/// A kernel (x, y, extents) whose output has x's shape, or one number a row.
auto kernel(void (*run)(std::span<const float>, std::span<float>, fast::RowExtents),
            bool to_scalar) {
  return fast_on_tensors([run, to_scalar](const Bag<float>& inputs, const Attributes&) {
    const Tensor<float>& x = inputs.at(0);
    Tensor<float> y(to_scalar ? Shape{x.extent(0)} : x.shape);
    run(x.data, y.data, row_extents(x));
    return Bag<float>{y};
  });
}

auto gradient_kernel(void (*run)(std::span<const float>, std::span<const float>, std::span<float>,
                                 fast::RowExtents)) {
  return fast_gradient_on_tensors(
      [run](const Bag<float>& inputs, const Bag<float>& upstream, const Attributes&) {
        Tensor<float> dx(inputs.at(0).shape);
        run(inputs[0].data, upstream.at(0).data, dx.data, row_extents(inputs[0]));
        return Bag<float>{dx};
      });
}

Operator logsumexp_row() {
  return {
      .card = {.name = "softmax/logsumexp",
               .summary = "Logarithm of a sum of exponentials, the smooth maximum",
               .formula = "y = \\log \\sum_i e^{x_i}",
               .gradient_formula = "\\partial L/\\partial x_i = g\\,\\mathrm{softmax}(x)_i",
               .source = "Boyd & Vandenberghe 2004, Convex optimization, section 3.1.5",
               .dims = extents,
               .inputs = {scores},
               .outputs = {{"y", {"rows"}}},
               .batch = "rows",
               .conventions = {{"log_base", "natural", "the same everywhere"}},
               .promise = Grade::stable,
               .gradient_promise = Grade::stable,
               .depth = {.steps = 10, .over = "n"},
               .gradient_depth = {.steps = 10, .over = "n"}},
      .reference = rowwise_to_scalar([]<class T>(std::span<const T> x) { return logsumexp(x); }),
      .gradient = rowwise_gradient(
          []<class T>(std::span<const T> x, const T& g) { return logsumexp_gradient(x, g); }),
      .fast = kernel(fast::logsumexp, true),
      .fast_gradient = gradient_kernel(fast::logsumexp_gradient),
      .identities = softmax_laws::logsumexp_identities()};
}

Operator softmax_row() {
  return {.card = {.name = "softmax/softmax",
                   .summary = "Normalised exponentials, or softargmax",
                   .formula = "p_i = e^{x_i} / \\sum_j e^{x_j}",
                   .gradient_formula = "\\partial L/\\partial x_i = p_i\\,(g_i - \\sum_j p_j g_j)",
                   .source = "Bridle 1990, Probabilistic interpretation of feedforward "
                             "classification network outputs, eq. 2",
                   .dims = extents,
                   .inputs = {scores},
                   .outputs = {{"p", {"rows", "n"}}},
                   .batch = "rows",
                   .conventions = {{"axis", "last",
                                    "last in Keras and ONNX from opset 13; ONNX to opset 12 "
                                    "flattens to two dimensions; none in PyTorch"}},
                   .promise = Grade::stable,
                   .gradient_promise = Grade::stable,
                   .depth = {.steps = 10, .over = "n"},
                   .gradient_depth = {.steps = 14, .over = "n*2"}},
          .reference = rowwise([]<class T>(std::span<const T> x) { return softmax(x); }),
          .gradient = rowwise_gradient([]<class T>(std::span<const T> x, std::span<const T> g) {
            return softmax_gradient(x, g);
          }),
          .fast = kernel(fast::softmax, false),
          .fast_gradient = gradient_kernel(fast::softmax_gradient),
          .identities = softmax_laws::softmax_identities()};
}

Operator log_softmax_row() {
  return {.card = {.name = "softmax/log_softmax",
                   .summary = "Logarithm of softmax",
                   .formula = "y_i = x_i - \\log \\sum_j e^{x_j}",
                   .gradient_formula =
                       "\\partial L/\\partial x_i = g_i - \\mathrm{softmax}(x)_i \\sum_j g_j",
                   .source = "definition, the logarithm of softmax",
                   .dims = extents,
                   .inputs = {scores},
                   .outputs = {{"y", {"rows", "n"}}},
                   .batch = "rows",
                   .conventions = {{"axis", "last", "as for softmax"}},
                   .promise = Grade::stable,
                   .gradient_promise = Grade::stable,
                   .depth = {.steps = 11, .over = "n"},
                   .gradient_depth = {.steps = 12, .over = "n*2"}},
          .reference = rowwise([]<class T>(std::span<const T> x) { return log_softmax(x); }),
          .gradient = rowwise_gradient([]<class T>(std::span<const T> x, std::span<const T> g) {
            return log_softmax_gradient(x, g);
          }),
          .fast = kernel(fast::log_softmax, false),
          .fast_gradient = gradient_kernel(fast::log_softmax_gradient),
          .identities = softmax_laws::log_softmax_identities()};
}

Operator softargmax_weighted_sum_row() {
  return {
      .card = {.name = "softmax/softargmax_weighted_sum",
               .summary = "Values averaged by softmax weights",
               .formula = "y = \\sum_i \\mathrm{softmax}(x)_i\\, v_i",
               .gradient_formula = "\\partial L/\\partial x_i = g p_i (v_i - y),\\quad "
                                   "\\partial L/\\partial v_i = g p_i",
               .source = "Graves, Wayne & Danihelka 2014, arXiv 1410.5401, eq. 2",
               .dims = extents,
               .inputs = {scores, {.name = "v", .dims = {"rows", "n"}, .domain = reals(0x1p+60)}},
               .outputs = {{"y", {"rows"}}},
               .batch = "rows",
               .promise = Grade::stable,
               .gradient_promise = Grade::stable,
               .depth = {.steps = 12, .over = "n*2"},
               .gradient_depth = {.steps = 14, .over = "n*2"}},
      .reference = tensorwise([]<class T>(const Bag<T>& in, const Attributes&) {
        Tensor<T> y({in[0].extent(0)});
        const auto x = rows_of(in[0]), v = rows_of(in[1]);
        for (std::size_t r = 0; r < x.size(); ++r) y.data[r] = softargmax_weighted_sum(x[r], v[r]);
        return Bag<T>{y};
      }),
      .gradient = tensorwise_gradient(
          []<class T>(const Bag<T>& in, const Bag<T>& upstream, const Attributes&) {
            std::vector<T> dx, dv;
            const auto x = rows_of(in[0]), v = rows_of(in[1]);
            for (std::size_t r = 0; r < x.size(); ++r) {
              const T& g = upstream[0].data[r];
              for (const T& element : softargmax_weighted_sum_gradient_x(x[r], v[r], g))
                dx.push_back(element);
              for (const T& element : softargmax_weighted_sum_gradient_v(x[r], g))
                dv.push_back(element);
            }
            return Bag<T>{Tensor<T>(in[0].shape, dx), Tensor<T>(in[0].shape, dv)};
          }),
      .fast = fast_on_tensors([](const Bag<float>& in, const Attributes&) {
        Tensor<float> y({in[0].extent(0)});
        fast::softargmax_weighted_sum(in[0].data, in[1].data, y.data, row_extents(in[0]));
        return Bag<float>{y};
      }),
      .fast_gradient = fast_gradient_on_tensors(
          [](const Bag<float>& in, const Bag<float>& upstream, const Attributes&) {
            Tensor<float> dx(in[0].shape), dv(in[0].shape);
            fast::softargmax_weighted_sum_gradient(in[0].data, in[1].data, upstream[0].data,
                                                   dx.data, dv.data, row_extents(in[0]));
            return Bag<float>{dx, dv};
          }),
      .identities = softmax_laws::softargmax_weighted_sum_identities()};
}

}  // namespace

std::vector<Operator> softmax_family() {
  return {logsumexp_row(), softmax_row(), log_softmax_row(), softargmax_weighted_sum_row()};
}

}  // namespace assay
