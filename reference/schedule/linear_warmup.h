// lr min(1, (k + first) / W).
#pragma once

#include "reference/scalar/functions.h"

namespace assay {

/// `first` is 0 where step 0 has the rate 0, 1 where it has lr / W.
template <class T>
T linear_warmup(const T& k, const T& lr, const T& steps, const T& first) {
  const T done = k + first;
  return done < steps ? T(lr * done / steps) : lr;
}

}  // namespace assay
