// lr gamma^(k / s), a factor of gamma every s steps, smoothly.
#pragma once

#include "reference/scalar/functions.h"

namespace assay {

template <class T>
T exponential_decay(const T& k, const T& lr, const T& gamma, const T& period) {
  return lr * pow(gamma, T(k / period));
}

}  // namespace assay
