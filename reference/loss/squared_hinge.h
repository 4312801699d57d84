// squared_hinge(prediction, target) = max(0, 1 - target prediction)^2, for a target of -1 or 1 or
// between.
#pragma once

#include <array>

#include "reference/loss/hinge.h"
#include "reference/scalar/functions.h"

namespace assay {

template <class T>
T squared_hinge(const T& prediction, const T& target) {
  const T missing = hinge(prediction, target);
  return missing * missing;
}

template <class T>
std::array<T, 2> squared_hinge_gradient(const T& prediction, const T& target) {
  const T missing = hinge(prediction, target);
  return {T(-2 * missing * target), T(-2 * missing * prediction)};
}

}  // namespace assay
