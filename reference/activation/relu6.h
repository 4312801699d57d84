// relu6(x) = min(max(x, 0), 6). The derivative is 0 at both kinks. [Howard et al. 2017]
#pragma once

#include "reference/activation/hard_tanh.h"
#include "reference/scalar/functions.h"

namespace assay {

template <class T>
T relu6(const T& x) {
  return hard_tanh(x, T(0), T(6));
}

template <class T>
T relu6_derivative(const T& x) {
  return hard_tanh_derivative(x, T(0), T(6));
}

}  // namespace assay
