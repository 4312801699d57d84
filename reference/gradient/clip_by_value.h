// min(max(x, -c), c).
#pragma once

#include "reference/scalar/functions.h"

namespace assay {

template <class T>
T clip_by_value(const T& x, const T& bound) {
  if (x < -bound) return -bound;
  return bound < x ? bound : x;
}

// 1 on the closed interval, 0 outside.
template <class T>
T clip_by_value_derivative(const T& x, const T& bound) {
  return abs(x) <= bound ? T(1) : T(0);
}

}  // namespace assay
