// mish(x) = x tanh(softplus(x)). [Misra 2019]
#pragma once

#include "reference/activation/softplus.h"
#include "reference/scalar/functions.h"

namespace assay {

template <class T>
T mish(const T& x) {
  return x * tanh(softplus(x));
}

// t + x (1 - t^2) sigmoid(x) with t = tanh(softplus(x)). For w = e^-softplus(x) = sigmoid(-x),
// 1 - t^2 = 4 w^2 / (1 + w^2)^2, which does not cancel where t is nearly 1.
template <class T>
T mish_derivative(const T& x) {
  const T w = sigmoid(T(-x));
  const T sum = 1 + w * w;
  return tanh(softplus(x)) + x * sigmoid(x) * 4 * w * w / (sum * sum);
}

}  // namespace assay
