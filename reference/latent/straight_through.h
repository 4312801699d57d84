// What training passes through a threshold, whose own derivative is 0 where it has one.
// [Bengio, Leonard & Courville 2013, arXiv 1308.3432; Hubara et al. 2016, arXiv 1602.02830, eq. 4]
#pragma once

#include "reference/activation/sigmoid.h"

namespace assay {

enum class StraightThrough { identity, hard_tanh, sigmoid };

// The derivative of what stands for the threshold: of x, of x clipped to [-1, 1], of sigmoid(x).
template <class T>
T straight_through_slope(const T& x, StraightThrough estimator) {
  if (estimator == StraightThrough::identity) return T(1);
  if (estimator == StraightThrough::hard_tanh) return abs(x) <= 1 ? T(1) : T(0);
  return sigmoid_derivative(x);
}

}  // namespace assay
