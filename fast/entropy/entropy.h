// Entropies and cross-entropies over float32 memory and their gradients, in nats.
//
// Each is a sum over independent classes or dimensions, in float64, rounded once; NaN shows. The
// gradients multiply `upstream`, dL/d(entropy). A wrong span size aborts with the operator's name.
// Nothing is allocated.
#pragma once

#include <cstddef>
#include <span>

namespace assay::fast {

/// -sum_i p_i log p_i, with 0 log 0 = 0.
float categorical_entropy(std::span<const float> p);
void categorical_entropy_gradient(std::span<const float> p, float upstream, std::span<float> dp);

/// -sum_i p_i log p_i + (1 - p_i) log(1 - p_i), probabilities in (0, 1).
float bernoulli_entropy(std::span<const float> p);
void bernoulli_entropy_gradient(std::span<const float> p, float upstream, std::span<float> dp);

/// sum_i log sigma_i + log(2 pi e) / 2, of a diagonal normal distribution.
float normal_entropy(std::span<const float> sigma);
void normal_entropy_gradient(std::span<const float> sigma, float upstream, std::span<float> dsigma);

/// -sum_i p_i log q_i.
float categorical_cross_entropy(std::span<const float> p, std::span<const float> q);
void categorical_cross_entropy_gradient(std::span<const float> p, std::span<const float> q,
                                        float upstream, std::span<float> dp, std::span<float> dq);

/// -sum_i p_i log q_i + (1 - p_i) log(1 - q_i).
float bernoulli_cross_entropy(std::span<const float> p, std::span<const float> q);
void bernoulli_cross_entropy_gradient(std::span<const float> p, std::span<const float> q,
                                      float upstream, std::span<float> dp, std::span<float> dq);

/// The parameters of two diagonal normal distributions, p first.
struct NormalPair {
  std::span<const float> mu1, sigma1, mu2, sigma2;
};

struct NormalPairGradient {
  std::span<float> dmu1, dsigma1, dmu2, dsigma2;
};

/// -E_p log q.
float normal_cross_entropy(const NormalPair& x);
void normal_cross_entropy_gradient(const NormalPair& x, float upstream,
                                   const NormalPairGradient& gradient);

/// How many numbers of workspace the entropy and its gradient need for d dimensions.
std::size_t multivariate_normal_entropy_workspace(std::size_t dimensions);

/// log det(2 pi e S) / 2 for a covariance [d, d], of which the symmetric part counts; NaN where it
/// is not positive definite.
float multivariate_normal_entropy(std::span<const float> covariance, std::size_t dimensions,
                                  std::span<double> workspace);
void multivariate_normal_entropy_gradient(std::span<const float> covariance, float upstream,
                                          std::span<float> dcovariance, std::size_t dimensions,
                                          std::span<double> workspace);

}  // namespace assay::fast
