// Adagrad: steps divided by the root of the sum of all squared gradients.
// [Duchi, Hazan & Singer 2011, JMLR 12, eq. 1 and figure 1, with a diagonal matrix]
#pragma once

#include "reference/scalar/functions.h"

namespace assay {

template <class T>
struct AdagradState {
  T theta, sum;
};

/// Where epsilon is added: outside, sqrt(v) + eps, or inside, sqrt(v + eps).
template <class T>
struct AdagradSettings {
  T lr, epsilon, lr_decay;
  int t;  ///< the number of this step, from 1
  bool epsilon_inside;
};

// v' = v + g^2, theta' = theta - lr / (1 + (t - 1) decay) g / (sqrt(v') + eps)
template <class T>
AdagradState<T> adagrad(const AdagradState<T>& state, const T& gradient,
                        const AdagradSettings<T>& s) {
  const T v = state.sum + gradient * gradient;
  const T lr = s.lr / (1 + T(s.t - 1) * s.lr_decay);
  const T denominator = s.epsilon_inside ? T(sqrt(T(v + s.epsilon))) : T(sqrt(v) + s.epsilon);
  return {state.theta - lr * gradient / denominator, v};
}

}  // namespace assay
