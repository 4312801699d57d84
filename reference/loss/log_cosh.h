// log_cosh(prediction, target) = log cosh(prediction - target)
#pragma once

#include <array>

#include "reference/scalar/functions.h"

namespace assay {

// cosh(e) - 1 = 2 sinh(e/2)^2 keeps its digits near 0; far from it e^|e| would overflow.
template <class T>
T log_cosh(const T& prediction, const T& target) {
  const T size = abs(T(prediction - target));
  if (size > 1) return size + log1p(exp(T(-2 * size))) - log(T(2));
  const T half = sinh(T(size / 2));
  return log1p(T(2 * half * half));
}

template <class T>
std::array<T, 2> log_cosh_gradient(const T& prediction, const T& target) {
  const T slope = tanh(T(prediction - target));
  return {slope, T(-slope)};
}

}  // namespace assay
