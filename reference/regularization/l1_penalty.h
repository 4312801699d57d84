// l1_penalty(w) = lambda sum_i |w_i|. [Goodfellow, Bengio & Courville 2016, eq. 7.18]
#pragma once

#include <span>
#include <vector>

#include "reference/scalar/functions.h"

namespace assay {

template <class T>
T l1_penalty(std::span<const T> w, const T& lambda) {
  T sum(0);
  for (const T& element : w) sum += abs(element);
  return lambda * sum;
}

// The subgradient of |w| that is 0 at 0.
template <class T>
T sign(const T& w) {
  return w > 0 ? T(1) : w < 0 ? T(-1) : T(0);
}

template <class T>
std::vector<T> l1_penalty_gradient(std::span<const T> w, const T& lambda) {
  std::vector<T> dw;
  for (const T& element : w) dw.push_back(lambda * sign(element));
  return dw;
}

}  // namespace assay
