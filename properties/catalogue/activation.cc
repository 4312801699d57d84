// The activations: elementwise, y_i = f(x_i).

#include "fast/activation/activation.h"

#include "properties/activation/identities.h"
#include "properties/catalogue/activation/rows.h"
#include "properties/catalogue/catalogue.h"
#include "reference/activation/gelu_erf.h"
#include "reference/activation/gelu_tanh.h"
#include "reference/activation/identity.h"
#include "reference/activation/leaky_relu.h"
#include "reference/activation/relu.h"
#include "reference/activation/scaled_relu.h"
#include "reference/activation/sigmoid.h"
#include "reference/activation/silu.h"
#include "reference/activation/softplus.h"
#include "reference/activation/tanh.h"

namespace assay {

namespace activation {

Card unary(Card card) {
  card.dims = {{"n", 0, 67}};
  card.inputs = {{.name = "x", .dims = {"n"}}};
  card.outputs = {{.name = "y", .dims = {"n"}}};
  card.batch = "n";
  return card;
}

}  // namespace activation

namespace {

const Convention relu_at_zero = {
    "relu_grad_at_zero", "0",
    "0 in PyTorch, JAX and TensorFlow; 1/2 where relu is written maximum(x, 0) in PyTorch and JAX"};

double zero_there(const Attributes&) { return 0; }

Operator identity_row() {
  return activation::row(
      {.name = "activation/identity",
       .summary = "Identity, the linear activation",
       .formula = "y = x",
       .gradient_formula = "\\partial L/\\partial x = g",
       .source = "definition",
       .limits = Limits{-infinity, infinity},
       .gradient_limits = Limits{1, 1},
       .promise = Grade::exact,
       .gradient_promise = Grade::exact},
      [](const auto&... x) { return identity(x...); },
      [](const auto&... x) { return identity_derivative(x...); }, fast::identity,
      fast::identity_gradient, activation::identity_identities());
}

Operator relu_row() {
  return activation::row(
      {.name = "activation/relu",
       .summary = "Rectified linear unit",
       .formula = "y = \\max(x, 0)",
       .gradient_formula = "\\partial L/\\partial x = g\\,[x > 0]",
       .source = "Nair & Hinton 2010, Rectified linear units improve RBMs, section 2",
       .conventions = {relu_at_zero},
       .kinks = {{.where = "x = 0", .subgradient = "0", .points = {0}, .value_there = zero_there}},
       .limits = Limits{0, infinity},
       .gradient_limits = Limits{0, 1},
       .promise = Grade::exact,
       .gradient_promise = Grade::exact},
      [](const auto&... x) { return relu(x...); },
      [](const auto&... x) { return relu_derivative(x...); }, fast::relu, fast::relu_gradient,
      activation::relu_identities());
}

Operator scaled_relu_row() {
  return activation::row(
      {.name = "activation/scaled_relu",
       .summary = "Rectified linear unit times a positive constant",
       .formula = "y = c \\max(x, 0)",
       .gradient_formula = "\\partial L/\\partial x = c\\,g\\,[x > 0]",
       .source = "composition of relu with a scale",
       .attributes = {{.name = "scale",
                       .fallback = 5.0,
                       .draws = {5.0, 1.0, 0.1, 3.0},
                       .meaning = "the constant c",
                       .lower = 0x1p-60,
                       .upper = 0x1p+60}},
       .conventions = {relu_at_zero},
       .kinks = {{.where = "x = 0", .subgradient = "0", .points = {0}, .value_there = zero_there}},
       .limits = Limits{0, infinity},
       .gradient_limits =
           [](const Attributes& a) {
             return Limits{0, a.real("scale")};
           },
       .promise = Grade::exact,
       .gradient_promise = Grade::exact},
      [](const auto&... x) { return scaled_relu(x...); },
      [](const auto&... x) { return scaled_relu_derivative(x...); }, fast::scaled_relu,
      fast::scaled_relu_gradient, activation::scaled_relu_identities());
}

Operator leaky_relu_row() {
  return activation::row(
      {.name = "activation/leaky_relu",
       .summary = "Rectified linear unit with a slope for negative inputs",
       .formula = "y = x\\ (x > 0),\\quad a x\\ (x \\le 0)",
       .gradient_formula = "\\partial L/\\partial x = g\\ (x > 0),\\quad a g\\ (x \\le 0)",
       .source = "Maas, Hannun & Ng 2013, Rectifier nonlinearities improve neural network "
                 "acoustic models, section 2",
       .attributes = {{.name = "slope",
                       .fallback = 0.01,
                       .draws = {0.01, 0.2, 0.3, 0.0, 1.0},
                       .meaning = "the slope a",
                       .lower = 0,
                       .upper = 1}},
       .conventions = {{"leaky_slope", "attribute slope, 0.01",
                        "0.01 in PyTorch, JAX and ONNX; 0.2 in keras.activations; 0.3 in "
                        "keras.layers.LeakyReLU"},
                       {"leaky_relu_grad_at_zero", "slope",
                        "slope in PyTorch; 1 in JAX, which tests x >= 0"},
                       {"leaky_relu_of_minus_infinity", "0 where the slope is 0",
                        "NaN in PyTorch and JAX, which multiply 0 and -inf"}},
       .kinks = {{.where = "x = 0",
                  .subgradient = "slope",
                  .points = {0},
                  .value_there = [](const Attributes& a) { return a.real("slope"); }}},
       .limits =
           [](const Attributes& a) {
             return Limits{a.real("slope") == 0 ? 0 : -infinity, infinity};
           },
       .gradient_limits =
           [](const Attributes& a) {
             return Limits{a.real("slope"), 1};
           },
       .promise = Grade::exact,
       .gradient_promise = Grade::exact},
      [](const auto&... x) { return leaky_relu(x...); },
      [](const auto&... x) { return leaky_relu_derivative(x...); }, fast::leaky_relu,
      fast::leaky_relu_gradient, activation::leaky_relu_identities());
}

Operator sigmoid_row() {
  return activation::row(
      {.name = "activation/sigmoid",
       .summary = "Logistic function",
       .formula = "y = \\frac{1}{1 + e^{-x}}",
       .gradient_formula = "\\partial L/\\partial x = g\\,y(1-y)",
       .source = "definition; derivative as y(1-y)",
       .limits = Limits{0, 1},
       .gradient_limits = Limits{0, 0},
       .promise = Grade::faithful,
       .gradient_promise = Grade::faithful},
      [](const auto&... x) { return sigmoid(x...); },
      [](const auto&... x) { return sigmoid_derivative(x...); }, fast::sigmoid,
      fast::sigmoid_gradient, activation::sigmoid_identities());
}

Operator tanh_row() {
  return activation::row(
      {.name = "activation/tanh",
       .summary = "Hyperbolic tangent",
       .formula = "y = \\tanh x = \\frac{e^x - e^{-x}}{e^x + e^{-x}}",
       .gradient_formula = "\\partial L/\\partial x = g\\,(1 - y^2)",
       .source = "definition",
       .limits = Limits{-1, 1},
       .gradient_limits = Limits{0, 0},
       .promise = Grade::exact,
       .gradient_promise = Grade::faithful},
      [](const auto&... x) { return hyperbolic_tangent(x...); },
      [](const auto&... x) { return hyperbolic_tangent_derivative(x...); }, fast::tanh,
      fast::tanh_gradient, activation::tanh_identities());
}

Operator softplus_row() {
  return activation::row(
      {.name = "activation/softplus",
       .summary = "Smooth rectifier",
       .formula = "y = \\log(1 + e^x)",
       .gradient_formula = "\\partial L/\\partial x = g\\,\\sigma(x)",
       .source = "Dugas et al. 2001, Incorporating second-order functional knowledge",
       .conventions = {{"softplus_threshold", "none",
                        "PyTorch returns x where beta x > 20, a jump of 2e-9; JAX none"}},
       .limits = Limits{0, infinity},
       .gradient_limits = Limits{0, 1},
       .promise = Grade::faithful,
       .gradient_promise = Grade::faithful},
      [](const auto&... x) { return softplus(x...); },
      [](const auto&... x) { return softplus_derivative(x...); }, fast::softplus,
      fast::softplus_gradient, activation::softplus_identities());
}

const Convention which_gelu = {"gelu", "two operators, gelu_erf and gelu_tanh",
                               "erf by default in PyTorch, ONNX and keras.activations; tanh by "
                               "default in jax.nn.gelu and keras.ops.gelu"};

Operator gelu_erf_row() {
  return activation::row(
      {.name = "activation/gelu_erf",
       .summary = "Gaussian error linear unit",
       .formula = "y = x\\,\\Phi(x) = \\tfrac12 x\\,(1 + \\mathrm{erf}(x/\\sqrt2))",
       .gradient_formula = "\\partial L/\\partial x = g\\,(\\Phi(x) + x\\,\\varphi(x))",
       .source = "Hendrycks & Gimpel 2016, arXiv 1606.08415, section 2",
       .conventions = {which_gelu},
       .limits = Limits{0, infinity},
       .gradient_limits = Limits{0, 1},
       .promise = Grade::faithful,
       .gradient_promise = Grade::faithful},
      [](const auto&... x) { return gelu_erf(x...); },
      [](const auto&... x) { return gelu_erf_derivative(x...); }, fast::gelu_erf,
      fast::gelu_erf_gradient, activation::gelu_erf_identities());
}

Operator gelu_tanh_row() {
  return activation::row(
      {.name = "activation/gelu_tanh",
       .summary = "Tanh approximation of the Gaussian error linear unit",
       .formula = "y = \\tfrac12 x\\,(1 + \\tanh(\\sqrt{2/\\pi}\\,(x + 0.044715\\,x^3)))",
       .gradient_formula =
           "\\partial L/\\partial x = g\\,(\\tfrac12(1+t) + \\tfrac12 x (1-t^2) u'),\\ "
           "u' = \\sqrt{2/\\pi}\\,(1 + 0.134145\\,x^2)",
       .source = "Hendrycks & Gimpel 2016, arXiv 1606.08415, section 2",
       .conventions = {which_gelu},
       .limits = Limits{0, infinity},
       .gradient_limits = Limits{0, 1},
       .promise = Grade::faithful,
       .gradient_promise = Grade::faithful},
      [](const auto&... x) { return gelu_tanh(x...); },
      [](const auto&... x) { return gelu_tanh_derivative(x...); }, fast::gelu_tanh,
      fast::gelu_tanh_gradient, activation::gelu_tanh_identities());
}

Operator silu_row() {
  return activation::row(
      {.name = "activation/silu",
       .summary = "Sigmoid linear unit, or swish",
       .formula = "y = x\\,\\sigma(x)",
       .gradient_formula = "\\partial L/\\partial x = g\\,(s + x s (1-s)),\\ s = \\sigma(x)",
       .source = "Elfwing, Uchibe & Doya 2018, arXiv 1702.03118, eq. 5",
       .limits = Limits{0, infinity},
       .gradient_limits = Limits{0, 1},
       .promise = Grade::faithful,
       .gradient_promise = Grade::faithful},
      [](const auto&... x) { return silu(x...); },
      [](const auto&... x) { return silu_derivative(x...); }, fast::silu, fast::silu_gradient,
      activation::silu_identities());
}

}  // namespace

std::vector<Operator> activation_family() {
  std::vector<Operator> rows = {identity_row(),  relu_row(), scaled_relu_row(), leaky_relu_row(),
                                sigmoid_row(),   tanh_row(), softplus_row(),    gelu_erf_row(),
                                gelu_tanh_row(), silu_row()};
  for (const auto& more :
       {activation::piecewise_rows(), activation::smooth_rows(), activation::channelwise_rows()})
    rows.insert(rows.end(), more.begin(), more.end());
  return rows;
}

}  // namespace assay
