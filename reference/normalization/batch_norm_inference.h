// batch_norm_inference(x)[n,c,l] = gamma[c] (x[n,c,l] - m[c]) / sqrt(v[c] + epsilon) + beta[c]:
// batch normalization in evaluation, where the statistics m, v kept in training stand in for the
// batch's. x [N, C, L]; gamma, beta, m, v [C]. [Ioffe & Szegedy 2015, arXiv 1502.03167, algorithm
// 2, step 11]
#pragma once

#include "reference/contract/operator.h"
#include "reference/scalar/functions.h"

namespace assay {

template <class T>
struct BatchNormInference {
  const Tensor<T>&x, &gamma, &beta, &mean, &variance;
  T epsilon;

  T inverse_deviation(std::int64_t c) const { return 1 / sqrt(T(variance.at(c) + epsilon)); }
};

template <class T>
Tensor<T> batch_norm_inference(const BatchNormInference<T>& in) {
  Tensor<T> y(in.x.shape);
  for (std::int64_t n = 0; n < y.extent(0); ++n)
    for (std::int64_t c = 0; c < y.extent(1); ++c)
      for (std::int64_t l = 0; l < y.extent(2); ++l)
        y.at(n, c, l) =
            in.gamma.at(c) * (in.x.at(n, c, l) - in.mean.at(c)) * in.inverse_deviation(c) +
            in.beta.at(c);
  return y;
}

// With r = 1 / sqrt(v + epsilon): dx = g gamma r, dgamma = sum g (x - m) r, dbeta = sum g,
// dm = -sum g gamma r, dv = -sum g gamma (x - m) r^3 / 2.
template <class T>
Bag<T> batch_norm_inference_gradient(const BatchNormInference<T>& in, const Tensor<T>& upstream) {
  const Shape channels = in.gamma.shape;
  Tensor<T> dx(in.x.shape), dgamma(channels), dbeta(channels), dmean(channels), dvariance(channels);
  for (std::int64_t n = 0; n < dx.extent(0); ++n)
    for (std::int64_t c = 0; c < dx.extent(1); ++c)
      for (std::int64_t l = 0; l < dx.extent(2); ++l) {
        const T r = in.inverse_deviation(c), g = upstream.at(n, c, l);
        const T deviation = in.x.at(n, c, l) - in.mean.at(c);
        dx.at(n, c, l) = g * in.gamma.at(c) * r;
        dgamma.at(c) += g * deviation * r;
        dbeta.at(c) += g;
        dmean.at(c) -= g * in.gamma.at(c) * r;
        dvariance.at(c) -= g * in.gamma.at(c) * deviation * r * r * r / 2;
      }
  return {dx, dgamma, dbeta, dmean, dvariance};
}

}  // namespace assay
