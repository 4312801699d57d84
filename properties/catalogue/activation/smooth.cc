// The elu family, the softplus forms and the gates beyond the first ten.

#include "fast/activation/smooth.h"

#include "properties/activation/identities.h"
#include "properties/catalogue/activation/rows.h"
#include "reference/activation/celu.h"
#include "reference/activation/elu.h"
#include "reference/activation/log_sigmoid.h"
#include "reference/activation/mish.h"
#include "reference/activation/quick_gelu.h"
#include "reference/activation/selu.h"
#include "reference/activation/softplus_beta.h"
#include "reference/activation/softsign.h"
#include "reference/activation/swish.h"
#include "reference/activation/tanhshrink.h"

namespace assay::activation {

namespace {

Operator elu_row() {
  return row(
      {.name = "activation/elu",
       .summary = "Exponential linear unit",
       .formula = "y = x\\ (x > 0),\\quad \\alpha (e^x - 1)\\ (x \\le 0)",
       .gradient_formula =
           "\\partial L/\\partial x = g\\ (x > 0),\\quad \\alpha e^x g\\ (x \\le 0)",
       .source = "Clevert, Unterthiner & Hochreiter 2016, arXiv 1511.07289, eq. 15",
       .attributes = {{.name = "alpha",
                       .fallback = 1.0,
                       .draws = {1.0, 0.5, 2.0},
                       .meaning = "minus the limit at -inf",
                       .lower = 0x1p-60,
                       .upper = 0x1p+60}},
       .conventions =
           {{"elu_grad_at_zero", "alpha",
             "alpha in PyTorch, JAX and Keras; 1 where x < 0 is tested, as in ONNX's definition"}},
       .kinks = {{.where = "x = 0",
                  .subgradient = "alpha; for alpha = 1 only the second derivative jumps",
                  .points = {0}}},
       .limits =
           [](const Attributes& a) {
             return Limits{-a.real("alpha"), infinity};
           },
       .gradient_limits = Limits{0, 1},
       .promise = Grade::faithful,
       .gradient_promise = Grade::faithful},
      [](const auto&... x) { return elu(x...); },
      [](const auto&... x) { return elu_derivative(x...); }, fast::elu, fast::elu_gradient,
      elu_identities());
}

Operator selu_row() {
  return row(
      {.name = "activation/selu",
       .summary = "Exponential linear unit that keeps mean 0 and variance 1",
       .formula = "y = \\lambda x\\ (x > 0),\\quad \\lambda\\alpha (e^x - 1)\\ (x \\le 0);\\quad "
                  "\\lambda = 1.0507\\ldots,\\ \\alpha = 1.6733\\ldots",
       .gradient_formula = "\\partial L/\\partial x = \\lambda g\\ (x > 0),\\quad \\lambda\\alpha "
                           "e^x g\\ (x \\le 0)",
       .source = "Klambauer et al. 2017, Self-normalizing neural networks, arXiv 1706.02515, eq. 2 "
                 "and 14",
       .conventions = {{"selu_constants", "32 digits",
                        "rounded to float64 in PyTorch and JAX, to float32 in ONNX"},
                       {"selu_grad_at_zero", "lambda alpha", "lambda alpha in PyTorch"}},
       .kinks = {{.where = "x = 0", .subgradient = "lambda alpha", .points = {0}}},
       .limits = Limits{-1.7580993408473766f, infinity},
       .gradient_limits = Limits{0, 1.0507009873554805f},
       .promise = Grade::faithful,
       .gradient_promise = Grade::faithful},
      [](const auto&... x) { return selu(x...); },
      [](const auto&... x) { return selu_derivative(x...); }, fast::selu, fast::selu_gradient,
      selu_identities());
}

Operator celu_row() {
  return row(
      {.name = "activation/celu",
       .summary = "Exponential linear unit with a continuous derivative",
       .formula = "y = \\max(x, 0) + \\min(\\alpha (e^{x/\\alpha} - 1), 0)",
       .gradient_formula =
           "\\partial L/\\partial x = g\\ (x > 0),\\quad e^{x/\\alpha} g\\ (x \\le 0)",
       .source = "Barron 2017, Continuously differentiable exponential linear units, arXiv "
                 "1704.07483",
       .attributes = {{.name = "alpha",
                       .fallback = 1.0,
                       .draws = {1.0, 0.5, 2.0, 0.1},
                       .meaning = "minus the limit at -inf",
                       .lower = 0x1p-20,
                       .upper = 0x1p+20}},
       .conventions = {{"celu_alpha", "positive", "any but 0 in PyTorch"}},
       .kinks = {{.where = "x = 0",
                  .subgradient = "1; only the second derivative jumps",
                  .points = {0}}},
       .limits =
           [](const Attributes& a) {
             return Limits{-a.real("alpha"), infinity};
           },
       .gradient_limits = Limits{0, 1},
       .promise = Grade::faithful,
       .gradient_promise = Grade::faithful},
      [](const auto&... x) { return celu(x...); },
      [](const auto&... x) { return celu_derivative(x...); }, fast::celu, fast::celu_gradient,
      celu_identities());
}

Operator softplus_beta_row() {
  return row(
      {.name = "activation/softplus_beta",
       .summary = "Smooth rectifier with a sharpness, linear above a threshold",
       .formula = "y = \\tfrac1\\beta \\log(1 + e^{\\beta x})\\ (\\beta x \\le \\theta),\\quad x\\ "
                  "(\\beta x > \\theta)",
       .gradient_formula =
           "\\partial L/\\partial x = g\\,\\sigma(\\beta x),\\quad g\\ (\\beta x > \\theta)",
       .source = "Dugas et al. 2001, Incorporating second-order functional knowledge; the "
                 "threshold is PyTorch's",
       .attributes = {{.name = "beta",
                       .fallback = 1.0,
                       .draws = {1.0, 2.0, 0.5, 0.1},
                       .meaning = "the sharpness",
                       .lower = 0x1p-60,
                       .upper = 0x1p+60},
                      {.name = "threshold",
                       .fallback = 20.0,
                       .draws = {20.0, 5.0, 100.0},
                       .meaning = "the beta x above which y = x",
                       .lower = 0,
                       .upper = 0x1p+60}},
       .conventions = {{"softplus_threshold", "attribute threshold, 20",
                        "20 in PyTorch; none in JAX, ONNX and Keras, as activation/softplus"}},
       .kinks = {{.where = "beta x = threshold",
                  .subgradient = "that of the left branch, as PyTorch",
                  .points = {2.5, 5, 10, 20, 40, 50, 100, 200}}},
       .limits = Limits{0, infinity},
       .gradient_limits = Limits{0, 1},
       .promise = Grade::faithful,
       .gradient_promise = Grade::faithful},
      [](const auto&... x) { return softplus_beta(x...); },
      [](const auto&... x) { return softplus_beta_derivative(x...); }, fast::softplus_beta,
      fast::softplus_beta_gradient, softplus_beta_identities());
}

Operator log_sigmoid_row() {
  return row(
      {.name = "activation/log_sigmoid",
       .summary = "Logarithm of the logistic function",
       .formula = "y = -\\log(1 + e^{-x})",
       .gradient_formula = "\\partial L/\\partial x = g\\,\\sigma(-x)",
       .source = "definition; the log-likelihood of a Bernoulli logit",
       .conventions = {{"log_sigmoid_tail", "x at -inf",
                        "-inf already below -104 where float32 takes log(sigmoid(x))"}},
       .limits = Limits{-infinity, 0},
       .gradient_limits = Limits{1, 0},
       .promise = Grade::faithful,
       .gradient_promise = Grade::faithful},
      [](const auto&... x) { return log_sigmoid(x...); },
      [](const auto&... x) { return log_sigmoid_derivative(x...); }, fast::log_sigmoid,
      fast::log_sigmoid_gradient, log_sigmoid_identities());
}

Operator swish_row() {
  return row(
      {.name = "activation/swish",
       .summary = "x times its sigmoid at a given sharpness",
       .formula = "y = x\\,\\sigma(\\beta x)",
       .gradient_formula =
           "\\partial L/\\partial x = g\\,(s + \\beta x s (1 - s)),\\ s = \\sigma(\\beta x)",
       .source = "Ramachandran, Zoph & Le 2017, Searching for activation functions, arXiv "
                 "1710.05941, section 4",
       .attributes = {{.name = "beta",
                       .fallback = 1.0,
                       .draws = {1.0, 0.5, 1.5, 10.0},
                       .meaning = "the sharpness",
                       .lower = 0x1p-20,
                       .upper = 0x1p+20}},
       .conventions = {{"swish_beta", "attribute beta, 1",
                        "1 in Keras and as SiLU in PyTorch and JAX; alpha in ONNX Swish"}},
       .limits = Limits{0, infinity},
       .gradient_limits = Limits{0, 1},
       .promise = Grade::faithful,
       .gradient_promise = Grade::faithful},
      [](const auto&... x) { return swish(x...); },
      [](const auto&... x) { return swish_derivative(x...); }, fast::swish, fast::swish_gradient,
      swish_identities());
}

Operator quick_gelu_row() {
  return row(
      {.name = "activation/quick_gelu",
       .summary = "Sigmoid approximation of the Gaussian error linear unit",
       .formula = "y = x\\,\\sigma(1.702\\,x)",
       .gradient_formula =
           "\\partial L/\\partial x = g\\,(s + 1.702\\,x s (1 - s)),\\ s = \\sigma(1.702\\,x)",
       .source = "Hendrycks & Gimpel 2016, arXiv 1606.08415, section 2",
       .conventions = {{"gelu", "operators of their own",
                        "the GELU of CLIP; see gelu_erf and gelu_tanh"}},
       .limits = Limits{0, infinity},
       .gradient_limits = Limits{0, 1},
       .promise = Grade::faithful,
       .gradient_promise = Grade::faithful},
      [](const auto&... x) { return quick_gelu(x...); },
      [](const auto&... x) { return quick_gelu_derivative(x...); }, fast::quick_gelu,
      fast::quick_gelu_gradient, quick_gelu_identities());
}

Operator mish_row() {
  return row(
      {.name = "activation/mish",
       .summary = "x times the hyperbolic tangent of its softplus",
       .formula = "y = x \\tanh(\\log(1 + e^x))",
       .gradient_formula = "\\partial L/\\partial x = g\\,(t + x (1 - t^2) \\sigma(x)),\\ t = "
                           "\\tanh(\\log(1 + e^x))",
       .source = "Misra 2019, Mish, arXiv 1908.08681",
       .limits = Limits{0, infinity},
       .gradient_limits = Limits{0, 1},
       .promise = Grade::faithful,
       .gradient_promise = Grade::faithful},
      [](const auto&... x) { return mish(x...); },
      [](const auto&... x) { return mish_derivative(x...); }, fast::mish, fast::mish_gradient,
      mish_identities());
}

Operator softsign_row() {
  return row(
      {.name = "activation/softsign",
       .summary = "x over one plus its magnitude",
       .formula = "y = \\frac{x}{1 + |x|}",
       .gradient_formula = "\\partial L/\\partial x = \\frac{g}{(1 + |x|)^2}",
       .source = "Turian, Bergstra & Bengio 2009, Quadratic features and deep architectures for "
                 "chunking",
       .conventions = {{"softsign_of_infinity", "1", "NaN where inf is divided by inf"}},
       .kinks = {{.where = "x = 0",
                  .subgradient = "1; only the second derivative jumps",
                  .points = {0}}},
       .limits = Limits{-1, 1},
       .gradient_limits = Limits{0, 0},
       .promise = Grade::faithful,
       .gradient_promise = Grade::faithful},
      [](const auto&... x) { return softsign(x...); },
      [](const auto&... x) { return softsign_derivative(x...); }, fast::softsign,
      fast::softsign_gradient, softsign_identities());
}

Operator tanhshrink_row() {
  return row(
      {.name = "activation/tanhshrink",
       .summary = "What the hyperbolic tangent takes away",
       .formula = "y = x - \\tanh x",
       .gradient_formula = "\\partial L/\\partial x = g \\tanh^2 x",
       .source = "definition",
       .conventions = {{"tanhshrink_near_zero", "x^3/3 to all digits",
                        "cancels in PyTorch, which subtracts"}},
       .limits = Limits{-infinity, infinity},
       .gradient_limits = Limits{1, 1},
       .promise = Grade::faithful,
       .gradient_promise = Grade::faithful},
      [](const auto&... x) { return tanhshrink(x...); },
      [](const auto&... x) { return tanhshrink_derivative(x...); }, fast::tanhshrink,
      fast::tanhshrink_gradient, tanhshrink_identities());
}

}  // namespace

std::vector<Operator> smooth_rows() {
  return {elu_row(),   selu_row(),       celu_row(), softplus_beta_row(), log_sigmoid_row(),
          swish_row(), quick_gelu_row(), mish_row(), softsign_row(),      tanhshrink_row()};
}

}  // namespace assay::activation
