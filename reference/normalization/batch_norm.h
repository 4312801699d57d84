// batch_norm(x, gamma, beta)[n,c,l] = gamma[c] xhat[n,c,l] + beta[c] in training: each channel
// standardised over batch and positions, with the biased variance. x [N, C, L]; gamma, beta [C].
// [Ioffe & Szegedy 2015, arXiv 1502.03167, algorithm 1]
#pragma once

#include "reference/contract/operator.h"
#include "reference/normalization/standardize.h"

namespace assay {

template <class T>
std::vector<T> channel(const Tensor<T>& x, std::int64_t c) {
  std::vector<T> values;
  for (std::int64_t n = 0; n < x.extent(0); ++n)
    for (std::int64_t l = 0; l < x.extent(2); ++l) values.push_back(x.at(n, c, l));
  return values;
}

template <class T>
Tensor<T> batch_norm(const Tensor<T>& x, const Tensor<T>& gamma, const Tensor<T>& beta,
                     const T& epsilon) {
  Tensor<T> y(x.shape);
  for (std::int64_t c = 0; c < x.extent(1); ++c) {
    const Standardized<T> s = standardize(channel(x, c), epsilon);
    std::size_t i = 0;
    for (std::int64_t n = 0; n < x.extent(0); ++n)
      for (std::int64_t l = 0; l < x.extent(2); ++l)
        y.at(n, c, l) = gamma.at(c) * s.values[i++] + beta.at(c);
  }
  return y;
}

// dgamma = sum g xhat, dbeta = sum g over the channel, and dx from h = g gamma.
template <class T>
Bag<T> batch_norm_gradient(const Tensor<T>& x, const Tensor<T>& gamma, const T& epsilon,
                           const Tensor<T>& upstream) {
  Tensor<T> dx(x.shape), dgamma(gamma.shape), dbeta(gamma.shape);
  for (std::int64_t c = 0; c < x.extent(1); ++c) {
    const Standardized<T> s = standardize(channel(x, c), epsilon);
    std::vector<T> h = channel(upstream, c);
    for (std::size_t i = 0; i < h.size(); ++i) {
      dbeta.at(c) += h[i];
      dgamma.at(c) += h[i] * s.values[i];
      h[i] *= gamma.at(c);
    }
    const std::vector<T> dchannel = standardize_gradient(s, h);
    std::size_t i = 0;
    for (std::int64_t n = 0; n < x.extent(0); ++n)
      for (std::int64_t l = 0; l < x.extent(2); ++l) dx.at(n, c, l) = dchannel[i++];
  }
  return {dx, dgamma, dbeta};
}

}  // namespace assay
