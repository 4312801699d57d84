// leaky_relu(x) = x where x > 0, slope x elsewhere. At the kink the derivative is the slope.
// [Maas, Hannun & Ng 2013, section 2]
#pragma once

#include "reference/scalar/functions.h"

namespace assay {

template <class T>
T leaky_relu(const T& x, const T& slope) {
  return x > 0 ? x : T(slope * x);
}

template <class T>
T leaky_relu_derivative(const T& x, const T& slope) {
  return x > 0 ? T(1) : slope;
}

}  // namespace assay
