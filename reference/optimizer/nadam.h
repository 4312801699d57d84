// NAdam: Adam that looks one step of momentum ahead, with a momentum that warms up.
// [Dozat 2016, Incorporating Nesterov momentum into Adam, algorithm 2]
#pragma once

#include "reference/optimizer/adam.h"

namespace assay {

// mu_t = beta1 (1 - 0.96^(t psi) / 2)
template <class T>
T nadam_momentum(const T& beta1, const T& decay, int t) {
  return beta1 * (1 - pow(T(T(24) / T(25)), T(T(t) * decay)) / 2);
}

/// What a step multiplies m' and g with: mu_{t+1} / (1 - mu_1 ... mu_{t+1}) and
/// (1 - mu_t) / (1 - mu_1 ... mu_t).
template <class T>
struct NadamWeights {
  T momentum, gradient;
};

template <class T>
NadamWeights<T> nadam_weights(const T& beta1, const T& decay, int t) {
  T product(1);
  for (int i = 1; i <= t; ++i) product *= nadam_momentum(beta1, decay, i);
  const T now = nadam_momentum(beta1, decay, t);
  const T next = nadam_momentum(beta1, decay, t + 1);
  return {next / (1 - product * next), (1 - now) / (1 - product)};
}

template <class T>
struct NadamSettings {
  T lr, beta1, beta2, epsilon;
  int t;  ///< the number of this step, from 1
  NadamWeights<T> weights;
};

// theta' = theta - lr (a m' + b g) / (sqrt(v' / (1 - beta2^t)) + eps)
template <class T>
AdamState<T> nadam(const AdamState<T>& state, const T& gradient, const NadamSettings<T>& s) {
  const T m = s.beta1 * state.m + (1 - s.beta1) * gradient;
  const T v = s.beta2 * state.v + (1 - s.beta2) * gradient * gradient;
  const T direction = s.weights.momentum * m + s.weights.gradient * gradient;
  const T root = sqrt(T(v / bias_correction(s.beta2, s.t)));
  return {state.theta - s.lr * direction / (root + s.epsilon), m, v};
}

}  // namespace assay
