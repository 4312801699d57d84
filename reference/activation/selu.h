// selu(x) = scale elu(x; alpha), with the two constants for which a standard normal x gives mean 0
// and variance 1, to the 32 digits that are published. [Klambauer et al. 2017, eq. 2]
#pragma once

#include "reference/activation/elu.h"
#include "reference/scalar/functions.h"

namespace assay {

// digits + more 10^-15, as a number between 1 and 10.
template <class T>
T selu_constant(double digits, double more) {
  return (T(digits) + T(more) / T(1e15)) / T(1e16);
}

template <class T>
T selu_alpha() {
  return selu_constant<T>(16732632423543772.0, 848170429916717.0);
}

template <class T>
T selu_scale() {
  return selu_constant<T>(10507009873554804.0, 934193349852946.0);
}

template <class T>
T selu(const T& x) {
  return selu_scale<T>() * elu(x, selu_alpha<T>());
}

template <class T>
T selu_derivative(const T& x) {
  return selu_scale<T>() * elu_derivative(x, selu_alpha<T>());
}

}  // namespace assay
