// Normalization over a batch and over features.

#include "fast/normalization/normalization.h"

#include "properties/catalogue/catalogue.h"
#include "properties/catalogue/kinds.h"
#include "properties/normalization/identities.h"
#include "reference/normalization/batch_norm.h"
#include "reference/normalization/layer_norm.h"

namespace assay {

namespace {

/// Farther out an outlier's gradient is a difference of nearly equal numbers, epsilon / v of their
/// size, of which double lanes keep too few digits.
const Domain promised_inputs = reals(64);

const Convention outliers = {"outliers", "gradients are promised for |x| up to 64",
                             "float32 kernels elsewhere lose the gradient of an outlier earlier"};

const AttributeCard epsilon = {.name = "epsilon",
                               .fallback = 1e-5,
                               .draws = {1e-5, 1e-3, 1e-6, 1.0},
                               .meaning = "added to the variance under the root",
                               .lower = 0x1p-40,
                               .upper = 1024};

/// The four readings of f(x, gamma, beta, epsilon), and of its gradient.
template <class F>
Reference normalization(F f) {
  return tensorwise([f]<class T>(const Bag<T>& in, const Attributes& a) {
    return Bag<T>{f(in.at(0), in.at(1), in.at(2), a.number<T>("epsilon"))};
  });
}

template <class F>
GradientReference normalization_gradient(F f) {
  return tensorwise_gradient(
      [f]<class T>(const Bag<T>& in, const Bag<T>& upstream, const Attributes& a) {
        return f(in.at(0), in.at(1), a.number<T>("epsilon"), upstream.at(0));
      });
}

std::size_t extent(const Tensor<float>& tensor, std::int64_t axis) {
  return static_cast<std::size_t>(tensor.extent(axis));
}

fast::BatchNormExtents batch_extents(const Tensor<float>& x) {
  return {extent(x, 0), extent(x, 1), extent(x, 2)};
}

fast::LayerNormExtents layer_extents(const Tensor<float>& x) {
  return {extent(x, 0), extent(x, 1)};
}

Operator batch_norm_row() {
  return {
      .card =
          {.name = "normalization/batch_norm",
           .summary = "Channels standardised over a batch, in training",
           .formula = "y = \\gamma \\frac{x - \\mu_c}{\\sqrt{v_c + \\epsilon}} + \\beta,\\ \\mu, v "
                      "\\text{ over batch and positions}",
           .gradient_formula =
               "\\partial x = \\gamma r (g - \\overline{g} - \\hat x\\,\\overline{g \\hat x}),\\ "
               "\\partial\\gamma = \\sum g \\hat x,\\ \\partial\\beta = \\sum g",
           .source = "Ioffe & Szegedy 2015, arXiv 1502.03167, algorithm 1",
           .dims = {{"N", 1, 5}, {"C", 1, 3}, {"L", 1, 5}},
           .inputs = {{.name = "x", .dims = {"N", "C", "L"}, .domain = promised_inputs},
                      {.name = "gamma", .dims = {"C"}, .domain = reals(0x1p+20)},
                      {.name = "beta", .dims = {"C"}, .domain = reals(0x1p+40)}},
           .attributes = {epsilon},
           .outputs = {{"y", {"N", "C", "L"}}},
           .conventions = {{"variance", "biased, 1/m",
                            "biased for normalising everywhere; PyTorch keeps an unbiased "
                            "running variance, Keras, Flax and ONNX a biased one"},
                           outliers},
           .depth = {.steps = 10, .over = "N*L*2"},
           .gradient_depth = {.steps = 16, .over = "N*L*4"}},
      .reference = normalization(
          []<class T>(const Tensor<T>& x, const Tensor<T>& gamma, const Tensor<T>& beta,
                      const T& eps) { return batch_norm(x, gamma, beta, eps); }),
      .gradient = normalization_gradient([]<class T>(const Tensor<T>& x, const Tensor<T>& gamma,
                                                     const T& eps, const Tensor<T>& upstream) {
        return batch_norm_gradient(x, gamma, eps, upstream);
      }),
      .fast = fast_tensorwise([](const Bag<float>& in, const Attributes& a) {
        Tensor<float> y(in[0].shape);
        fast::batch_norm(in[0].data, in[1].data, in[2].data, static_cast<float>(a.real("epsilon")),
                         y.data, batch_extents(in[0]));
        return Bag<float>{y};
      }),
      .fast_gradient = fast_tensorwise_gradient(
          [](const Bag<float>& in, const Bag<float>& upstream, const Attributes& a) {
            Bag<float> d = in;
            fast::batch_norm_gradient(in[0].data, in[1].data, static_cast<float>(a.real("epsilon")),
                                      upstream[0].data, d[0].data, d[1].data, d[2].data,
                                      batch_extents(in[0]));
            return d;
          }),
      .identities = normalization_laws::batch_norm_identities()};
}

Operator layer_norm_row() {
  return {
      .card = {.name = "normalization/layer_norm",
               .summary = "Each example standardised over its features",
               .formula =
                   "y = \\gamma \\frac{x - \\mu_n}{\\sqrt{v_n + \\epsilon}} + \\beta,\\ \\mu, v "
                   "\\text{ over the features}",
               .gradient_formula =
                   "\\partial x = r (h - \\overline{h} - \\hat x\\,\\overline{h \\hat x}),\\ h = g "
                   "\\gamma,\\ \\partial\\gamma = \\sum_n g \\hat x,\\ \\partial\\beta = \\sum_n g",
               .source = "Ba, Kiros & Hinton 2016, arXiv 1607.06450, eq. 4",
               .dims = {{"N", 0, 3}, {"D", 1, 19}},
               .inputs = {{.name = "x", .dims = {"N", "D"}, .domain = promised_inputs},
                          {.name = "gamma", .dims = {"D"}, .domain = reals(0x1p+20)},
                          {.name = "beta", .dims = {"D"}, .domain = reals(0x1p+40)}},
               .attributes = {epsilon},
               .outputs = {{"y", {"N", "D"}}},
               .batch = "N",
               .conventions = {{"epsilon", "attribute, 1e-5",
                                "1e-5 in PyTorch, ONNX and MATLAB; 1e-6 in Flax; 1e-3 in Keras"},
                               {"variance", "two passes",
                                "Flax and Keras by default take E[x^2] - E[x]^2, which cancels"},
                               outliers},
               .depth = {.steps = 10, .over = "D*2"},
               .gradient_depth = {.steps = 16, .over = "D*4"}},
      .reference = normalization(
          []<class T>(const Tensor<T>& x, const Tensor<T>& gamma, const Tensor<T>& beta,
                      const T& eps) { return layer_norm(x, gamma, beta, eps); }),
      .gradient = normalization_gradient([]<class T>(const Tensor<T>& x, const Tensor<T>& gamma,
                                                     const T& eps, const Tensor<T>& upstream) {
        return layer_norm_gradient(x, gamma, eps, upstream);
      }),
      .fast = fast_tensorwise([](const Bag<float>& in, const Attributes& a) {
        Tensor<float> y(in[0].shape);
        fast::layer_norm(in[0].data, in[1].data, in[2].data, static_cast<float>(a.real("epsilon")),
                         y.data, layer_extents(in[0]));
        return Bag<float>{y};
      }),
      .fast_gradient = fast_tensorwise_gradient(
          [](const Bag<float>& in, const Bag<float>& upstream, const Attributes& a) {
            Bag<float> d = in;
            std::vector<fast::Moments> moments(extent(in[0], 0));
            fast::layer_norm_gradient(in[0].data, in[1].data, static_cast<float>(a.real("epsilon")),
                                      upstream[0].data, d[0].data, d[1].data, d[2].data, moments,
                                      layer_extents(in[0]));
            return d;
          }),
      .identities = normalization_laws::layer_norm_identities()};
}

}  // namespace

std::vector<Operator> normalization_family() { return {batch_norm_row(), layer_norm_row()}; }

}  // namespace assay
