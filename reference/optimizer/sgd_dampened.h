// Gradient descent with momentum that takes in a part of the gradient only. [Polyak 1964, eq. 9]
#pragma once

#include "reference/scalar/functions.h"

namespace assay {

template <class T>
struct SgdDampenedState {
  T theta, velocity;
};

template <class T>
struct SgdDampenedSettings {
  T lr, momentum, dampening;
  bool dampens;  ///< false in a first step that takes the whole gradient
};

// v' = mu v + (1 - tau) g, theta' = theta - lr v'
template <class T>
SgdDampenedState<T> sgd_dampened(const SgdDampenedState<T>& state, const T& gradient,
                                 const SgdDampenedSettings<T>& s) {
  const T share = s.dampens ? T(1 - s.dampening) : T(1);
  const T v = s.momentum * state.velocity + share * gradient;
  return {state.theta - s.lr * v, v};
}

}  // namespace assay
