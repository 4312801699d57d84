// softplus(x) = log(1 + e^x) [Dugas et al. 2001]
#pragma once

#include "reference/activation/sigmoid.h"
#include "reference/scalar/functions.h"

namespace assay {

template <class T>
T softplus(const T& x) {
  if (x > 0) return x + log1p(exp(-x));  // e^x overflows before the sum does
  return log1p(exp(x));
}

template <class T>
T softplus_derivative(const T& x) {
  return sigmoid(x);
}

}  // namespace assay
