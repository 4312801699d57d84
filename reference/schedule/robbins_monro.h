// C0 / (C1 + k): the rates add up to infinity, their squares do not.
// [Robbins & Monro 1951, Annals of Mathematical Statistics 22(3), eq. 6 and 27]
#pragma once

#include "reference/scalar/functions.h"

namespace assay {

template <class T>
T robbins_monro(const T& k, const T& c0, const T& c1) {
  return c0 / (c1 + k);
}

}  // namespace assay
