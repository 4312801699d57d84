// sigmoid(x) = 1 / (1 + e^-x)
#pragma once

#include "reference/scalar/functions.h"

namespace assay {

template <class T>
T sigmoid(const T& x) {
  if (x >= 0) return 1 / (1 + exp(-x));
  return exp(x) / (1 + exp(x));  // e^-x would overflow
}

// sigmoid(x) (1 - sigmoid(x)), where 1 - sigmoid(x) = sigmoid(-x) does not cancel.
template <class T>
T sigmoid_derivative(const T& x) {
  return sigmoid(x) * sigmoid(T(-x));
}

}  // namespace assay
