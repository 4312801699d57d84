// Noise and adversarial steps on inputs.

#include "fast/regularization/noise.h"

#include "properties/catalogue/kinds.h"
#include "properties/catalogue/regularization/rows.h"
#include "properties/regularization/identities.h"
#include "reference/regularization/fast_gradient_sign.h"
#include "reference/regularization/gaussian_noise.h"

namespace assay::regularization {

namespace {

/// f applied to corresponding elements of all inputs.
template <class T, class F>
Tensor<T> of_elements(const Bag<T>& in, F f) {
  Tensor<T> y(in.at(0).shape);
  for (std::size_t i = 0; i < y.data.size(); ++i) y.data[i] = f(in[0].data[i], in.at(1).data[i]);
  return y;
}

Operator gaussian_noise_row() {
  return {
      .card = {.name = "regularization/gaussian_noise",
               .summary = "Given normal draws added to the inputs",
               .formula = "y_i = x_i + \\sigma n_i,\\ n_i \\sim N(0, 1)",
               .gradient_formula = "\\partial L/\\partial x_i = g_i,\\ \\partial L/\\partial n_i = "
                                   "\\sigma g_i",
               .source = "Goodfellow, Bengio & Courville 2016, Deep learning, section 7.5",
               .dims = {{"n", 0, 35}},
               .inputs = {{.name = "x", .dims = {"n"}, .domain = reals(0x1p+100)},
                          {.name = "noise",
                           .dims = {"n"},
                           .domain = reals(0x1p+100),
                           .meaning = "draws of a standard normal variable"}},
               .attributes = {sigma({1.0, 0.1, 0.5, 0.0}, 0)},
               .outputs = {{"y", {"n"}}},
               .batch = "n",
               .conventions = {{"mode", "training; leave it out in evaluation",
                                "the same in Keras' GaussianNoise"},
                               {"scale", "the standard deviation",
                                "stddev in Keras; the variance in some texts"}},
               .promise = Grade::faithful,
               .gradient_promise = Grade::faithful,
               .depth = {.steps = 2},
               .gradient_depth = {.steps = 1}},
      .reference = tensorwise([]<class T>(const Bag<T>& in, const Attributes& a) {
        const T s = a.number<T>("sigma");
        return Bag<T>{
            of_elements(in, [&](const T& x, const T& n) { return gaussian_noise(x, n, s); })};
      }),
      .gradient = tensorwise_gradient(
          []<class T>(const Bag<T>&, const Bag<T>& upstream, const Attributes& a) {
            Tensor<T> dnoise = upstream.at(0);
            for (T& element : dnoise.data) element *= a.number<T>("sigma");
            return Bag<T>{upstream[0], dnoise};
          }),
      .fast = fast_tensorwise([](const Bag<float>& in, const Attributes& a) {
        Tensor<float> y(in[0].shape);
        fast::gaussian_noise(in[0].data, in[1].data, a.real("sigma"), y.data);
        return Bag<float>{y};
      }),
      .fast_gradient = fast_tensorwise_gradient(
          [](const Bag<float>& in, const Bag<float>& upstream, const Attributes& a) {
            Bag<float> d = in;
            fast::gaussian_noise_gradient(upstream[0].data, a.real("sigma"), d[0].data, d[1].data);
            return d;
          }),
      .identities = regularization_laws::gaussian_noise_identities()};
}

Operator fast_gradient_sign_row() {
  return {
      .card = {.name = "regularization/fast_gradient_sign",
               .summary = "The step of bounded size that raises the linearised loss most",
               .formula = "y_i = x_i + \\epsilon\\,\\mathrm{sign}(\\partial L/\\partial x_i)",
               .gradient_formula = "\\partial L/\\partial x_i = g_i",
               .source = "Goodfellow, Shlens & Szegedy 2015, Explaining and harnessing adversarial "
                         "examples, arXiv 1412.6572, section 4",
               .dims = {{"n", 0, 35}},
               .inputs = {{.name = "x", .dims = {"n"}, .domain = reals(0x1p+100)},
                          {.name = "slope",
                           .dims = {"n"},
                           .differentiable = false,
                           .meaning = "the loss's gradient by x; its sign has derivative 0"}},
               .attributes = {{.name = "epsilon",
                               .fallback = 0.25,
                               .draws = {0.25, 0.007, 0.03125, 0.0},
                               .meaning = "the largest step of an element",
                               .lower = 0,
                               .upper = 0x1p+20}},
               .outputs = {{"y", {"n"}}},
               .batch = "n",
               .conventions = {{"sign_at_zero", "0", "0 in NumPy, PyTorch, JAX and TensorFlow"},
                               {"clip", "left to the caller",
                                "attack libraries clip y to the range of pixels"}},
               .promise = Grade::exact,
               .gradient_promise = Grade::exact,
               .depth = {.steps = 1},
               .gradient_depth = {.steps = 1},
               .nan_rule = "a NaN slope or x shows in its own element"},
      .reference = tensorwise([]<class T>(const Bag<T>& in, const Attributes& a) {
        const T e = a.number<T>("epsilon");
        return Bag<T>{
            of_elements(in, [&](const T& x, const T& s) { return fast_gradient_sign(x, s, e); })};
      }),
      .gradient =
          tensorwise_gradient([]<class T>(const Bag<T>&, const Bag<T>& upstream,
                                          const Attributes&) { return Bag<T>{upstream.at(0)}; }),
      .fast = fast_tensorwise([](const Bag<float>& in, const Attributes& a) {
        Tensor<float> y(in[0].shape);
        fast::fast_gradient_sign(in[0].data, in[1].data, static_cast<float>(a.real("epsilon")),
                                 y.data);
        return Bag<float>{y};
      }),
      .fast_gradient =
          fast_tensorwise_gradient([](const Bag<float>&, const Bag<float>& upstream,
                                      const Attributes&) { return Bag<float>{upstream[0]}; }),
      .identities = regularization_laws::fast_gradient_sign_identities()};
}

}  // namespace

std::vector<Operator> noise_rows() { return {gaussian_noise_row(), fast_gradient_sign_row()}; }

}  // namespace assay::regularization
