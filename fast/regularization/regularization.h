// Regularization over float32 memory, with gradients.
//
// Everything is computed in float64 and rounded once; NaN shows. A wrong span size aborts with the
// operator's name. Nothing is allocated. An output may be one of its inputs; it may not overlap one
// otherwise.
#pragma once

#include <span>

namespace assay::fast {

/// keep, in [0, 1], is the probability that an element is kept. Inverted scaling divides by keep in
/// training; otherwise evaluation multiplies by it.
struct DropoutScaling {
  double keep;
  bool inverted;
};

/// Training: y = mask x / keep, or mask x where not inverted; 0 where keep is 0. The mask holds 0
/// and 1. [Srivastava et al. 2014, sections 4 and 10]
void dropout(std::span<const float> x, std::span<const float> mask, DropoutScaling scaling,
             std::span<float> y);
void dropout_gradient(std::span<const float> mask, std::span<const float> upstream,
                      DropoutScaling scaling, std::span<float> dx);

/// Evaluation: the mean over all masks, y = x where inverted, keep x where not.
void dropout_evaluation(std::span<const float> x, DropoutScaling scaling, std::span<float> y);
void dropout_evaluation_gradient(std::span<const float> upstream, DropoutScaling scaling,
                                 std::span<float> dx);

/// factor sum_i w_i^2; the factor is lambda or lambda / 2, as the caller's convention has it.
float l2_penalty(std::span<const float> w, double factor);
void l2_penalty_gradient(std::span<const float> w, float upstream, double factor,
                         std::span<float> dw);

/// lambda sum_i |w_i|; the subgradient at 0 is 0.
float l1_penalty(std::span<const float> w, double lambda);
void l1_penalty_gradient(std::span<const float> w, float upstream, double lambda,
                         std::span<float> dw);

/// sum_i lambda1 |w_i| + lambda2 w_i^2, with lambda1 and lambda2 at least 0; the subgradient of
/// |w_i| at 0 is 0. [Zou & Hastie 2005, eq. 3]
float elastic_net(std::span<const float> w, double lambda1, double lambda2);
void elastic_net_gradient(std::span<const float> w, float upstream, double lambda1, double lambda2,
                          std::span<float> dw);

}  // namespace assay::fast
