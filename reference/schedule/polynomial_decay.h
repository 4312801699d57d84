// end + (lr - end) (1 - k / K)^p until step K, `end` from there on.
#pragma once

#include "reference/scalar/functions.h"

namespace assay {

template <class T>
T polynomial_decay(const T& k, const T& lr, const T& end, const T& steps, const T& power) {
  if (k >= steps) return end;
  return end + (lr - end) * pow(T(1 - k / steps), power);
}

}  // namespace assay
