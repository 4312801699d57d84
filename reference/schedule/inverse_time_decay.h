// lr / (1 + r k / s), with k / s rounded down on a staircase.
#pragma once

#include "reference/scalar/functions.h"

namespace assay {

template <class T>
T inverse_time_decay(const T& k, const T& lr, const T& decay, const T& period, bool staircase) {
  const T periods = staircase ? T(floor(T(k / period))) : T(k / period);
  return lr / (1 + decay * periods);
}

}  // namespace assay
