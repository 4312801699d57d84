// tanhshrink(x) = x - tanh(x)
#pragma once

#include "reference/scalar/functions.h"

namespace assay {

// x - tanh(x) = (x cosh(x) - sinh(x)) / cosh(x) cancels near 0; the numerator's power series,
// sum_k 2k x^(2k+1) / (2k+1)!, has terms of one sign, and for |x| <= 1 the rest is smaller than the
// last term.
template <class T>
T tanhshrink_series(const T& x) {
  T power = x, sum(0), term(0);
  for (int k = 1; k <= 60; ++k) {
    power *= x * x / (2 * k * (2 * k + 1));
    term = 2 * k * power;
    sum += term;
  }
  return with_remainder(sum, term) / cosh(x);
}

template <class T>
T tanhshrink(const T& x) {
  return abs(x) < 1 ? tanhshrink_series(x) : T(x - tanh(x));
}

template <class T>
T tanhshrink_derivative(const T& x) {
  const T t = tanh(x);
  return t * t;
}

}  // namespace assay
