// Stochastic gradient descent with heavy-ball or Nesterov momentum. [Polyak 1964; Nesterov 1983;
// Sutskever et al. 2013, eq. 1-4]
#pragma once

#include "reference/scalar/functions.h"

namespace assay {

template <class T>
struct SgdState {
  T theta, velocity;
};

/// The step v that momentum accumulates, and how it enters: `velocity`: v' = mu v + g, theta - lr
/// v'; `scaled`: v' = mu v - lr g, theta + v'. The two agree while lr is constant.
enum class MomentumForm { velocity, scaled };

template <class T>
struct SgdSettings {
  T lr, momentum;
  bool nesterov;
  MomentumForm form;
};

template <class T>
SgdState<T> sgd(const SgdState<T>& state, const T& gradient, const SgdSettings<T>& s) {
  if (s.form == MomentumForm::velocity) {
    const T v = s.momentum * state.velocity + gradient;
    const T step = s.nesterov ? T(gradient + s.momentum * v) : v;
    return {state.theta - s.lr * step, v};
  }
  const T v = s.momentum * state.velocity - s.lr * gradient;
  const T step = s.nesterov ? T(s.momentum * v - s.lr * gradient) : v;
  return {state.theta + step, v};
}

}  // namespace assay
