// logsumexp(x) = log sum_i e^x_i, the smooth maximum.
#pragma once

#include <span>
#include <vector>

#include "reference/scalar/functions.h"

namespace assay {

/// The position of the first largest element.
template <class T>
std::size_t first_maximum(std::span<const T> x) {
  std::size_t best = 0;
  for (std::size_t i = 1; i < x.size(); ++i)
    if (x[i] > x[best]) best = i;
  return best;
}

/// sum_{i != skipped} e^(x_i - shift)
template <class T>
T sum_of_other_exponentials(std::span<const T> x, std::size_t skipped, const T& shift) {
  T sum(0);
  for (std::size_t i = 0; i < x.size(); ++i)
    if (i != skipped) sum += exp(T(x[i] - shift));
  return sum;
}

// The largest term is taken out: it would overflow, and log1p keeps the digits of the others.
template <class T>
T logsumexp(std::span<const T> x) {
  const std::size_t largest = first_maximum(x);
  return x[largest] + log1p(sum_of_other_exponentials(x, largest, x[largest]));
}

}  // namespace assay
