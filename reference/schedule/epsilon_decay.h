// end + (start - end) e^(-k / tau): what is left of the way to the end falls by e every tau steps.
// How deep Q-learning lets the share of random actions fall, where it is not lowered evenly.
#pragma once

#include "reference/scalar/functions.h"

namespace assay {

template <class T>
T epsilon_decay(const T& k, const T& start, const T& end, const T& period) {
  return end + (start - end) * exp(T(-k / period));
}

}  // namespace assay
