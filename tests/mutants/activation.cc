// Slips in the activations.

#include <cmath>

#include "reference/activation/sigmoid.h"
#include "tests/mutants/activation/pointwise.h"

namespace assay {

namespace {

const double normal_scale = 1 / std::sqrt(2 * std::acos(-1.0));

std::vector<Mutant> rectifiers() {
  const std::string identity = "activation/identity", relu = "activation/relu",
                    scaled = "activation/scaled_relu", leaky = "activation/leaky_relu";
  return {
      kernel(identity, "flushes subnormals to zero",
             [](double x, const auto&) { return std::abs(x) < 0x1p-126 ? 0 : x; }),
      gradient(identity, "the derivative is x", [](const auto& x) { return x; }),
      everywhere(identity, "negated", [](const auto& x) { return -x; }),
      kernel(relu, "NaN becomes 0", [](double x, const auto&) { return x > 0 ? x : 0.0; }),
      gradient_kernel(relu, "derivative 1 at 0",
                      [](double x, const auto&) { return x >= 0 ? 1.0 : 0.0; }),
      gradient(relu, "the derivative is the function",
               []<class T>(const T& x) { return x > 0 ? x : T(0); }),
      everywhere(relu, "the absolute value", [](const auto& x) { return abs(x); }),
      everywhere(relu, "min in place of max", []<class T>(const T& x) { return x < 0 ? x : T(0); }),
      kernel(scaled, "the scale also on the negative side",
             [](double x, const Attributes& a) { return a.real("scale") * x; }),
      gradient(scaled, "the scale is missing from the derivative",
               []<class T>(const T& x) { return x > 0 ? T(1) : T(0); }),
      everywhere(scaled, "clipped at the scale instead of multiplied by it",
                 []<class T>(const T& x, const Attributes& a) {
                   const T scale(a.real("scale"));
                   return x < 0 ? T(0) : x > scale ? scale : x;
                 }),
      kernel(leaky, "the slope on the wrong side",
             [](double x, const Attributes& a) { return x > 0 ? a.real("slope") * x : x; }),
      kernel(leaky, "a fixed slope of 0.01",
             [](double x, const auto&) { return x > 0 ? x : 0.01f * x; }),
      kernel(leaky, "0 times -infinity where the slope is 0",
             [](double x, const Attributes& a) { return x > 0 ? x : a.real("slope") * x; }),
      gradient_kernel(leaky, "derivative 1 at 0",
                      [](double x, const Attributes& a) { return x >= 0 ? 1 : a.real("slope"); }),
      gradient(leaky, "derivative 0 on the negative side",
               []<class T>(const T& x, const Attributes&) { return x > 0 ? T(1) : T(0); }),
      everywhere(leaky, "the slope subtracted",
                 []<class T>(const T& x, const Attributes& a) {
                   return x > 0 ? x : T(-T(a.real("slope")) * x);
                 }),
  };
}

std::vector<Mutant> sigmoids() {
  const std::string sigmoid_name = "activation/sigmoid", tanh_name = "activation/tanh",
                    softplus = "activation/softplus";
  return {
      kernel(sigmoid_name, "1 / (1 + exp(-x)) in float overflows in the tail",
             [](double x, const auto&) {
               const float decay = std::exp(static_cast<float>(-x));
               return 1 / (1 + decay);
             }),
      gradient_kernel(sigmoid_name, "y (1 - y) in float cancels",
                      [](double x, const auto&) {
                        const float y = static_cast<float>(sigma(x));
                        return y * (1 - y);
                      }),
      gradient(sigmoid_name, "y (1 + y)",
               [](const auto& x) { return sigmoid(x) * (1 + sigmoid(x)); }),
      everywhere(sigmoid_name, "half the slope",
                 []<class T>(const T& x) { return sigmoid(T(x / 2)); }),
      everywhere(sigmoid_name, "the sign of x", []<class T>(const T& x) { return sigmoid(T(-x)); }),
      kernel(tanh_name, "through exponentials, inf / inf for large x",
             [](double x, const auto&) {
               const float e = std::exp(static_cast<float>(2 * x));
               return (e - 1) / (e + 1);
             }),
      gradient(tanh_name, "1 - y without the square", [](const auto& x) { return 1 - tanh(x); }),
      gradient_kernel(tanh_name, "1 - y^2 in float cancels",
                      [](double x, const auto&) {
                        const float y = static_cast<float>(std::tanh(x));
                        return 1 - y * y;
                      }),
      everywhere(tanh_name, "2 sigmoid(x) - 1", [](const auto& x) { return 2 * sigmoid(x) - 1; }),
      kernel(softplus, "log(1 + exp(x)) in float",
             [](double x, const auto&) { return std::log(1 + std::exp(static_cast<float>(x))); }),
      kernel(softplus, "returns x above a threshold of 5",
             [](double x, const auto&) { return x > 5 ? x : std::log1p(std::exp(x)); }),
      gradient(softplus, "sigmoid(-x)", []<class T>(const T& x) { return sigmoid(T(-x)); }),
      everywhere(softplus, "base-2 logarithm",
                 []<class T>(const T& x) { return log1p(exp(x)) / log(T(2)); }),
  };
}

std::vector<Mutant> gated() {
  const std::string gelu = "activation/gelu_erf", tanh_form = "activation/gelu_tanh",
                    silu = "activation/silu";
  return {
      kernel(gelu, "1 + erf in float cancels in the tail",
             [](double x, const auto&) {
               const float v = static_cast<float>(x);
               return 0.5f * v * (1 + std::erf(v * 0.70710678f));
             }),
      kernel(gelu, "the tanh approximation",
             [](double x, const auto&) {
               return x * sigma(2 * std::sqrt(2 / std::acos(-1.0)) * (x + 0.044715 * x * x * x));
             }),
      gradient(gelu, "the density term is missing",
               []<class T>(const T& x) { return erfc(T(-x / sqrt(T(2)))) / 2; }),
      gradient_kernel(gelu, "erf without the square root of 2",
                      [](double x, const auto&) {
                        return 0.5 * std::erfc(-x) + x * normal_scale * std::exp(-x * x / 2);
                      }),
      everywhere(gelu, "erf without the square root of 2",
                 []<class T>(const T& x) { return x * erfc(T(-x)) / 2; }),
      kernel(tanh_form, "the erf form",
             [](double x, const auto&) { return 0.5 * x * std::erfc(-x / std::sqrt(2.0)); }),
      kernel(tanh_form, "1 + tanh in float cancels in the tail",
             [](double x, const auto&) {
               const float v = static_cast<float>(x);
               return 0.5f * v * (1 + std::tanh(0.7978845608f * (v + 0.044715f * v * v * v)));
             }),
      gradient(tanh_form, "only the gate", [](const auto& x) { return sigmoid(2 * x); }),
      everywhere(tanh_form, "x^2 in place of x^3",
                 []<class T>(const T& x) {
                   const T u = 2 * sqrt(T(2 / pi<T>())) * (x + T(44715) / 1000000 * x * x);
                   return x * sigmoid(u);
                 }),
      kernel(silu, "1.702 of the quick GELU",
             [](double x, const auto&) { return x * sigma(1.702 * x); }),
      gradient(silu, "only the gate", [](const auto& x) { return sigmoid(x); }),
      gradient_kernel(silu, "y (1 - y) of the output",
                      [](double x, const auto&) { return x * sigma(x) * (1 - x * sigma(x)); }),
      everywhere(silu, "sigmoid alone", [](const auto& x) { return sigmoid(x); }),
      everywhere(silu, "the gate of 2x", []<class T>(const T& x) { return x * sigmoid(T(2 * x)); }),
  };
}

}  // namespace

std::vector<Mutant> activation_mutants() {
  std::vector<Mutant> all = rectifiers();
  for (const auto& more :
       {sigmoids(), gated(), piecewise_mutants(), smooth_mutants(), channelwise_mutants()})
    all.insert(all.end(), more.begin(), more.end());
  return all;
}

}  // namespace assay
