// softshrink(x) = sign(x) max(|x| - lambda, 0), the proximal map of lambda |x|. The derivative is 0
// at both kinks. [Donoho 1995]
#pragma once

#include "reference/scalar/functions.h"

namespace assay {

template <class T>
T softshrink(const T& x, const T& lambda) {
  if (x > lambda) return x - lambda;
  if (x < -lambda) return x + lambda;
  return T(0);
}

template <class T>
T softshrink_derivative(const T& x, const T& lambda) {
  return abs(x) > lambda ? T(1) : T(0);
}

}  // namespace assay
