// hard_tanh(x) = min(max(x, lower), upper), for lower <= upper; also called clip. The derivative
// is 0 at both kinks. [Collobert 2004]
#pragma once

#include "reference/scalar/functions.h"

namespace assay {

template <class T>
T hard_tanh(const T& x, const T& lower, const T& upper) {
  return x < lower ? lower : x > upper ? upper : x;
}

template <class T>
T hard_tanh_derivative(const T& x, const T& lower, const T& upper) {
  return x > lower && x < upper ? T(1) : T(0);
}

}  // namespace assay
