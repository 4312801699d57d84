// smooth_l1(prediction, target) = e^2 / (2 beta) where |e| < beta, |e| - beta / 2 elsewhere, with
// e = prediction - target: huber over beta. [Girshick 2015, Fast R-CNN, eq. 3]
#pragma once

#include <array>

#include "reference/activation/hard_tanh.h"
#include "reference/scalar/functions.h"

namespace assay {

template <class T>
T smooth_l1(const T& prediction, const T& target, const T& beta) {
  const T size = abs(T(prediction - target));
  return size < beta ? T(size * size / (2 * beta)) : T(size - beta / 2);
}

template <class T>
std::array<T, 2> smooth_l1_gradient(const T& prediction, const T& target, const T& beta) {
  const T slope = hard_tanh(T((prediction - target) / beta), T(-1), T(1));
  return {slope, T(-slope)};
}

}  // namespace assay
