// elastic_net(w) = sum_i lambda1 |w_i| + lambda2 w_i^2. [Zou & Hastie 2005, eq. 3]
#pragma once

#include "reference/regularization/l1_penalty.h"

namespace assay {

template <class T>
T elastic_net(std::span<const T> w, const T& lambda1, const T& lambda2) {
  T sum(0);
  for (const T& element : w) sum += lambda1 * abs(element) + lambda2 * element * element;
  return sum;
}

template <class T>
std::vector<T> elastic_net_gradient(std::span<const T> w, const T& lambda1, const T& lambda2) {
  std::vector<T> dw;
  for (const T& element : w) dw.push_back(lambda1 * sign(element) + 2 * lambda2 * element);
  return dw;
}

}  // namespace assay
