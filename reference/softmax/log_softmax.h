// log_softmax(x)_i = x_i - logsumexp(x)
#pragma once

#include <span>
#include <vector>

#include "reference/softmax/softmax.h"
#include "reference/scalar/functions.h"

namespace assay {

// With m the largest element: (x_i - m) - log1p(sum of the others' e^(x_j - m)), two terms of one
// sign, so that nothing cancels, not even for the largest element itself.
template <class T>
std::vector<T> log_softmax(std::span<const T> x) {
  const std::size_t largest = first_maximum(x);
  const T rest = log1p(sum_of_other_exponentials(x, largest, x[largest]));
  std::vector<T> y;
  for (const T& element : x) y.push_back((element - x[largest]) - rest);
  return y;
}

// dx_i = g_i - p_i sum_j g_j
template <class T>
std::vector<T> log_softmax_gradient(std::span<const T> x, std::span<const T> upstream) {
  std::vector<T> dx = softmax(x);
  T total(0);
  for (const T& g : upstream) total += g;
  for (std::size_t i = 0; i < dx.size(); ++i) dx[i] = upstream[i] - dx[i] * total;
  return dx;
}

}  // namespace assay
