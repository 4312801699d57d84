// gaussian_nll(mean, target, variance) = (log variance + (mean - target)^2 / variance) / 2, plus
// log(2 pi) / 2 if `full`: minus the log-density of a normal distribution. [Nix & Weigend 1994]
#pragma once

#include <array>

#include "reference/scalar/functions.h"

namespace assay {

template <class T>
T gaussian_nll(const T& mean, const T& target, const T& variance, const T& full) {
  const T error = mean - target;
  return (log(variance) + error * error / variance + full * log(T(2 * pi<T>()))) / 2;
}

template <class T>
std::array<T, 3> gaussian_nll_gradient(const T& mean, const T& target, const T& variance,
                                       const T&) {
  const T error = mean - target;
  const T slope = error / variance;
  return {slope, T(-slope), T((1 / variance - slope * slope) / 2)};
}

}  // namespace assay
