// softplus_beta(x) = log(1 + e^(beta x)) / beta where beta x <= threshold, x elsewhere. At the
// threshold, where it jumps, the derivative is that of the left branch.
// [Dugas et al. 2001; the threshold is PyTorch's]
#pragma once

#include "reference/activation/softplus.h"
#include "reference/scalar/functions.h"

namespace assay {

template <class T>
T softplus_beta(const T& x, const T& beta, const T& threshold) {
  const T z = beta * x;
  return z > threshold ? x : T(softplus(z) / beta);
}

template <class T>
T softplus_beta_derivative(const T& x, const T& beta, const T& threshold) {
  const T z = beta * x;
  return z > threshold ? T(1) : softplus_derivative(z);
}

}  // namespace assay
