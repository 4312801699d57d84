// elu(x) = x where x > 0, alpha (e^x - 1) elsewhere. At 0 the derivative is alpha.
// [Clevert, Unterthiner & Hochreiter 2016, eq. 15]
#pragma once

#include "reference/scalar/functions.h"

namespace assay {

template <class T>
T elu(const T& x, const T& alpha) {
  return x > 0 ? x : T(alpha * expm1(x));
}

template <class T>
T elu_derivative(const T& x, const T& alpha) {
  return x > 0 ? T(1) : T(alpha * exp(x));
}

}  // namespace assay
