// The mean of the gradients that w workers computed, x [w, n].
#pragma once

#include "reference/contract/operator.h"

namespace assay {

// y[i] = (1 / w) sum_r x[r,i]
template <class T>
Tensor<T> average_over_workers(const Tensor<T>& x) {
  Tensor<T> y({x.extent(1)});
  for (std::int64_t i = 0; i < x.extent(1); ++i) {
    for (std::int64_t r = 0; r < x.extent(0); ++r) y.at(i) += x.at(r, i);
    y.at(i) /= T(static_cast<int>(x.extent(0)));
  }
  return y;
}

// dx[r,i] = dy[i] / w
template <class T>
Tensor<T> average_over_workers_gradient(const Tensor<T>& x, const Tensor<T>& upstream) {
  Tensor<T> dx(x.shape);
  for (std::int64_t r = 0; r < x.extent(0); ++r)
    for (std::int64_t i = 0; i < x.extent(1); ++i)
      dx.at(r, i) = upstream.at(i) / T(static_cast<int>(x.extent(0)));
  return dx;
}

}  // namespace assay
