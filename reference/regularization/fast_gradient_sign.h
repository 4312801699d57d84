// y = x + epsilon sign(dL/dx): of all steps of at most epsilon in each element the one that raises
// the linearised loss most. sign(0) = 0.
// [Goodfellow, Shlens & Szegedy 2015, arXiv 1412.6572, section 4]
#pragma once

namespace assay {

template <class T>
T fast_gradient_sign(const T& x, const T& slope, const T& epsilon) {
  if (slope > 0) return x + epsilon;
  if (slope < 0) return x - epsilon;
  return x;
}

}  // namespace assay
