// silu(x) = x sigmoid(x), also called swish. [Elfwing, Uchibe & Doya 2018; Ramachandran et al.
// 2017]
#pragma once

#include "reference/activation/sigmoid.h"
#include "reference/scalar/functions.h"

namespace assay {

template <class T>
T silu(const T& x) {
  return x * sigmoid(x);
}

template <class T>
T silu_derivative(const T& x) {
  return sigmoid(x) + x * sigmoid_derivative(x);
}

}  // namespace assay
