// swish(x) = x sigmoid(beta x). [Ramachandran, Zoph & Le 2017, section 4]
#pragma once

#include "reference/activation/sigmoid.h"
#include "reference/scalar/functions.h"

namespace assay {

template <class T>
T swish(const T& x, const T& beta) {
  return x * sigmoid(T(beta * x));
}

template <class T>
T swish_derivative(const T& x, const T& beta) {
  const T z = beta * x;
  return sigmoid(z) + z * sigmoid_derivative(z);
}

}  // namespace assay
