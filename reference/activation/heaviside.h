// heaviside(x) = 1 where x > 0, 0 where x < 0, and a value of the caller's choice at 0.
// [McCulloch & Pitts 1943]
#pragma once

#include "reference/scalar/functions.h"

namespace assay {

template <class T>
T heaviside(const T& x, const T& at_zero) {
  if (x > 0) return T(1);
  return x < 0 ? T(0) : at_zero;
}

}  // namespace assay
