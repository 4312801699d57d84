// Differential entropies of normal distributions, in nats. [Shannon 1948, section 20; Cover &
// Thomas 2006, Elements of information theory, theorem 8.4.1]
#pragma once

#include "reference/linear/cholesky.h"

namespace assay {

// log sigma + log(2 pi e) / 2, of one dimension
template <class T>
T normal_entropy(const T& sigma) {
  return log(sigma) + (log(T(2 * pi<T>())) + 1) / 2;
}

// -E_p log q = log sigma2 + log(2 pi) / 2 + (sigma1^2 + (mu1 - mu2)^2) / (2 sigma2^2)
template <class T>
T normal_cross_entropy(const T& mu1, const T& sigma1, const T& mu2, const T& sigma2) {
  const T distance = mu1 - mu2;
  return log(sigma2) + log(T(2 * pi<T>())) / 2 +
         (sigma1 * sigma1 + distance * distance) / (2 * sigma2 * sigma2);
}

// log det(2 pi e S) / 2 = sum_i log L_ii + d log(2 pi e) / 2
template <class T>
T multivariate_normal_entropy(const Tensor<T>& covariance) {
  const Tensor<T> factor = cholesky(symmetric_part(covariance));
  T sum(0);
  for (std::int64_t i = 0; i < factor.extent(0); ++i) sum += normal_entropy(factor.at(i, i));
  return sum;
}

// S^-1 / 2
template <class T>
Tensor<T> multivariate_normal_entropy_gradient(const Tensor<T>& covariance, const T& upstream) {
  Tensor<T> gradient = inverse_of_product(cholesky(symmetric_part(covariance)));
  for (T& element : gradient.data) element *= upstream / 2;
  return gradient;
}

}  // namespace assay
