// Slips in the losses that add a term for each element.

#include "tests/mutants/loss/elementwise.h"

#include "reference/loss/binary_cross_entropy_with_logits.h"
#include "reference/loss/focal.h"
#include "reference/loss/gaussian_nll.h"
#include "reference/loss/hinge.h"
#include "reference/loss/huber.h"
#include "reference/loss/log_cosh.h"
#include "reference/loss/smooth_l1.h"

namespace assay {

std::vector<Mutant> elementwise_loss_mutants() {
  return {
      kernel_term("loss/mean_absolute_error", "the squared error",
                  []<class T>(const std::vector<T>& x, const Attributes&) {
                    return T((x[0] - x[1]) * (x[0] - x[1]));
                  }),
      gradient_times("loss/mean_absolute_error", "the sign",
                     [](const auto&, const Attributes&) { return -1; }),
      other_term(
          "loss/mean_absolute_error", "the error without its magnitude",
          []<class T>(const std::vector<T>& x, const Attributes&) { return T(x[0] - x[1]); }),
      other_term("loss/mean_absolute_error", "the difference of the magnitudes",
                 []<class T>(const std::vector<T>& x, const Attributes&) {
                   return T(abs(abs(x[0]) - abs(x[1])));
                 }),
      kernel_term("loss/huber", "smooth_l1",
                  []<class T>(const std::vector<T>& x, const Attributes& a) {
                    return T(smooth_l1(x[0], x[1], a.number<T>("delta")));
                  }),
      gradient_of("loss/huber", "not clipped",
                  []<class T>(const std::vector<T>& x, const Attributes&) {
                    return T((x[0] - x[1]) * (x[0] - x[1]) / 2);
                  }),
      other_term("loss/huber", "the outer part without delta / 2",
                 []<class T>(const std::vector<T>& x, const Attributes& a) {
                   return T(abs(x[0] - x[1]) <= a.number<T>("delta")
                                ? T((x[0] - x[1]) * (x[0] - x[1]) / 2)
                                : T(a.number<T>("delta") * abs(x[0] - x[1])));
                 }),
      other_term("loss/huber", "delta of 1 whatever the attribute",
                 []<class T>(const std::vector<T>& x, const Attributes&) {
                   return T(huber(x[0], x[1], T(1)));
                 }),
      kernel_term("loss/smooth_l1", "huber",
                  []<class T>(const std::vector<T>& x, const Attributes& a) {
                    return T(huber(x[0], x[1], a.number<T>("beta")));
                  }),
      gradient_of("loss/smooth_l1", "not divided by beta",
                  []<class T>(const std::vector<T>& x, const Attributes& a) {
                    return T(huber(x[0], x[1], a.number<T>("beta")));
                  }),
      other_term("loss/smooth_l1", "the square without 1/2",
                 []<class T>(const std::vector<T>& x, const Attributes& a) {
                   return T(abs(x[0] - x[1]) < a.number<T>("beta")
                                ? T((x[0] - x[1]) * (x[0] - x[1]) / a.number<T>("beta"))
                                : T(abs(x[0] - x[1]) - a.number<T>("beta") / 2));
                 }),
      other_term("loss/smooth_l1", "multiplied by beta",
                 []<class T>(const std::vector<T>& x, const Attributes& a) {
                   return T(smooth_l1(x[0], x[1], a.number<T>("beta")) * a.number<T>("beta"));
                 }),
      float_kernel("loss/log_cosh", "log(cosh(x)) in float overflows",
                   [](float p, float t) { return std::log(std::cosh(p - t)); }),
      gradient_of("loss/log_cosh", "tanh of half the error",
                  []<class T>(const std::vector<T>& x, const Attributes&) {
                    return T(log_cosh(T(x[0] / 2), T(x[1] / 2)) * 4);
                  }),
      other_term("loss/log_cosh", "log 2 forgotten",
                 []<class T>(const std::vector<T>& x, const Attributes&) {
                   return T(log_cosh(x[0], x[1]) + log(T(2)));
                 }),
      other_term("loss/log_cosh", "sqrt(1 + e^2) - 1",
                 []<class T>(const std::vector<T>& x, const Attributes&) {
                   return T(sqrt(T(1 + (x[0] - x[1]) * (x[0] - x[1]))) - 1);
                 }),
      kernel_term("loss/gaussian_nll", "the constant always",
                  []<class T>(const std::vector<T>& x, const Attributes&) {
                    return T(gaussian_nll(x[0], x[1], x[2], T(1)));
                  }),
      gradient_of("loss/gaussian_nll", "the variance's own term is missing",
                  []<class T>(const std::vector<T>& x, const Attributes&) {
                    return T((x[0] - x[1]) * (x[0] - x[1]) / x[2] / 2);
                  }),
      other_term("loss/gaussian_nll", "the deviation in place of the variance",
                 []<class T>(const std::vector<T>& x, const Attributes& a) {
                   return T((log(x[2]) + (x[0] - x[1]) * (x[0] - x[1]) / (x[2] * x[2]) +
                             a.number<T>("full") * log(T(2 * pi<T>()))) /
                            2);
                 }),
      other_term("loss/gaussian_nll", "the constant without 1/2",
                 []<class T>(const std::vector<T>& x, const Attributes& a) {
                   return T((log(x[2]) + (x[0] - x[1]) * (x[0] - x[1]) / x[2]) / 2 +
                            a.number<T>("full") * log(T(2 * pi<T>())));
                 }),
      kernel_term("loss/binary_cross_entropy_with_logits", "the weight on both terms",
                  []<class T>(const std::vector<T>& x, const Attributes& a) {
                    return T(a.number<T>("pos_weight") *
                             binary_cross_entropy_with_logits(x[0], x[1], T(1),
                                                              a.number<T>("label_smoothing")));
                  }),
      gradient_of("loss/binary_cross_entropy_with_logits", "the weight is missing",
                  []<class T>(const std::vector<T>& x, const Attributes& a) {
                    return T(binary_cross_entropy_with_logits(x[0], x[1], T(1),
                                                              a.number<T>("label_smoothing")));
                  }),
      other_term("loss/binary_cross_entropy_with_logits", "smoothed towards 0",
                 []<class T>(const std::vector<T>& x, const Attributes& a) {
                   return T(binary_cross_entropy_with_logits(
                       x[0], T((1 - a.number<T>("label_smoothing")) * x[1]),
                       a.number<T>("pos_weight"), T(0)));
                 }),
      other_term("loss/binary_cross_entropy_with_logits", "the weight on the negative examples",
                 []<class T>(const std::vector<T>& x, const Attributes& a) {
                   return T(binary_cross_entropy_with_logits(T(-x[0]), T(1 - x[1]),
                                                             a.number<T>("pos_weight"),
                                                             a.number<T>("label_smoothing")));
                 }),
      kernel_term("loss/focal", "alpha and 1 - alpha exchanged",
                  []<class T>(const std::vector<T>& x, const Attributes& a) {
                    return T(focal(x[0], x[1], a.number<T>("gamma"), T(1 - a.number<T>("alpha"))));
                  }),
      gradient_of("loss/focal", "of the cross-entropy alone",
                  []<class T>(const std::vector<T>& x, const Attributes& a) {
                    return T(focal(x[0], x[1], T(0), a.number<T>("alpha")));
                  }),
      other_term("loss/focal", "the probability in place of its rest",
                 []<class T>(const std::vector<T>& x, const Attributes& a) {
                   return T(a.number<T>("alpha") * x[1] *
                                exp(T(-a.number<T>("gamma") * softplus(T(-x[0])))) *
                                softplus(T(-x[0])) +
                            (1 - a.number<T>("alpha")) * (1 - x[1]) *
                                exp(T(-a.number<T>("gamma") * softplus(x[0]))) * softplus(x[0]));
                 }),
      other_term("loss/focal", "alpha for both classes",
                 []<class T>(const std::vector<T>& x, const Attributes& a) {
                   return T(a.number<T>("alpha") *
                            (x[1] * focal_of_positive(x[0], a.number<T>("gamma")) +
                             (1 - x[1]) * focal_of_positive(T(-x[0]), a.number<T>("gamma"))));
                 }),
      kernel_term("loss/hinge", "labels 0 and 1",
                  []<class T>(const std::vector<T>& x, const Attributes&) {
                    return T(hinge(x[0], T(2 * x[1] - 1)));
                  }),
      gradient_of("loss/hinge", "active on the other side of the kink",
                  []<class T>(const std::vector<T>& x, const Attributes&) {
                    return T(x[1] * x[0] > 1 ? T(1 - x[1] * x[0]) : T(0));
                  }),
      other_term(
          "loss/hinge", "no max",
          []<class T>(const std::vector<T>& x, const Attributes&) { return T(1 - x[1] * x[0]); }),
      other_term("loss/hinge", "the perceptron, without a margin",
                 []<class T>(const std::vector<T>& x, const Attributes&) {
                   return T(x[1] * x[0] > 0 ? T(0) : T(-x[1] * x[0]));
                 }),
      kernel_term(
          "loss/squared_hinge", "hinge",
          []<class T>(const std::vector<T>& x, const Attributes&) { return T(hinge(x[0], x[1])); }),
      gradient_times("loss/squared_hinge", "the 2 of the square is missing",
                     [](const auto&, const Attributes&) { return 0.5; }),
      other_term("loss/squared_hinge", "the square before max",
                 []<class T>(const std::vector<T>& x, const Attributes&) {
                   return T((1 - x[1] * x[0]) * (1 - x[1] * x[0]));
                 }),
      other_term("loss/squared_hinge", "half of it",
                 []<class T>(const std::vector<T>& x, const Attributes&) {
                   return T(hinge(x[0], x[1]) * hinge(x[0], x[1]) / 2);
                 }),
  };
}

}  // namespace assay
