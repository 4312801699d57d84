// binary_cross_entropy_with_logits(z, t) = -w s log sigmoid(z) - (1 - s) log(1 - sigmoid(z)) for a
// target t in [0, 1], smoothed to s = (1 - smoothing) t + smoothing / 2, and a weight w of the
// positive examples.
#pragma once

#include <array>

#include "reference/activation/softplus.h"
#include "reference/scalar/functions.h"

namespace assay {

template <class T>
T smoothed(const T& target, const T& smoothing) {
  return (1 - smoothing) * target + smoothing / 2;
}

// log(1 - sigmoid(z)) = -softplus(z), so that no logarithm is taken of a rounded probability.
template <class T>
T binary_cross_entropy_with_logits(const T& logit, const T& target, const T& pos_weight = T(1),
                                   const T& smoothing = T(0)) {
  const T s = smoothed(target, smoothing);
  return pos_weight * s * softplus(T(-logit)) + (1 - s) * softplus(logit);
}

// (1 - s) sigmoid(z) - w s sigmoid(-z); near 0, where both may cancel, sigmoid(z) is
// (1 + tanh(z/2)) / 2.
template <class T>
T binary_cross_entropy_logit_derivative(const T& logit, const T& up, const T& down) {
  if (abs(logit) > 1) return up * sigmoid(logit) - down * sigmoid(T(-logit));
  return (up - down + (up + down) * tanh(T(logit / 2))) / 2;
}

// By the target it is (1 - smoothing) (w softplus(-z) - softplus(z)), where softplus(z) =
// max(z, 0) + softplus(-|z|) brings out what cancels.
template <class T>
std::array<T, 2> binary_cross_entropy_with_logits_gradient(const T& logit, const T& target,
                                                           const T& pos_weight,
                                                           const T& smoothing) {
  const T s = smoothed(target, smoothing);
  const T linear = logit > 0 ? T(-logit) : T(-pos_weight * logit);
  const T rest = (pos_weight - 1) * softplus(T(-abs(logit)));
  return {binary_cross_entropy_logit_derivative(logit, T(1 - s), T(pos_weight * s)),
          T((1 - smoothing) * (linear + rest))};
}

}  // namespace assay
