// glorot: the compromise between fan_in Var(w) = gain^2, forward, and fan_out Var(w) = gain^2,
// backward. [Glorot & Bengio 2010, eq. 12; the uniform bound is eq. 16]
#pragma once

#include "reference/initialization/weight_scale.h"

namespace assay {

template <class T>
WeightScale<T> glorot(const T& fan_in, const T& fan_out, const T& gain) {
  const T mean_fan = (fan_in + fan_out) / 2;
  return scale_of_variance<T>(gain * gain / mean_fan);
}

}  // namespace assay
