// dropout(x, mask): an element is kept where its mask is 1, which has the probability `keep`.
// Standard scaling: mask x in training, keep x in evaluation. Inverted scaling divides both by
// keep. [Srivastava et al. 2014, section 4; inverted in section 10]
#pragma once

#include "reference/scalar/functions.h"

namespace assay {

struct DropoutMode {
  bool training, inverted;
};

template <class T>
T dropout(const T& x, const T& mask, const T& keep, DropoutMode mode) {
  if (!mode.training) return mode.inverted ? x : T(keep * x);
  if (!mode.inverted) return mask * x;
  return keep == 0 ? T(0) : T(mask * x / keep);  // nothing is kept: 0, not 0 / 0
}

template <class T>
T dropout_derivative(const T& mask, const T& keep, DropoutMode mode) {
  if (!mode.training) return mode.inverted ? T(1) : keep;
  if (!mode.inverted) return mask;
  return keep == 0 ? T(0) : T(mask / keep);
}

}  // namespace assay
