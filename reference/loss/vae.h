// The loss of a variational autoencoder with normal latents and squared error, one example:
// |x - reconstruction|^2 + beta KL(N(mu, sigma^2) || N(0, 1)).
// [Kingma & Welling 2014, eq. 10; beta: Higgins et al. 2017, eq. 4]
#pragma once

#include <array>

#include "reference/scalar/functions.h"

namespace assay {

// e^x - 1 - x, which near 0 is the power series without its first two terms; for |x| <= 1 the rest
// is smaller than the last term.
template <class T>
T exp_excess(const T& x) {
  if (abs(x) > 1) return expm1(x) - x;
  T term = x, sum(0);
  for (int k = 2; k <= 80; ++k) {
    term *= x / k;
    sum += term;
  }
  return with_remainder(sum, term);
}

// KL(N(mu, sigma^2) || N(0, 1)) of one latent number, from log sigma^2:
// (mu^2 + sigma^2 - 1 - log sigma^2) / 2. [Kingma & Welling 2014, appendix B]
template <class T>
T latent_divergence(const T& mean, const T& log_variance) {
  return (mean * mean + exp_excess(log_variance)) / 2;
}

template <class T>
std::array<T, 2> latent_divergence_gradient(const T& mean, const T& log_variance) {
  return {mean, T(expm1(log_variance) / 2)};
}

}  // namespace assay
