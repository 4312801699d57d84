// softargmax_weighted_sum(x, v) = sum_i softmax(x)_i v_i, a read of v addressed by x.
// [Graves, Wayne & Danihelka 2014, eq. 2]
#pragma once

#include <span>
#include <vector>

#include "reference/softmax/softmax.h"
#include "reference/scalar/functions.h"

namespace assay {

template <class T>
T softargmax_weighted_sum(std::span<const T> x, std::span<const T> v) {
  const std::vector<T> p = softmax(x);
  T sum(0);
  for (std::size_t i = 0; i < p.size(); ++i) sum += p[i] * v[i];
  return sum;
}

// dx_i = g p_i (v_i - y) = g p_i sum_j p_j (v_i - v_j), where equal values cancel exactly.
template <class T>
std::vector<T> softargmax_weighted_sum_gradient_x(std::span<const T> x, std::span<const T> v,
                                                  const T& upstream) {
  const std::vector<T> p = softmax(x);
  std::vector<T> dx;
  for (std::size_t i = 0; i < p.size(); ++i) {
    T deviation(0);
    for (std::size_t j = 0; j < p.size(); ++j) deviation += p[j] * (v[i] - v[j]);
    dx.push_back(upstream * p[i] * deviation);
  }
  return dx;
}

// dv_i = g p_i
template <class T>
std::vector<T> softargmax_weighted_sum_gradient_v(std::span<const T> x, const T& upstream) {
  return logsumexp_gradient(x, upstream);
}

}  // namespace assay
