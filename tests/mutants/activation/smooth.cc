// Slips in the elu family, the softplus forms and the gates beyond the first ten.

#include "reference/activation/selu.h"
#include "reference/activation/softplus.h"
#include "tests/mutants/activation/pointwise.h"

namespace assay {

namespace {

const std::string elu_op = "activation/elu", selu_op = "activation/selu",
                  celu_op = "activation/celu", softplus_beta_op = "activation/softplus_beta",
                  log_sigmoid_op = "activation/log_sigmoid", swish_op = "activation/swish",
                  quick_gelu_op = "activation/quick_gelu", mish_op = "activation/mish",
                  softsign_op = "activation/softsign", tanhshrink_op = "activation/tanhshrink";

}  // namespace

std::vector<Mutant> smooth_mutants() {
  return {
      kernel(elu_op, "exp(x) - 1 in float cancels",
             [](double x, const Attributes& a) {
               return x > 0 ? x
                            : a.real("alpha") *
                                  static_cast<double>(std::exp(static_cast<float>(x)) - 1);
             }),
      gradient_kernel(elu_op, "derivative 1 at 0",
                      [](double x, const Attributes& a) {
                        return x >= 0 ? 1.0 : a.real("alpha") * std::exp(x);
                      }),
      gradient(elu_op, "y instead of y + alpha",
               []<class T>(const T& x, const Attributes& a) {
                 return T(x > 0 ? T(1) : T(a.number<T>("alpha") * expm1(x)));
               }),
      everywhere(elu_op, "e^x without the 1",
                 []<class T>(const T& x, const Attributes& a) {
                   return T(x > 0 ? x : T(a.number<T>("alpha") * exp(x)));
                 }),
      everywhere(elu_op, "alpha in the exponent",
                 []<class T>(const T& x, const Attributes& a) {
                   return T(x > 0 ? x : T(expm1(T(a.number<T>("alpha") * x))));
                 }),
      kernel(selu_op, "constants of three digits",
             [](double x, const auto&) { return x > 0 ? 1.05 * x : 1.05 * 1.67 * std::expm1(x); }),
      gradient(selu_op, "the scale is missing",
               []<class T>(const T& x) { return T(x > 0 ? T(1) : T(selu_alpha<T>() * exp(x))); }),
      everywhere(selu_op, "scale and alpha swapped",
                 []<class T>(const T& x) { return T(selu_alpha<T>() * elu(x, selu_scale<T>())); }),
      everywhere(selu_op, "alpha is not scaled",
                 []<class T>(const T& x) {
                   return T(x > 0 ? T(selu_scale<T>() * x) : T(selu_alpha<T>() * expm1(x)));
                 }),
      kernel(celu_op, "elu",
             [](double x, const Attributes& a) {
               return x > 0 ? x : a.real("alpha") * std::expm1(x);
             }),
      gradient(celu_op, "divided by alpha once more",
               []<class T>(const T& x, const Attributes& a) {
                 return T(x > 0 ? T(1)
                                : T(exp(T(x / a.number<T>("alpha"))) / a.number<T>("alpha")));
               }),
      everywhere(celu_op, "not multiplied by alpha",
                 []<class T>(const T& x, const Attributes& a) {
                   return T(x > 0 ? x : T(expm1(T(x / a.number<T>("alpha")))));
                 }),
      everywhere(celu_op, "alpha x in the exponent",
                 []<class T>(const T& x, const Attributes& a) {
                   return T(x > 0 ? x
                                  : T(a.number<T>("alpha") * expm1(T(a.number<T>("alpha") * x))));
                 }),
      kernel(softplus_beta_op, "the threshold on x",
             [](double x, const Attributes& a) {
               return x > a.real("threshold")
                          ? x
                          : (std::max(a.real("beta") * x, 0.0) +
                             std::log1p(std::exp(-std::abs(a.real("beta") * x)))) /
                                a.real("beta");
             }),
      gradient_kernel(softplus_beta_op, "beta is missing in the sigmoid",
                      [](double x, const Attributes& a) {
                        return a.real("beta") * x > a.real("threshold") ? 1.0 : sigma(x);
                      }),
      gradient(softplus_beta_op, "multiplied by beta",
               []<class T>(const T& x, const Attributes& a) {
                 return T(a.number<T>("beta") * sigmoid(T(a.number<T>("beta") * x)));
               }),
      everywhere(softplus_beta_op, "not divided by beta",
                 []<class T>(const T& x, const Attributes& a) {
                   return T(a.number<T>("beta") * x > a.number<T>("threshold")
                                ? x
                                : softplus(T(a.number<T>("beta") * x)));
                 }),
      everywhere(softplus_beta_op, "no threshold",
                 []<class T>(const T& x, const Attributes& a) {
                   return T(softplus(T(a.number<T>("beta") * x)) / a.number<T>("beta"));
                 }),
      kernel(log_sigmoid_op, "the logarithm of a float sigmoid",
             [](double x, const auto&) {
               return static_cast<double>(std::log(static_cast<float>(sigma(x))));
             }),
      gradient(log_sigmoid_op, "sigmoid(x)", []<class T>(const T& x) { return T(sigmoid(x)); }),
      gradient_kernel(log_sigmoid_op, "1 - sigmoid(x) in float cancels",
                      [](double x, const auto&) {
                        return static_cast<double>(1 - static_cast<float>(sigma(x)));
                      }),
      everywhere(log_sigmoid_op, "softplus(x) negated",
                 []<class T>(const T& x) { return T(-softplus(x)); }),
      everywhere(log_sigmoid_op, "1 - softplus",
                 []<class T>(const T& x) { return T(1 - softplus(x)); }),
      kernel(swish_op, "beta is missing", [](double x, const auto&) { return x * sigma(x); }),
      kernel(swish_op, "-inf times 0",
             [](double x, const Attributes& a) { return x * sigma(a.real("beta") * x); }),
      gradient(swish_op, "beta is missing in the second term",
               []<class T>(const T& x, const Attributes& a) {
                 return T(sigmoid(T(a.number<T>("beta") * x)) +
                          x * sigmoid_derivative(T(a.number<T>("beta") * x)));
               }),
      everywhere(swish_op, "beta x times the gate",
                 []<class T>(const T& x, const Attributes& a) {
                   return T(a.number<T>("beta") * x * sigmoid(T(a.number<T>("beta") * x)));
                 }),
      everywhere(swish_op, "the gate of -beta x",
                 []<class T>(const T& x, const Attributes& a) {
                   return T(x * sigmoid(T(-a.number<T>("beta") * x)));
                 }),
      kernel(quick_gelu_op, "1.7", [](double x, const auto&) { return x * sigma(1.7 * x); }),
      gradient(quick_gelu_op, "1.702 is missing in the second term",
               []<class T>(const T& x) {
                 return T(sigmoid(T(T(1702) / 1000 * x)) +
                          x * sigmoid_derivative(T(T(1702) / 1000 * x)));
               }),
      everywhere(quick_gelu_op, "silu", []<class T>(const T& x) { return T(x * sigmoid(x)); }),
      everywhere(quick_gelu_op, "1.702 sigmoid(x)",
                 []<class T>(const T& x) { return T(T(1702) / 1000 * x * sigmoid(x)); }),
      kernel(mish_op, "tanh(log(1 + e^x)) in float cancels",
             [](double x, const auto&) {
               return x *
                      static_cast<double>(std::tanh(std::log(1 + std::exp(static_cast<float>(x)))));
             }),
      gradient(mish_op, "only the gate", []<class T>(const T& x) { return T(tanh(softplus(x))); }),
      gradient(mish_op, "the sigmoid of softplus is missing",
               []<class T>(const T& x) {
                 return T(tanh(softplus(x)) + x * (1 - tanh(softplus(x)) * tanh(softplus(x))));
               }),
      everywhere(mish_op, "tanh(x) in place of tanh(softplus(x))",
                 []<class T>(const T& x) { return T(x * tanh(x)); }),
      everywhere(mish_op, "sigmoid of softplus",
                 []<class T>(const T& x) { return T(x * sigmoid(softplus(x))); }),
      kernel(softsign_op, "inf / inf", [](double x, const auto&) { return x / (1 + std::abs(x)); }),
      gradient(softsign_op, "not squared", []<class T>(const T& x) { return T(1 / (1 + abs(x))); }),
      everywhere(softsign_op, "x / (1 + x^2)",
                 []<class T>(const T& x) { return T(x / (1 + x * x)); }),
      everywhere(softsign_op, "|x| / (1 + |x|)",
                 []<class T>(const T& x) { return T(abs(x) / (1 + abs(x))); }),
      kernel(tanhshrink_op, "x - tanh(x) in double cancels",
             [](double x, const auto&) { return x - std::tanh(x); }),
      gradient(tanhshrink_op, "1 - tanh^2",
               []<class T>(const T& x) { return T(1 - tanh(x) * tanh(x)); }),
      everywhere(tanhshrink_op, "x - arctan(x)",
                 []<class T>(const T& x) { return T(x - atan(x)); }),
      everywhere(tanhshrink_op, "x - tanh(2x) / 2",
                 []<class T>(const T& x) { return T(x - tanh(T(2 * x)) / 2); }),
  };
}

}  // namespace assay
