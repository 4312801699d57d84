// log_sigmoid(x) = log(1 / (1 + e^-x)) = -softplus(-x), so that no logarithm is taken of a rounded
// probability.
#pragma once

#include "reference/activation/softplus.h"
#include "reference/scalar/functions.h"

namespace assay {

template <class T>
T log_sigmoid(const T& x) {
  return -softplus(T(-x));
}

template <class T>
T log_sigmoid_derivative(const T& x) {
  return sigmoid(T(-x));
}

}  // namespace assay
