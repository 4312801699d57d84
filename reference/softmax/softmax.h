// softmax(x)_i = e^x_i / sum_j e^x_j, also called softargmax. [Bridle 1990]
#pragma once

#include <span>
#include <vector>

#include "reference/softmax/logsumexp.h"
#include "reference/scalar/functions.h"

namespace assay {

template <class T>
std::vector<T> softmax(std::span<const T> x) {
  const T shift = x[first_maximum(x)];  // leaves the quotient as it is and prevents overflow
  std::vector<T> p;
  T sum(0);
  for (const T& element : x) {
    p.push_back(exp(T(element - shift)));
    sum += p.back();
  }
  for (T& weight : p) weight /= sum;
  return p;
}

// The Jacobian is diag(p) - p p^T: dx_i = p_i (g_i - sum_j p_j g_j).
template <class T>
std::vector<T> softmax_gradient(std::span<const T> x, std::span<const T> upstream) {
  std::vector<T> dx = softmax(x);
  T mean(0);
  for (std::size_t j = 0; j < dx.size(); ++j) mean += dx[j] * upstream[j];
  for (std::size_t i = 0; i < dx.size(); ++i) dx[i] *= upstream[i] - mean;
  return dx;
}

// The gradient of logsumexp is softmax.
template <class T>
std::vector<T> logsumexp_gradient(std::span<const T> x, const T& upstream) {
  std::vector<T> dx = softmax(x);
  for (T& element : dx) element *= upstream;
  return dx;
}

}  // namespace assay
