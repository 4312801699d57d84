// identity(x) = x
#pragma once

#include "reference/scalar/functions.h"

namespace assay {

template <class T>
T identity(const T& x) {
  return x;
}

template <class T>
T identity_derivative(const T&) {
  return T(1);
}

}  // namespace assay
