// tanh(x) = (e^x - e^-x) / (e^x + e^-x)
#pragma once

#include "reference/activation/sigmoid.h"
#include "reference/scalar/functions.h"

namespace assay {

template <class T>
T hyperbolic_tangent(const T& x) {
  return tanh(x);
}

// 1 - tanh(x)^2, which cancels away from 0, is 4 sigmoid(2x) sigmoid(-2x).
template <class T>
T hyperbolic_tangent_derivative(const T& x) {
  return 4 * sigmoid_derivative(T(2 * x));
}

}  // namespace assay
