// AdaMax: Adam with the infinity norm. [Kingma & Ba 2015, arXiv 1412.6980, algorithm 2, which has
// no epsilon]
#pragma once

#include "reference/optimizer/adam.h"

namespace assay {

template <class T>
struct AdamaxState {
  T theta, m, u;
};

/// Where epsilon is added: to |g| before the maximum is taken, or outside, to the maximum.
template <class T>
struct AdamaxSettings {
  T lr, beta1, beta2, epsilon;
  int t;  ///< the number of this step, from 1
  bool epsilon_outside;
};

// m' = beta1 m + (1 - beta1) g, u' = max(beta2 u, |g|),
// theta' = theta - lr / (1 - beta1^t) m' / u'
template <class T>
AdamaxState<T> adamax(const AdamaxState<T>& state, const T& gradient, const AdamaxSettings<T>& s) {
  const T m = s.beta1 * state.m + (1 - s.beta1) * gradient;
  const T decayed = s.beta2 * state.u;
  const T size = s.epsilon_outside ? T(abs(gradient)) : T(abs(gradient) + s.epsilon);
  const T u = decayed < size ? size : decayed;
  const T denominator = s.epsilon_outside ? T(u + s.epsilon) : u;
  return {state.theta - s.lr / bias_correction(s.beta1, s.t) * m / denominator, m, u};
}

}  // namespace assay
