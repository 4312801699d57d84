// hard_swish(x) = x relu6(x + 3) / 6. [Howard et al. 2019, section 5.2]
#pragma once

#include "reference/activation/relu6.h"
#include "reference/scalar/functions.h"

namespace assay {

template <class T>
T hard_swish(const T& x) {
  return x * relu6(T(x + 3)) / 6;
}

// At the kinks the derivative is that of the outer branches.
template <class T>
T hard_swish_derivative(const T& x) {
  if (x <= -3) return T(0);
  if (x >= 3) return T(1);
  return (2 * x + 3) / 6;
}

}  // namespace assay
