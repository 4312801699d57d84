// Adam and AdamW: steps by bias-corrected running moments of the gradient.
#pragma once

#include "reference/scalar/functions.h"

namespace assay {

template <class T>
struct AdamState {
  T theta, m, v;
};

/// Where epsilon is added: to the root of the corrected second moment, or (`hat`) to the root of
/// the uncorrected one, with the corrections gathered in the step size.
template <class T>
struct AdamSettings {
  T lr, beta1, beta2, epsilon, weight_decay;
  int t;  ///< the number of this step, from 1
  bool epsilon_hat;
};

/// 1 - beta^t
template <class T>
T bias_correction(const T& beta, int t) {
  T power(1);
  for (int k = 0; k < t; ++k) power *= beta;
  return 1 - power;
}

// Algorithm 1 of Kingma & Ba 2015, and the rearrangement at the end of its section 2; weight decay
// as in algorithm 2 of Loshchilov & Hutter 2019, times lr: theta (1 - lr lambda) before the step.
template <class T>
AdamState<T> adam(const AdamState<T>& state, const T& gradient, const AdamSettings<T>& s) {
  const T m = s.beta1 * state.m + (1 - s.beta1) * gradient;
  const T v = s.beta2 * state.v + (1 - s.beta2) * gradient * gradient;
  const T correction1 = bias_correction(s.beta1, s.t);
  const T correction2 = bias_correction(s.beta2, s.t);
  const T step = s.epsilon_hat ? T(sqrt(correction2) / correction1 * m / (sqrt(v) + s.epsilon))
                               : T(m / correction1 / (sqrt(T(v / correction2)) + s.epsilon));
  return {state.theta - s.lr * s.weight_decay * state.theta - s.lr * step, m, v};
}

}  // namespace assay
