// Kullback-Leibler divergences of normal distributions, one dimension of a diagonal one each.
#pragma once

#include "reference/scalar/functions.h"

namespace assay {

/// (r^2 - 1) / 2 - log r, the divergence of two normal distributions of one mean whose standard
/// deviations have the ratio r.
template <class T>
T kl_of_scale_ratio(const T& ratio) {
  return (ratio - 1) * (ratio + 1) / 2 - log(ratio);
}

// KL(N(mu, sigma^2) || N(0, 1)) = (sigma^2 + mu^2 - 1) / 2 - log sigma [Kingma & Welling 2014,
// appendix B]
template <class T>
T kl_normal_standard(const T& mu, const T& sigma) {
  return mu * mu / 2 + kl_of_scale_ratio(sigma);
}

// sigma - 1 / sigma; by mu it is mu.
template <class T>
T kl_normal_standard_sigma_derivative(const T& sigma) {
  return (sigma - 1) * (sigma + 1) / sigma;
}

template <class T>
struct NormalPair {
  T mu1, sigma1, mu2, sigma2;
};

// KL(N(mu1, sigma1^2) || N(mu2, sigma2^2))
//   = log(sigma2 / sigma1) + (sigma1^2 + (mu1 - mu2)^2) / (2 sigma2^2) - 1/2
template <class T>
T kl_normal_normal(const NormalPair<T>& x) {
  const T distance = (x.mu1 - x.mu2) / x.sigma2;
  return distance * distance / 2 + kl_of_scale_ratio(T(x.sigma1 / x.sigma2));
}

// By mu1: (mu1 - mu2) / sigma2^2, by mu2 its negative; by sigma1: (r^2 - 1) / sigma1; by sigma2:
// (1 - r^2 - z^2) / sigma2, with r = sigma1 / sigma2 and z = (mu1 - mu2) / sigma2.
template <class T>
NormalPair<T> kl_normal_normal_gradient(const NormalPair<T>& x) {
  const T r = x.sigma1 / x.sigma2;
  const T z = (x.mu1 - x.mu2) / x.sigma2;
  const T excess = (r - 1) * (r + 1);
  return {z / x.sigma2, excess / x.sigma1, -z / x.sigma2, -(excess + z * z) / x.sigma2};
}

}  // namespace assay
