// The scale of weights of mean 0 and a given variance: the standard deviation of the normal
// distribution, and the bound a of the uniform one on (-a, a), whose variance is a^2 / 3.
#pragma once

#include "reference/scalar/functions.h"

namespace assay {

template <class T>
struct WeightScale {
  T standard_deviation, bound;
};

template <class T>
WeightScale<T> scale_of_variance(const T& variance) {
  const T standard_deviation = sqrt(variance);
  return {standard_deviation, sqrt(T(3)) * standard_deviation};
}

}  // namespace assay
