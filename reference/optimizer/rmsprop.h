// RMSProp: steps divided by the root of a running mean of squared gradients.
// [Tieleman & Hinton 2012, lecture 6.5]
#pragma once

#include "reference/scalar/functions.h"

namespace assay {

template <class T>
struct RmspropState {
  T theta, mean_square, mean_gradient;
};

/// Where epsilon is added: outside, sqrt(v) + eps, or inside, sqrt(v + eps).
template <class T>
struct RmspropSettings {
  T lr, rho, epsilon;
  bool epsilon_inside, centered;
};

// v' = rho v + (1 - rho) g^2; centered, the denominator takes the variance v' - m'^2 with
// m' = rho m + (1 - rho) g. [Graves 2013, eq. 38-41]
template <class T>
RmspropState<T> rmsprop(const RmspropState<T>& state, const T& gradient,
                        const RmspropSettings<T>& s) {
  const T v = s.rho * state.mean_square + (1 - s.rho) * gradient * gradient;
  const T m = s.centered ? T(s.rho * state.mean_gradient + (1 - s.rho) * gradient)
                         : state.mean_gradient;
  const T power = s.centered ? T(v - m * m) : v;
  const T denominator =
      s.epsilon_inside ? T(sqrt(T(power + s.epsilon))) : T(sqrt(power) + s.epsilon);
  return {state.theta - s.lr * gradient / denominator, v, m};
}

}  // namespace assay
