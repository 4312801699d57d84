// celu(x) = max(x, 0) + min(alpha (e^(x/alpha) - 1), 0), for alpha > 0. [Barron 2017]
#pragma once

#include "reference/scalar/functions.h"

namespace assay {

template <class T>
T celu(const T& x, const T& alpha) {
  return x > 0 ? x : T(alpha * expm1(T(x / alpha)));
}

template <class T>
T celu_derivative(const T& x, const T& alpha) {
  return x > 0 ? T(1) : T(exp(T(x / alpha)));
}

}  // namespace assay
