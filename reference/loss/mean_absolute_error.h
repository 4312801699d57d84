// absolute_error(prediction, target) = |prediction - target|, one term of the mean. Where they are
// equal the derivative is 0.
#pragma once

#include <array>

#include "reference/scalar/functions.h"

namespace assay {

template <class T>
T absolute_error(const T& prediction, const T& target) {
  return abs(T(prediction - target));
}

template <class T>
std::array<T, 2> absolute_error_gradient(const T& prediction, const T& target) {
  if (prediction == target) return {T(0), T(0)};
  return prediction > target ? std::array<T, 2>{T(1), T(-1)} : std::array<T, 2>{T(-1), T(1)};
}

}  // namespace assay
