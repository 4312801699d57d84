// Kullback-Leibler divergences over float32 memory and their gradients.
//
// Each is a sum over independent dimensions (or classes), in nats. Sums run in float64 and are
// rounded once; NaN shows. The gradients multiply `upstream`, dL/d(divergence). A wrong span size
// aborts with the operator's name. Nothing is allocated.
#pragma once

#include <cstddef>
#include <span>

namespace assay::fast {

/// KL(N(mu, sigma^2) || N(0, 1)), sigma > 0 the standard deviations.
float kl_normal_standard(std::span<const float> mu, std::span<const float> sigma);
void kl_normal_standard_gradient(std::span<const float> mu, std::span<const float> sigma,
                                 float upstream, std::span<float> dmu, std::span<float> dsigma);

/// KL(N(mu1, sigma1^2) || N(mu2, sigma2^2)).
float kl_normal_normal(std::span<const float> mu1, std::span<const float> sigma1,
                       std::span<const float> mu2, std::span<const float> sigma2);
void kl_normal_normal_gradient(std::span<const float> mu1, std::span<const float> sigma1,
                               std::span<const float> mu2, std::span<const float> sigma2,
                               float upstream, std::span<float> dmu1, std::span<float> dsigma1,
                               std::span<float> dmu2, std::span<float> dsigma2);

/// KL(Bernoulli(p) || Bernoulli(q)), probabilities in (0, 1).
float kl_bernoulli(std::span<const float> p, std::span<const float> q);
void kl_bernoulli_gradient(std::span<const float> p, std::span<const float> q, float upstream,
                           std::span<float> dp, std::span<float> dq);

/// sum_i p_i log(p_i / q_i), with 0 log 0 = 0.
float kl_categorical(std::span<const float> p, std::span<const float> q);
void kl_categorical_gradient(std::span<const float> p, std::span<const float> q, float upstream,
                             std::span<float> dp, std::span<float> dq);

/// (KL(p || m) + KL(q || m)) / 2 with m = (p + q) / 2.
float jensen_shannon(std::span<const float> p, std::span<const float> q);
void jensen_shannon_gradient(std::span<const float> p, std::span<const float> q, float upstream,
                             std::span<float> dp, std::span<float> dq);

/// KL(p || q) + KL(q || p), probabilities more than 0.
float jeffreys(std::span<const float> p, std::span<const float> q);
void jeffreys_gradient(std::span<const float> p, std::span<const float> q, float upstream,
                       std::span<float> dp, std::span<float> dq);

/// mu [d], covariance [d, d], of which the symmetric part counts.
struct MultivariateNormal {
  std::span<const float> mu, covariance;
};

struct MultivariateNormalGradient {
  std::span<float> dmu, dcovariance;
};

/// How many numbers of workspace the divergence and its gradient need for d dimensions.
std::size_t kl_multivariate_normal_workspace(std::size_t dimensions);

/// KL(N(mu1, S1) || N(mu2, S2)); NaN where a covariance is not positive definite.
float kl_multivariate_normal(const MultivariateNormal& p, const MultivariateNormal& q,
                             std::span<double> workspace);
void kl_multivariate_normal_gradient(const MultivariateNormal& p, const MultivariateNormal& q,
                                     float upstream, const MultivariateNormalGradient& dp,
                                     const MultivariateNormalGradient& dq,
                                     std::span<double> workspace);

/// Mixtures of normals, one a row: weights, means and standard deviations [rows, components].
struct Mixtures {
  std::span<const float> weight, mean, sigma;
  std::size_t components;
};

/// The mean and the standard deviation of each mixture: the normal distribution next to it by the
/// forward divergence. [Bishop 2006, section 10.1.2]
void normal_fit(const Mixtures& p, std::span<float> mu, std::span<float> sigma);
void normal_fit_gradient(const Mixtures& p, std::span<const float> dmu,
                         std::span<const float> dsigma, std::span<float> dweight,
                         std::span<float> dmean, std::span<float> dsigmas);

}  // namespace assay::fast
