// huber(prediction, target) = e^2 / 2 where |e| <= delta, delta (|e| - delta / 2) elsewhere, with
// e = prediction - target. [Huber 1964]
#pragma once

#include <array>

#include "reference/activation/hard_tanh.h"
#include "reference/scalar/functions.h"

namespace assay {

template <class T>
T huber(const T& prediction, const T& target, const T& delta) {
  const T size = abs(T(prediction - target));
  return size <= delta ? T(size * size / 2) : T(delta * (size - delta / 2));
}

template <class T>
std::array<T, 2> huber_gradient(const T& prediction, const T& target, const T& delta) {
  const T slope = hard_tanh(T(prediction - target), T(-delta), delta);
  return {slope, T(-slope)};
}

}  // namespace assay
