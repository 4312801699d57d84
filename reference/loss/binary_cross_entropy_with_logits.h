// binary_cross_entropy_with_logits(z, t) = binary_cross_entropy(sigmoid(z), t)
#pragma once

#include "reference/activation/softplus.h"
#include "reference/scalar/functions.h"

namespace assay {

// log(1 - sigmoid(z)) = -softplus(z), so that no logarithm is taken of a rounded probability.
template <class T>
T binary_cross_entropy_with_logits(const T& logit, const T& target) {
  return target * softplus(T(-logit)) + (1 - target) * softplus(logit);
}

// sigmoid(z) - t = (1 - t) sigmoid(z) - t sigmoid(-z)
template <class T>
T binary_cross_entropy_with_logits_derivative(const T& logit, const T& target) {
  return (1 - target) * sigmoid(logit) - target * sigmoid(T(-logit));
}

// softplus(-z) - softplus(z) = -z
template <class T>
T binary_cross_entropy_with_logits_target_derivative(const T& logit) {
  return -logit;
}

}  // namespace assay
