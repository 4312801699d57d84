// Gradient descent on (w (x + N_t) - y)^2 / 2 with fresh noise of variance sigma^2 in every step.
// As w_t and N_t are independent, the expected weight follows
//
//   E w_{t+1} = (1 - eta (x^2 + sigma^2)) E w_t + eta x y.
//
// For 0 < eta < 2 / (x^2 + sigma^2) it converges to x y / (x^2 + sigma^2).
// [Bishop 1995, Training with noise is equivalent to Tikhonov regularization, for a single weight;
// the range: Goodfellow, Bengio & Courville 2016, section 4.3.1 on quadratics]
#pragma once

#include <array>
#include <cstdint>

namespace assay {

template <class T>
struct NoisyDescent {
  T lr, variance;
  std::int64_t steps;
};

template <class T>
struct ExpectedDescent {
  T weight;        // after all steps
  T limit;         // for steps without end
  T largest_rate;  // below which it converges
};

template <class T>
ExpectedDescent<T> noise_ridge_descent(const T& x, const T& y, const T& start,
                                       const NoisyDescent<T>& a) {
  const T curvature = x * x + a.variance;
  T weight = start;
  for (std::int64_t t = 0; t < a.steps; ++t)
    weight = (1 - a.lr * curvature) * weight + a.lr * x * y;
  return {weight, T(x * y / curvature), T(2 / curvature)};
}

// {dx, dy, dstart}, given the upstream gradients. The recurrence differentiated: with the factor
// f = 1 - eta (x^2 + sigma^2), dw_{t+1}/dx = f dw_t/dx - 2 eta x w_t + eta y, dw_{t+1}/dy =
// f dw_t/dy + eta x, dw_{t+1}/dw_0 = f dw_t/dw_0.
template <class T>
std::array<T, 3> noise_ridge_descent_gradient(const T& x, const T& y, const T& start,
                                              const ExpectedDescent<T>& g,
                                              const NoisyDescent<T>& a) {
  const T curvature = x * x + a.variance, factor = 1 - a.lr * curvature;
  T weight = start, by_x(0), by_y(0), by_start(1);
  for (std::int64_t t = 0; t < a.steps; ++t) {
    by_x = factor * by_x - 2 * a.lr * x * weight + a.lr * y;
    by_y = factor * by_y + a.lr * x;
    by_start *= factor;
    weight = factor * weight + a.lr * x * y;
  }
  const T square = curvature * curvature;
  return {T(g.weight * by_x + g.limit * y * (a.variance - x * x) / square -
            g.largest_rate * 4 * x / square),
          T(g.weight * by_y + g.limit * x / curvature), T(g.weight * by_start)};
}

}  // namespace assay
