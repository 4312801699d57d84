// hard_sigmoid(x) = min(max(slope x + offset, 0), 1). The derivative is 0 at both kinks.
// [Courbariaux, Bengio & David 2015, eq. 3]
#pragma once

#include "reference/activation/hard_tanh.h"
#include "reference/scalar/functions.h"

namespace assay {

template <class T>
T hard_sigmoid(const T& x, const T& slope, const T& offset) {
  return hard_tanh(T(slope * x + offset), T(0), T(1));
}

template <class T>
T hard_sigmoid_derivative(const T& x, const T& slope, const T& offset) {
  return slope * hard_tanh_derivative(T(slope * x + offset), T(0), T(1));
}

}  // namespace assay
