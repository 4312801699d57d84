// lecun: fan_in Var(w) = gain^2 keeps the variance of what passes forward.
// [LeCun, Bottou, Orr & Mueller 1998, section 4.6]
#pragma once

#include "reference/initialization/weight_scale.h"

namespace assay {

template <class T>
WeightScale<T> lecun(const T& fan_in, const T& gain) {
  return scale_of_variance<T>(gain * gain / fan_in);
}

}  // namespace assay
