// hinge(prediction, target) = max(0, 1 - target prediction), for a target of -1 or 1 or between. At
// the kink the derivatives are 0. [Cortes & Vapnik 1995]
#pragma once

#include <array>

#include "reference/scalar/functions.h"

namespace assay {

template <class T>
T hinge(const T& prediction, const T& target) {
  const T missing = 1 - target * prediction;
  return missing > 0 ? missing : T(0);
}

template <class T>
std::array<T, 2> hinge_gradient(const T& prediction, const T& target) {
  if (1 - target * prediction > 0) return {T(-target), T(-prediction)};
  return {T(0), T(0)};
}

}  // namespace assay
