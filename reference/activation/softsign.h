// softsign(x) = x / (1 + |x|). [Turian, Bergstra & Bengio 2009]
#pragma once

#include "reference/scalar/functions.h"

namespace assay {

template <class T>
T softsign(const T& x) {
  return x / (1 + abs(x));
}

template <class T>
T softsign_derivative(const T& x) {
  const T sum = 1 + abs(x);
  return 1 / (sum * sum);
}

}  // namespace assay
