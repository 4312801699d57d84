// Kullback-Leibler divergence of normal distributions with full covariances.
#pragma once

#include "reference/divergence/kl_normal.h"
#include "reference/linear/cholesky.h"

namespace assay {

/// mu [d], covariance [d, d], of which the symmetric part counts.
template <class T>
struct MultivariateNormal {
  const Tensor<T>&mu, &covariance;

  Tensor<T> factor() const { return cholesky(symmetric_part(covariance)); }
};

/// mu1 - mu2 as a column.
template <class T>
Tensor<T> distance_of_means(const MultivariateNormal<T>& p, const MultivariateNormal<T>& q) {
  Tensor<T> column({p.mu.extent(0), 1});
  for (std::int64_t i = 0; i < p.mu.extent(0); ++i) column.at(i, 0) = p.mu.at(i) - q.mu.at(i);
  return column;
}

// KL(N(mu1, S1) || N(mu2, S2)) = (tr(S2^-1 S1) - d + |z|^2) / 2 + log(det L2 / det L1), with
// S = L L^T and z = L2^-1 (mu1 - mu2). For the lower triangle W = L2^-1 L1 the trace is the sum of
// all w_ij^2 and det L1 / det L2 the product of the w_ii, which leaves nothing to cancel.
template <class T>
T kl_multivariate_normal(const MultivariateNormal<T>& p, const MultivariateNormal<T>& q) {
  const Tensor<T> factor = q.factor();
  const Tensor<T> w = solve_lower(factor, p.factor());
  const Tensor<T> z = solve_lower(factor, distance_of_means(p, q));
  T sum(0);
  for (std::int64_t i = 0; i < w.extent(0); ++i) {
    sum += z.at(i, 0) * z.at(i, 0) / 2 + kl_of_scale_ratio(w.at(i, i));
    for (std::int64_t j = 0; j < i; ++j) sum += w.at(i, j) * w.at(i, j) / 2;
  }
  return sum;
}

// With P = S^-1 and v = P2 (mu1 - mu2): by mu1 v, by mu2 -v, by S1 (P2 - P1) / 2, by S2
// (P2 - P2 S1 P2 - v v^T) / 2. In the order mu1, S1, mu2, S2.
template <class T>
Bag<T> kl_multivariate_normal_gradient(const MultivariateNormal<T>& p,
                                       const MultivariateNormal<T>& q, const T& upstream) {
  const std::int64_t d = p.mu.extent(0);
  const Tensor<T> p1 = inverse_of_product(p.factor()), p2 = inverse_of_product(q.factor());
  const Tensor<T> s1 = symmetric_part(p.covariance), delta = distance_of_means(p, q);
  Bag<T> gradient = {Tensor<T>({d}), Tensor<T>({d, d}), Tensor<T>({d}), Tensor<T>({d, d})};
  Tensor<T> v({d});
  for (std::int64_t a = 0; a < d; ++a)
    for (std::int64_t i = 0; i < d; ++i) v.at(a) += p2.at(a, i) * delta.at(i, 0);
  for (std::int64_t a = 0; a < d; ++a) {
    gradient[0].at(a) = upstream * v.at(a);
    gradient[2].at(a) = -upstream * v.at(a);
    for (std::int64_t b = 0; b < d; ++b) {
      T inner = v.at(a) * v.at(b);
      for (std::int64_t i = 0; i < d; ++i)
        for (std::int64_t j = 0; j < d; ++j) inner += p2.at(a, i) * s1.at(i, j) * p2.at(j, b);
      gradient[1].at(a, b) = upstream * (p2.at(a, b) - p1.at(a, b)) / 2;
      gradient[3].at(a, b) = upstream * (p2.at(a, b) - inner) / 2;
    }
  }
  return gradient;
}

}  // namespace assay
