// relu(x) = max(x, 0). At the kink the derivative is 0. [Nair & Hinton 2010]
#pragma once

#include "reference/scalar/functions.h"

namespace assay {

template <class T>
T relu(const T& x) {
  return x > 0 ? x : T(0);
}

template <class T>
T relu_derivative(const T& x) {
  return x > 0 ? T(1) : T(0);
}

}  // namespace assay
