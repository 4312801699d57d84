// Slips in the activations made of straight pieces, and in hard_swish.

#include "reference/activation/relu6.h"
#include "tests/mutants/activation/pointwise.h"

namespace assay {

namespace {

const std::string hard_tanh_op = "activation/hard_tanh", relu6_op = "activation/relu6",
                  hard_sigmoid_op = "activation/hard_sigmoid",
                  hard_swish_op = "activation/hard_swish", softshrink_op = "activation/softshrink",
                  hardshrink_op = "activation/hardshrink", heaviside_op = "activation/heaviside";

}  // namespace

std::vector<Mutant> piecewise_mutants() {
  return {
      kernel(hard_tanh_op, "the ends fixed at -1 and 1",
             [](double x, const auto&) { return std::clamp(x, -1.0, 1.0); }),
      gradient_kernel(hard_tanh_op, "derivative 1 at the ends",
                      [](double x, const Attributes& a) {
                        return x >= a.real("lower") && x <= a.real("upper") ? 1.0 : 0.0;
                      }),
      gradient(hard_tanh_op, "the derivative is 1 outside",
               []<class T>(const T& x, const Attributes& a) {
                 return T(x > a.number<T>("lower") && x < a.number<T>("upper") ? 0 : 1);
               }),
      everywhere(hard_tanh_op, "the upper end as well below",
                 []<class T>(const T& x, const Attributes& a) {
                   return T(x < a.number<T>("lower") || x > a.number<T>("upper")
                                ? a.number<T>("upper")
                                : x);
                 }),
      kernel(relu6_op, "NaN becomes 0",
             [](double x, const auto&) { return x > 0 ? std::min(x, 6.0) : 0.0; }),
      gradient_kernel(relu6_op, "derivative 1 at 6",
                      [](double x, const auto&) { return x > 0 && x <= 6 ? 1.0 : 0.0; }),
      everywhere(relu6_op, "capped at 1",
                 []<class T>(const T& x) {
                   return T(x < 0 ? T(0) : x > 1 ? T(1) : x);
                 }),
      everywhere(relu6_op, "no cap", []<class T>(const T& x) { return T(x < 0 ? T(0) : x); }),
      kernel(hard_sigmoid_op, "the other slope",
             [](double x, const auto&) {
               return std::isnan(x) ? x : std::clamp(static_cast<double>(0.2f) * x + 0.5, 0.0, 1.0);
             }),
      kernel(hard_sigmoid_op, "float product and sum",
             [](double x, const Attributes& a) {
               return std::isnan(x)
                          ? x
                          : std::clamp(static_cast<double>(static_cast<float>(a.real("slope")) *
                                                               static_cast<float>(x) +
                                                           static_cast<float>(a.real("offset"))),
                                       0.0, 1.0);
             }),
      gradient(hard_sigmoid_op, "the slope is missing",
               []<class T>(const T& x, const Attributes& a) {
                 return T(a.number<T>("slope") * x + a.number<T>("offset") > 0 &&
                                  a.number<T>("slope") * x + a.number<T>("offset") < 1
                              ? 1
                              : 0);
               }),
      everywhere(hard_sigmoid_op, "the slope times x + offset",
                 []<class T>(const T& x, const Attributes& a) {
                   return T(hard_tanh(T(a.number<T>("slope") * (x + a.number<T>("offset"))), T(0),
                                      T(1)));
                 }),
      everywhere(hard_sigmoid_op, "clipped to -1 and 1",
                 []<class T>(const T& x, const Attributes& a) {
                   return T(
                       hard_tanh(T(a.number<T>("slope") * x + a.number<T>("offset")), T(-1), T(1)));
                 }),
      kernel(hard_swish_op, "-inf times 0",
             [](double x, const auto&) { return x * std::clamp(x + 3, 0.0, 6.0) / 6; }),
      gradient_kernel(hard_swish_op, "3/2 at 3 and -1/2 at -3",
                      [](double x, const auto&) {
                        return x < -3 ? 0.0 : x > 3 ? 1.0 : (2 * x + 3) / 6;
                      }),
      gradient(hard_swish_op, "only the gate",
               []<class T>(const T& x) { return T(relu6(T(x + 3)) / 6); }),
      everywhere(hard_swish_op, "not divided by 6",
                 []<class T>(const T& x) { return T(x * relu6(T(x + 3))); }),
      everywhere(hard_swish_op, "the gate of x",
                 []<class T>(const T& x) { return T(x * relu6(x) / 6); }),
      kernel(softshrink_op, "a threshold of 1/2 whatever lambda",
             [](double x, const auto&) {
               return std::abs(x) > 0.5 ? x - std::copysign(0.5, x) : 0 * x;
             }),
      gradient_kernel(softshrink_op, "derivative 1 at lambda",
                      [](double x, const Attributes& a) {
                        return std::abs(x) >= a.real("lambda") ? 1.0 : 0.0;
                      }),
      everywhere(softshrink_op, "keeps the large ones whole",
                 []<class T>(const T& x, const Attributes& a) {
                   return T(abs(x) > a.number<T>("lambda") ? x : T(0));
                 }),
      everywhere(softshrink_op, "the sign of lambda",
                 []<class T>(const T& x, const Attributes& a) {
                   return T(x > 0   ? T(x + a.number<T>("lambda"))
                            : x < 0 ? T(x - a.number<T>("lambda"))
                                    : T(0));
                 }),
      kernel(hardshrink_op, "keeps lambda itself",
             [](double x, const Attributes& a) {
               return std::abs(x) >= a.real("lambda") ? x : 0 * x;
             }),
      gradient(hardshrink_op, "the derivative of the soft one at 0 is 1",
               []<class T>(const T& x, const Attributes& a) {
                 return T(abs(x) > a.number<T>("lambda") || x == 0 ? 1 : 0);
               }),
      everywhere(hardshrink_op, "soft",
                 []<class T>(const T& x, const Attributes& a) {
                   return T(x > a.number<T>("lambda")    ? T(x - a.number<T>("lambda"))
                            : x < -a.number<T>("lambda") ? T(x + a.number<T>("lambda"))
                                                         : T(0));
                 }),
      everywhere(hardshrink_op, "the small ones kept",
                 []<class T>(const T& x, const Attributes& a) {
                   return T(abs(x) > a.number<T>("lambda") ? T(0) : x);
                 }),
      kernel(heaviside_op, "1 at 0",
             [](double x, const auto&) { return std::isnan(x) ? x
                                                : x >= 0      ? 1.0
                                                              : 0.0; }),
      kernel(heaviside_op, "NaN becomes 0",
             [](double x, const Attributes& a) {
               return x > 0 ? 1.0 : x == 0 ? a.real("at_zero") : 0.0;
             }),
      everywhere(heaviside_op, "the sign",
                 []<class T>(const T& x, const Attributes& a) {
                   return T(x > 0 ? T(1) : x < 0 ? T(-1) : a.number<T>("at_zero"));
                 }),
      everywhere(heaviside_op, "0 at 0", []<class T>(const T& x) { return T(x > 0 ? 1 : 0); }),
  };
}

}  // namespace assay
