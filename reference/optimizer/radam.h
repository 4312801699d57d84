// RAdam: Adam that divides by the second moment only once enough steps stand behind it.
// [Liu et al. 2020, arXiv 1908.03265, algorithm 2]
#pragma once

#include "reference/optimizer/adam.h"

namespace assay {

template <class T>
struct RadamSettings {
  T lr, beta1, beta2, epsilon;
  int t;          ///< the number of this step, from 1
  int threshold;  ///< the length of the average beyond which steps are scaled
  bool epsilon_hat;
};

/// rho_t = rho_inf - 2 t beta2^t / (1 - beta2^t) with rho_inf = 2 / (1 - beta2) - 1: the length of
/// the simple moving average that the decaying one of t steps resembles.
template <class T>
T average_length(const T& beta2, int t) {
  const T correction = bias_correction(beta2, t);
  return 2 / (1 - beta2) - 1 - 2 * T(t) * (1 - correction) / correction;
}

/// r_t^2 = (rho_t - 4)(rho_t - 2) rho_inf / ((rho_inf - 4)(rho_inf - 2) rho_t).
template <class T>
T squared_rectifier(const T& rho, const T& limit) {
  return (rho - 4) * (rho - 2) * limit / ((limit - 4) * (limit - 2) * rho);
}

// theta' = theta - lr r_t m^ / (sqrt(v^) + eps) where rho_t is beyond the threshold, theta - lr m^
// before. Epsilon is added to the root of the corrected v, or (`hat`) of the uncorrected one.
template <class T>
AdamState<T> radam(const AdamState<T>& state, const T& gradient, const RadamSettings<T>& s) {
  const T m = s.beta1 * state.m + (1 - s.beta1) * gradient;
  const T v = s.beta2 * state.v + (1 - s.beta2) * gradient * gradient;
  const T step = m / bias_correction(s.beta1, s.t);
  const T rho = average_length(s.beta2, s.t);
  if (rho <= s.threshold) return {state.theta - s.lr * step, m, v};
  const T r = sqrt(squared_rectifier(rho, T(2 / (1 - s.beta2) - 1)));
  const T correction = bias_correction(s.beta2, s.t);
  const T scale = s.epsilon_hat ? T(sqrt(correction) / (sqrt(v) + s.epsilon))
                                : T(1 / (sqrt(T(v / correction)) + s.epsilon));
  return {state.theta - s.lr * r * step * scale, m, v};
}

}  // namespace assay
