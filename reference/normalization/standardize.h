// What batch and layer normalization share: a group of numbers brought to mean 0 and variance 1.
#pragma once

#include <vector>

#include "reference/scalar/functions.h"

namespace assay {

/// The mean, the biased variance and the standardised values (x - mean) / sqrt(variance + epsilon)
/// of one group, as the definition has them.
template <class T>
struct Standardized {
  T mean, variance, inverse_deviation;
  std::vector<T> values;
};

template <class T>
Standardized<T> standardize(const std::vector<T>& x, const T& epsilon) {
  const auto count = static_cast<int>(x.size());
  Standardized<T> s{T(0), T(0), T(0), {}};
  for (const T& element : x) s.mean += element;
  s.mean /= count;
  for (const T& element : x) s.variance += (element - s.mean) * (element - s.mean);
  s.variance /= count;
  s.inverse_deviation = 1 / sqrt(T(s.variance + epsilon));
  for (const T& element : x) s.values.push_back((element - s.mean) * s.inverse_deviation);
  return s;
}

// With h the gradient by the standardised values: dx = r (h - mean(h) - xhat mean(h xhat)).
template <class T>
std::vector<T> standardize_gradient(const Standardized<T>& s, const std::vector<T>& h) {
  const auto count = static_cast<int>(h.size());
  T mean(0), projection(0);
  for (std::size_t i = 0; i < h.size(); ++i) {
    mean += h[i];
    projection += h[i] * s.values[i];
  }
  mean /= count;
  projection /= count;
  std::vector<T> dx;
  for (std::size_t i = 0; i < h.size(); ++i)
    dx.push_back(s.inverse_deviation * (h[i] - mean - s.values[i] * projection));
  return dx;
}

}  // namespace assay
