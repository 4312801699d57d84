// Adadelta: the root mean square of past steps over that of the gradients is the step size.
// [Zeiler 2012, arXiv 1212.5701, algorithm 1, which has lr = 1]
#pragma once

#include "reference/scalar/functions.h"

namespace assay {

template <class T>
struct AdadeltaState {
  T theta, mean_square, mean_square_step;
};

template <class T>
struct AdadeltaSettings {
  T lr, rho, epsilon;
};

// E[g^2]' = rho E[g^2] + (1 - rho) g^2, delta = sqrt(E[d^2] + eps) / sqrt(E[g^2]' + eps) g,
// E[d^2]' = rho E[d^2] + (1 - rho) delta^2, theta' = theta - lr delta
template <class T>
AdadeltaState<T> adadelta(const AdadeltaState<T>& state, const T& gradient,
                          const AdadeltaSettings<T>& s) {
  const T power = s.rho * state.mean_square + (1 - s.rho) * gradient * gradient;
  const T delta =
      sqrt(T(state.mean_square_step + s.epsilon)) / sqrt(T(power + s.epsilon)) * gradient;
  return {state.theta - s.lr * delta, power,
          s.rho * state.mean_square_step + (1 - s.rho) * delta * delta};
}

}  // namespace assay
