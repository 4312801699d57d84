// l2_penalty(w) = factor sum_i w_i^2, with the factor lambda / 2 or lambda.
// [Goodfellow, Bengio & Courville 2016, eq. 7.2, with lambda / 2]
#pragma once

#include <span>
#include <vector>

#include "reference/scalar/functions.h"

namespace assay {

template <class T>
T l2_penalty(std::span<const T> w, const T& factor) {
  T sum(0);
  for (const T& element : w) sum += element * element;
  return factor * sum;
}

template <class T>
std::vector<T> l2_penalty_gradient(std::span<const T> w, const T& factor) {
  std::vector<T> dw;
  for (const T& element : w) dw.push_back(2 * factor * element);
  return dw;
}

}  // namespace assay
