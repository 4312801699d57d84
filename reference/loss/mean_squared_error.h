// squared_error(prediction, target) = (prediction - target)^2, one term of the mean.
#pragma once

#include "reference/scalar/functions.h"

namespace assay {

template <class T>
T squared_error(const T& prediction, const T& target) {
  const T error = prediction - target;
  return error * error;
}

// By the prediction; by the target it is the negative.
template <class T>
T squared_error_derivative(const T& prediction, const T& target) {
  return 2 * (prediction - target);
}

}  // namespace assay
