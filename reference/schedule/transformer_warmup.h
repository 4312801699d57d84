// d^(-1/2) min(k^(-1/2), k W^(-3/2)), steps counted from 1. [Vaswani et al. 2017, arXiv 1706.03762,
// eq. 3]
#pragma once

#include "reference/scalar/functions.h"

namespace assay {

template <class T>
T transformer_warmup(const T& k, const T& width, const T& steps) {
  const T falling = 1 / sqrt(k), rising = k / (steps * sqrt(steps));
  return (falling < rising ? falling : rising) / sqrt(width);
}

}  // namespace assay
