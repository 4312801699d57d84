// end + (lr - end) (1 + cos(pi k / K)) / 2. [Loshchilov & Hutter 2017, arXiv 1608.03983, eq. 5,
// without restarts]
#pragma once

#include "reference/scalar/functions.h"

namespace assay {

/// Beyond step K the rate stays (clamped) or climbs back and goes on swinging with a period of 2 K.
template <class T>
T cosine_decay(const T& k, const T& lr, const T& end, const T& steps, bool clamped) {
  if (clamped && k >= steps) return end;
  const T phase = k - 2 * steps * floor(T(k / (2 * steps)));
  if (phase == steps) return end;
  return end + (lr - end) * (1 + cos(T(pi<T>() * phase / steps))) / 2;
}

}  // namespace assay
