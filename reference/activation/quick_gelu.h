// quick_gelu(x) = x sigmoid(1.702 x). [Hendrycks & Gimpel 2016, section 2]
#pragma once

#include "reference/activation/swish.h"
#include "reference/scalar/functions.h"

namespace assay {

template <class T>
T quick_gelu(const T& x) {
  return swish(x, T(T(1702) / 1000));
}

template <class T>
T quick_gelu_derivative(const T& x) {
  return swish_derivative(x, T(T(1702) / 1000));
}

}  // namespace assay
