// layer_norm(x, gamma, beta)[n,c] = gamma[c] xhat[n,c] + beta[c], each example standardised over
// its own features. x [N, D]; gamma, beta [D]. [Ba, Kiros & Hinton 2016, arXiv 1607.06450, eq. 4]
#pragma once

#include "reference/contract/operator.h"
#include "reference/normalization/standardize.h"

namespace assay {

template <class T>
std::vector<T> example(const Tensor<T>& x, std::int64_t n) {
  const auto begin = x.data.begin() + static_cast<std::ptrdiff_t>(n * x.extent(1));
  return std::vector<T>(begin, begin + static_cast<std::ptrdiff_t>(x.extent(1)));
}

template <class T>
Tensor<T> layer_norm(const Tensor<T>& x, const Tensor<T>& gamma, const Tensor<T>& beta,
                     const T& epsilon) {
  Tensor<T> y(x.shape);
  for (std::int64_t n = 0; n < x.extent(0); ++n) {
    const Standardized<T> s = standardize(example(x, n), epsilon);
    for (std::int64_t c = 0; c < x.extent(1); ++c)
      y.at(n, c) = gamma.at(c) * s.values[static_cast<std::size_t>(c)] + beta.at(c);
  }
  return y;
}

// dgamma = sum_n g xhat, dbeta = sum_n g, and dx of each example from h = g gamma.
template <class T>
Bag<T> layer_norm_gradient(const Tensor<T>& x, const Tensor<T>& gamma, const T& epsilon,
                           const Tensor<T>& upstream) {
  Tensor<T> dx(x.shape), dgamma(gamma.shape), dbeta(gamma.shape);
  for (std::int64_t n = 0; n < x.extent(0); ++n) {
    const Standardized<T> s = standardize(example(x, n), epsilon);
    std::vector<T> h = example(upstream, n);
    for (std::int64_t c = 0; c < x.extent(1); ++c) {
      const auto at = static_cast<std::size_t>(c);
      dbeta.at(c) += h[at];
      dgamma.at(c) += h[at] * s.values[at];
      h[at] *= gamma.at(c);
    }
    const std::vector<T> row = standardize_gradient(s, h);
    for (std::int64_t c = 0; c < x.extent(1); ++c) dx.at(n, c) = row[static_cast<std::size_t>(c)];
  }
  return {dx, dgamma, dbeta};
}

}  // namespace assay
