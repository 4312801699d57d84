// gradient_penalty(v) = strength (|v| - centre)^2 of one gradient v. At v = 0 the derivative is 0.
// [Gulrajani et al. 2017, eq. 3]
#pragma once

#include <span>
#include <vector>

#include "reference/scalar/functions.h"

namespace assay {

template <class T>
T euclidean_length(std::span<const T> v) {
  T sum(0);
  for (const T& element : v) sum += element * element;
  return sqrt(sum);
}

template <class T>
T gradient_penalty(std::span<const T> v, const T& strength, const T& centre) {
  const T excess = euclidean_length(v) - centre;
  return strength * excess * excess;
}

// 2 strength (|v| - centre) v / |v|
template <class T>
std::vector<T> gradient_penalty_gradient(std::span<const T> v, const T& strength, const T& centre) {
  const T length = euclidean_length(v);
  std::vector<T> dv(v.size(), T(0));
  if (length == 0) return dv;
  for (std::size_t i = 0; i < v.size(); ++i)
    dv[i] = 2 * strength * (length - centre) * v[i] / length;
  return dv;
}

}  // namespace assay
