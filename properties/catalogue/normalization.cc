// Normalization over a batch and over features.

#include "fast/normalization/normalization.h"

#include "properties/catalogue/catalogue.h"
#include "properties/catalogue/kinds.h"
#include "properties/catalogue/tensor_kernel.h"
#include "properties/normalization/identities.h"
#include "reference/normalization/batch_norm.h"
#include "reference/normalization/batch_norm_inference.h"
#include "reference/normalization/layer_norm.h"
#include "reference/normalization/running_statistics.h"

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
      .fast = fast_on_tensors([](const Bag<float>& in, const Attributes& a) {
        Tensor<float> y(in[0].shape);
        fast::batch_norm(in[0].data, in[1].data, in[2].data, static_cast<float>(a.real("epsilon")),
                         y.data, batch_extents(in[0]));
        return Bag<float>{y};
      }),
      .fast_gradient = fast_gradient_on_tensors(
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
      .fast = fast_on_tensors([](const Bag<float>& in, const Attributes& a) {
        Tensor<float> y(in[0].shape);
        fast::layer_norm(in[0].data, in[1].data, in[2].data, static_cast<float>(a.real("epsilon")),
                         y.data, layer_extents(in[0]));
        return Bag<float>{y};
      }),
      .fast_gradient = fast_gradient_on_tensors(
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

template <class T>
BatchNormInference<T> inference(const Bag<T>& in, const Attributes& a) {
  return {in.at(0), in.at(1), in.at(2), in.at(3), in.at(4), a.number<T>("epsilon")};
}

fast::BatchNormState kept_state(const Bag<float>& in) {
  return {in[1].data, in[2].data, in[3].data, in[4].data};
}

const Input kept_mean = {.name = "running_mean", .dims = {"C"}, .domain = reals(0x1p+20)};
const Input kept_variance = {
    .name = "running_variance", .dims = {"C"}, .domain = nonnegative_reals(0x1p+40)};

Operator batch_norm_inference_row() {
  return {
      .card = {.name = "normalization/batch_norm_inference",
               .summary = "Channels standardised by the statistics kept in training",
               .formula = "y = \\gamma \\frac{x - m_c}{\\sqrt{v_c + \\epsilon}} + \\beta",
               .gradient_formula =
                   "\\partial x = g\\gamma r,\\ \\partial\\gamma = \\sum g (x - m) r,\\ "
                   "\\partial\\beta = \\sum g,\\ \\partial m = -\\sum g\\gamma r,\\ \\partial v = "
                   "-\\tfrac12 \\sum g\\gamma (x - m) r^3,\\ r = 1 / \\sqrt{v + \\epsilon}",
               .source = "Ioffe & Szegedy 2015, arXiv 1502.03167, algorithm 2, step 11",
               .dims = {{"N", 0, 5}, {"C", 1, 3}, {"L", 1, 5}},
               .inputs = {{.name = "x", .dims = {"N", "C", "L"}, .domain = reals(0x1p+20)},
                          {.name = "gamma", .dims = {"C"}, .domain = reals(0x1p+20)},
                          {.name = "beta", .dims = {"C"}, .domain = reals(0x1p+40)},
                          kept_mean,
                          kept_variance},
               .attributes = {epsilon},
               .outputs = {{"y", {"N", "C", "L"}}},
               .batch = "N",
               .conventions = {{"statistics", "inputs with gradients",
                                "buffers without gradients in PyTorch, Keras and Flax; inputs in "
                                "ONNX"},
                               {"epsilon", "attribute, 1e-5",
                                "1e-5 in PyTorch, ONNX and Flax; 1e-3 in Keras"}},
               .depth = {.steps = 10},
               .gradient_depth = {.steps = 14, .over = "N*L"}},
      .reference = tensorwise([]<class T>(const Bag<T>& in, const Attributes& a) {
        return Bag<T>{batch_norm_inference(inference(in, a))};
      }),
      .gradient = tensorwise_gradient(
          []<class T>(const Bag<T>& in, const Bag<T>& upstream, const Attributes& a) {
            return batch_norm_inference_gradient(inference(in, a), upstream.at(0));
          }),
      .fast = fast_on_tensors([](const Bag<float>& in, const Attributes& a) {
        Tensor<float> y(in[0].shape);
        fast::batch_norm_inference(in[0].data, kept_state(in),
                                   static_cast<float>(a.real("epsilon")), y.data,
                                   batch_extents(in[0]));
        return Bag<float>{y};
      }),
      .fast_gradient = fast_gradient_on_tensors(
          [](const Bag<float>& in, const Bag<float>& upstream, const Attributes& a) {
            Bag<float> d = in;
            fast::batch_norm_inference_gradient(
                in[0].data, kept_state(in), static_cast<float>(a.real("epsilon")), upstream[0].data,
                d[0].data, {d[1].data, d[2].data, d[3].data, d[4].data}, batch_extents(in[0]));
            return d;
          }),
      .identities = normalization_laws::batch_norm_inference_identities()};
}

bool weighs_new(const Attributes& a) { return a.choice("momentum_of") == "new"; }
bool is_unbiased(const Attributes& a) { return a.choice("variance") == "unbiased"; }

Operator running_statistics_row() {
  return {
      .card =
          {.name = "normalization/running_statistics",
           .summary = "Moving averages of mean and variance that batch normalization keeps",
           .formula = "m' = (1 - w) m + w \\mu_c,\\ v' = (1 - w) v + w v_c",
           .source = "Ioffe & Szegedy 2015, arXiv 1502.03167, section 3.1 and algorithm 2, step 10",
           .dims = {{"N", 1, 5}, {"C", 1, 3}, {"L", 1, 5}},
           .inputs = {{.name = "x", .dims = {"N", "C", "L"}, .domain = reals(0x1p+20)},
                      kept_mean,
                      kept_variance},
           .attributes = {{.name = "momentum",
                           .fallback = 0.1,
                           .draws = {0.1, 0.9, 0.99, 0.5, 1.0},
                           .meaning = "the weight w, or 1 - w: see momentum_of",
                           .lower = 0,
                           .upper = 1},
                          {.name = "momentum_of",
                           .fallback = std::string("new"),
                           .draws = {std::string("new"), std::string("old")},
                           .meaning = "what the momentum weighs: the new batch, or what was kept"},
                          {.name = "variance",
                           .fallback = std::string("unbiased"),
                           .draws = {std::string("unbiased"), std::string("biased")},
                           .meaning = "of the batch: divided by N L - 1, or by N L"}},
           .outputs = {{"running_mean", {"C"}}, {"running_variance", {"C"}}},
           .admits =
               [](const Sizes& sizes, const Attributes& a) {
                 return !is_unbiased(a) || sizes.at("N") * sizes.at("L") > 1;
               },
           .conventions =
               {{"bn_momentum", "attribute momentum_of, new",
                 "of the new batch in PyTorch, 0.1, and in MATLAB, 0.1; of what was kept in Keras "
                 "and Flax, 0.99, and in ONNX, 0.9"},
                {"bn_running_var", "attribute variance, unbiased",
                 "unbiased in PyTorch, which normalises by the biased one; biased in Keras, Flax "
                 "and ONNX"},
                {"one element", "refused for the unbiased variance",
                 "PyTorch raises an error in training"}},
           .depth = {.steps = 8, .over = "N*L*2"},
           .no_gradient = "statistics are kept, not differentiated"},
      .reference = tensorwise([]<class T>(const Bag<T>& in, const Attributes& a) {
        const T momentum = a.number<T>("momentum");
        return running_statistics(
            in.at(0), in.at(1), in.at(2),
            RunningSettings<T>{weighs_new(a) ? momentum : T(1 - momentum), is_unbiased(a)});
      }),
      .fast = fast_on_tensors([](const Bag<float>& in, const Attributes& a) {
        Bag<float> next = {in[1], in[2]};
        const double momentum = a.real("momentum");
        fast::running_statistics(in[0].data, in[1].data, in[2].data,
                                 weighs_new(a) ? momentum : 1 - momentum, is_unbiased(a),
                                 next[0].data, next[1].data, batch_extents(in[0]));
        return next;
      }),
      .identities = normalization_laws::running_statistics_identities()};
}

}  // namespace

std::vector<Operator> normalization_family() {
  return {batch_norm_row(), batch_norm_inference_row(), running_statistics_row(), layer_norm_row()};
}

}  // namespace assay
