// scaled_relu(x) = c max(x, 0). At the kink the derivative is 0.
#pragma once

#include "reference/scalar/functions.h"

namespace assay {

template <class T>
T scaled_relu(const T& x, const T& scale) {
  return x > 0 ? T(scale * x) : T(0);
}

template <class T>
T scaled_relu_derivative(const T& x, const T& scale) {
  return x > 0 ? scale : T(0);
}

}  // namespace assay
