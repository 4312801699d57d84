// linear(X, W, b) = X W^T + 1 b^T: y[n,o] = b[o] + sum_i W[o,i] x[n,i].
// X [batch, in], W [out, in], b [out]. [Goodfellow, Bengio & Courville 2016, eq. 6.2, batched]
#pragma once

#include "reference/contract/operator.h"

namespace assay {

template <class T>
Tensor<T> linear(const Tensor<T>& x, const Tensor<T>& weight, const Tensor<T>& bias) {
  const std::int64_t batch = x.extent(0), in = x.extent(1), out = weight.extent(0);
  Tensor<T> y({batch, out});
  for (std::int64_t n = 0; n < batch; ++n)
    for (std::int64_t o = 0; o < out; ++o) {
      y.at(n, o) = bias.at(o);
      for (std::int64_t i = 0; i < in; ++i) y.at(n, o) += weight.at(o, i) * x.at(n, i);
    }
  return y;
}

// dX = G W, dW = G^T X, db = the sum of G over the batch.
template <class T>
Bag<T> linear_gradient(const Tensor<T>& x, const Tensor<T>& weight, const Tensor<T>& upstream) {
  Tensor<T> dx(x.shape), dweight(weight.shape), dbias({weight.extent(0)});
  for (std::int64_t n = 0; n < x.extent(0); ++n)
    for (std::int64_t o = 0; o < weight.extent(0); ++o) {
      const T& g = upstream.at(n, o);
      dbias.at(o) += g;
      for (std::int64_t i = 0; i < x.extent(1); ++i) {
        dx.at(n, i) += g * weight.at(o, i);
        dweight.at(o, i) += g * x.at(n, i);
      }
    }
  return {dx, dweight, dbias};
}

}  // namespace assay
