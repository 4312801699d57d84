// binary_cross_entropy(p, t) = -(t log p + (1 - t) log(1 - p)) for a probability p in (0, 1) and a
// target t in [0, 1]. [Goodfellow, Bengio & Courville 2016, section 6.2.2.2]
#pragma once

#include <array>

#include "reference/scalar/functions.h"

namespace assay {

template <class T>
T binary_cross_entropy(const T& probability, const T& target) {
  return -(target * log(probability) + (1 - target) * log1p(T(-probability)));
}

// (p - t) / (p (1 - p)), log(1 - p) - log p
template <class T>
std::array<T, 2> binary_cross_entropy_gradient(const T& probability, const T& target) {
  return {T((probability - target) / (probability * (1 - probability))),
          T(log1p(T(-probability)) - log(probability))};
}

}  // namespace assay
