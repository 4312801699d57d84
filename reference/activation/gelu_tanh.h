// gelu_tanh(x) = x (1 + tanh u) / 2, u = sqrt(2 / pi) (x + 0.044715 x^3). [Hendrycks & Gimpel
// 2016, section 2]. (1 + tanh u) / 2 = sigmoid(2u), since 1 + tanh cancels in the left tail.
#pragma once

#include "reference/activation/sigmoid.h"
#include "reference/scalar/functions.h"

namespace assay {

// 2u
template <class T>
T gelu_tanh_argument(const T& x) {
  const T cubic = T(44715) / 1000000;
  return 2 * sqrt(T(2 / pi<T>())) * (x + cubic * x * x * x);
}

template <class T>
T gelu_tanh(const T& x) {
  return x * sigmoid(gelu_tanh_argument(x));
}

template <class T>
T gelu_tanh_derivative(const T& x) {
  const T cubic = T(44715) / 1000000;
  const T slope = 2 * sqrt(T(2 / pi<T>())) * (1 + 3 * cubic * x * x);
  const T u = gelu_tanh_argument(x);
  return sigmoid(u) + x * slope * sigmoid_derivative(u);
}

}  // namespace assay
