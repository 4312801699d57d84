// hardshrink(x) = x where |x| > lambda, 0 elsewhere. It jumps at +-lambda, where the derivative is
// taken as 0. [Donoho & Johnstone 1994]
#pragma once

#include "reference/scalar/functions.h"

namespace assay {

template <class T>
T hardshrink(const T& x, const T& lambda) {
  return abs(x) > lambda ? x : T(0);
}

template <class T>
T hardshrink_derivative(const T& x, const T& lambda) {
  return abs(x) > lambda ? T(1) : T(0);
}

}  // namespace assay
