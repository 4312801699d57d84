// focal(z, t) = t alpha (1 - p)^gamma (-log p) + (1 - t) (1 - alpha) p^gamma (-log(1 - p)) with
// p = sigmoid(z), for a target t of 0 or 1; between them it is linear.
// [Lin et al. 2017, Focal loss for dense object detection, eq. 5]
#pragma once

#include <array>

#include "reference/activation/softplus.h"
#include "reference/scalar/functions.h"

namespace assay {

// (1 - p)^gamma (-log p) = e^(-gamma softplus(z)) softplus(-z)
template <class T>
T focal_of_positive(const T& logit, const T& gamma) {
  return exp(T(-gamma * softplus(logit))) * softplus(T(-logit));
}

template <class T>
T focal_of_positive_derivative(const T& logit, const T& gamma) {
  return -exp(T(-gamma * softplus(logit))) *
         (gamma * sigmoid(logit) * softplus(T(-logit)) + sigmoid(T(-logit)));
}

// A negative example of logit z is a positive one of logit -z.
template <class T>
T focal(const T& logit, const T& target, const T& gamma, const T& alpha) {
  return alpha * target * focal_of_positive(logit, gamma) +
         (1 - alpha) * (1 - target) * focal_of_positive(T(-logit), gamma);
}

// alpha a(z) - (1 - alpha) a(-z), a as above. With u = log(2 cosh(z/2)) and c = gamma z / 2,
// a(+-z) = e^(-gamma u) e^(-+c) (u -+ z/2), so that near 0 nothing cancels in their difference.
template <class T>
T focal_target_derivative(const T& logit, const T& gamma, const T& alpha) {
  if (abs(logit) > 1)
    return alpha * focal_of_positive(logit, gamma) -
           (1 - alpha) * focal_of_positive(T(-logit), gamma);
  const T u = softplus(logit) - logit / 2, c = gamma * logit / 2;
  const T sum = 2 * u * cosh(c) + logit * sinh(c);
  const T difference = 2 * u * sinh(c) + logit * cosh(c);
  return exp(T(-gamma * u)) * ((2 * alpha - 1) * sum - difference) / 2;
}

template <class T>
std::array<T, 2> focal_gradient(const T& logit, const T& target, const T& gamma, const T& alpha) {
  return {T(alpha * target * focal_of_positive_derivative(logit, gamma) -
            (1 - alpha) * (1 - target) * focal_of_positive_derivative(T(-logit), gamma)),
          focal_target_derivative(logit, gamma, alpha)};
}

}  // namespace assay
