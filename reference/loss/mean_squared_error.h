// squared_error(prediction, target) = (prediction - target)^2, one term of the mean.
#pragma once

#include <array>

#include "reference/scalar/functions.h"

namespace assay {

template <class T>
T squared_error(const T& prediction, const T& target) {
  const T error = prediction - target;
  return error * error;
}

template <class T>
std::array<T, 2> squared_error_gradient(const T& prediction, const T& target) {
  const T slope = 2 * (prediction - target);
  return {slope, T(-slope)};
}

}  // namespace assay
