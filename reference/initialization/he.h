// he: a rectifier with slope a for negative inputs passes (1 + a^2) / 2 of a symmetric input's
// second moment, so fan Var(w) (1 + a^2) / 2 = 1. [He et al. 2015, eq. 10; eq. 14 with the fan of
// outputs; eq. 15 with a slope]
#pragma once

#include "reference/initialization/weight_scale.h"

namespace assay {

template <class T>
WeightScale<T> he(const T& fan, const T& negative_slope) {
  const T passed = (1 + negative_slope * negative_slope) / 2;
  return scale_of_variance<T>(1 / (passed * fan));
}

}  // namespace assay
