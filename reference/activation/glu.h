// glu([a, b]) = a sigmoid(b), for a row of two halves, the value a and the gate b.
// [Dauphin et al. 2017, eq. 1]
#pragma once

#include "reference/activation/sigmoid.h"
#include "reference/contract/tensor.h"

namespace assay {

/// Where the value and the gate of a row of 2 h elements begin.
struct GluHalves {
  std::int64_t value, gate;
};

inline GluHalves glu_halves(std::int64_t h, bool value_first) {
  return value_first ? GluHalves{0, h} : GluHalves{h, 0};
}

template <class T>
Tensor<T> glu(const Tensor<T>& x, bool value_first) {
  const std::int64_t h = x.extent(1) / 2;
  const GluHalves at = glu_halves(h, value_first);
  Tensor<T> y({x.extent(0), h});
  for (std::int64_t n = 0; n < x.extent(0); ++n)
    for (std::int64_t i = 0; i < h; ++i)
      y.at(n, i) = x.at(n, at.value + i) * sigmoid(x.at(n, at.gate + i));
  return y;
}

// da = g sigmoid(b), db = g a sigmoid'(b)
template <class T>
Tensor<T> glu_gradient(const Tensor<T>& x, const Tensor<T>& upstream, bool value_first) {
  const std::int64_t h = x.extent(1) / 2;
  const GluHalves at = glu_halves(h, value_first);
  Tensor<T> dx(x.shape);
  for (std::int64_t n = 0; n < x.extent(0); ++n) {
    for (std::int64_t i = 0; i < h; ++i) {
      const T& a = x.at(n, at.value + i);
      const T& b = x.at(n, at.gate + i);
      dx.at(n, at.value + i) = upstream.at(n, i) * sigmoid(b);
      dx.at(n, at.gate + i) = upstream.at(n, i) * a * sigmoid_derivative(b);
    }
  }
  return dx;
}

}  // namespace assay
