// soft_cross_entropy(x, t) = -sum_i t_i log softmax(x)_i, for a target that weighs every class.
// [Goodfellow, Bengio & Courville 2016, section 6.2.2.3]
#pragma once

#include <span>
#include <vector>

#include "reference/scalar/functions.h"
#include "reference/softmax/log_softmax.h"

namespace assay {

template <class T>
T soft_cross_entropy(std::span<const T> logits, std::span<const T> target) {
  const std::vector<T> log_p = log_softmax(logits);
  T sum(0);
  for (std::size_t i = 0; i < log_p.size(); ++i) sum -= target[i] * log_p[i];
  return sum;
}

// By the logits p_i sum_j t_j - t_i, written as sum_{j != i} (t_j p_i - t_i p_j): where one p is
// nearly 1, nothing is lost.
template <class T>
std::vector<T> soft_cross_entropy_gradient(std::span<const T> logits, std::span<const T> target) {
  const std::vector<T> p = softmax(logits);
  std::vector<T> dx(p.size(), T(0));
  for (std::size_t i = 0; i < p.size(); ++i)
    for (std::size_t j = 0; j < p.size(); ++j)
      if (j != i) dx[i] += target[j] * p[i] - target[i] * p[j];
  return dx;
}

// By the target: -log softmax(x).
template <class T>
std::vector<T> soft_cross_entropy_target_gradient(std::span<const T> logits) {
  std::vector<T> dt = log_softmax(logits);
  for (T& element : dt) element = -element;
  return dt;
}

}  // namespace assay
