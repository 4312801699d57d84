// lr gamma^floor(k / s): the rate drops every s steps.
#pragma once

#include "reference/scalar/functions.h"

namespace assay {

template <class T>
T step_decay(const T& k, const T& lr, const T& gamma, const T& period) {
  return lr * pow(gamma, T(floor(T(k / period))));
}

}  // namespace assay
