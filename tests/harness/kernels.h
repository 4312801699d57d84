// Kernels as people write them, right and wrong, to be checked in the tests of this folder.
#pragma once

#include <cmath>
#include <span>

namespace assay {

using In = std::span<const float>;
using Out = std::span<float>;

inline float sigmoid(float x) { return static_cast<float>(1 / (1 + std::exp(-double(x)))); }

inline double sigmoid_slope(float x) {
  const double decay = std::exp(-std::abs(double(x)));
  return decay / ((1 + decay) * (1 + decay));
}

/// A span kernel from a function of one number.
template <class F>
auto each(F f) {
  return [f](In x, Out y) {
    for (std::size_t i = 0; i < x.size(); ++i) y[i] = f(x[i]);
  };
}

/// A span gradient from a derivative.
template <class F>
auto each_gradient(F slope) {
  return [slope](In x, In upstream, Out dx) {
    for (std::size_t i = 0; i < x.size(); ++i)
      dx[i] = static_cast<float>(upstream[i] * slope(x[i]));
  };
}

}  // namespace assay
