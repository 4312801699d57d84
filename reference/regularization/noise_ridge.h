// Least squares with noise added to the inputs: every element of X [m, n] gets noise of its own, of
// mean 0 and variance sigma^2. The expected loss is that of ridge regression,
//
//   E |(X + N) w - y|^2 = |X w - y|^2 + m sigma^2 |w|^2,
//
// its minimiser w = (X^T X + m sigma^2 I)^-1 X^T y. [Bishop 1995, Training with noise is equivalent
// to Tikhonov regularization, eq. 5 and 11, where the model is linear]
#pragma once

#include "reference/linear/cholesky.h"

namespace assay {

// r = X w - y
template <class T>
Tensor<T> residual(const Tensor<T>& x, const Tensor<T>& w, const Tensor<T>& y) {
  Tensor<T> r = y;
  for (std::int64_t i = 0; i < x.extent(0); ++i) {
    r.at(i) = -y.at(i);
    for (std::int64_t j = 0; j < x.extent(1); ++j) r.at(i) += x.at(i, j) * w.at(j);
  }
  return r;
}

// X^T r
template <class T>
Tensor<T> transposed_product(const Tensor<T>& x, const Tensor<T>& r) {
  Tensor<T> sum({x.extent(1)});
  for (std::int64_t i = 0; i < x.extent(0); ++i)
    for (std::int64_t j = 0; j < x.extent(1); ++j) sum.at(j) += x.at(i, j) * r.at(i);
  return sum;
}

// The sum over the m examples, with lambda = m sigma^2.
template <class T>
T noise_ridge(const Tensor<T>& x, const Tensor<T>& w, const Tensor<T>& y, const T& lambda) {
  T sum(0);
  for (const T& r : residual(x, w, y).data) sum += r * r;
  for (const T& element : w.data) sum += lambda * element * element;
  return sum;
}

// With r = X w - y: dX = 2 r w^T, dw = 2 X^T r + 2 lambda w, dy = -2 r.
template <class T>
Bag<T> noise_ridge_gradient(const Tensor<T>& x, const Tensor<T>& w, const Tensor<T>& y,
                            const T& lambda) {
  const Tensor<T> r = residual(x, w, y);
  Tensor<T> dx(x.shape), dw = transposed_product(x, r), dy(y.shape);
  for (std::int64_t j = 0; j < w.extent(0); ++j) dw.at(j) = 2 * (dw.at(j) + lambda * w.at(j));
  for (std::int64_t i = 0; i < y.extent(0); ++i) {
    dy.at(i) = -2 * r.at(i);
    for (std::int64_t j = 0; j < w.extent(0); ++j) dx.at(i, j) = 2 * r.at(i) * w.at(j);
  }
  return {dx, dw, dy};
}

// (X^T X + lambda I)^-1 b by the factor of the matrix.
template <class T>
Tensor<T> solve_ridge(const Tensor<T>& x, const Tensor<T>& b, const T& lambda) {
  const std::int64_t n = x.extent(1);
  Tensor<T> a({n, n}), solution({n});
  for (std::int64_t j = 0; j < n; ++j) {
    a.at(j, j) = lambda;
    for (std::int64_t k = 0; k < n; ++k)
      for (std::int64_t i = 0; i < x.extent(0); ++i) a.at(j, k) += x.at(i, j) * x.at(i, k);
  }
  const Tensor<T> inverse = inverse_of_product(cholesky(a));
  for (std::int64_t j = 0; j < n; ++j)
    for (std::int64_t k = 0; k < n; ++k) solution.at(j) += inverse.at(j, k) * b.at(k);
  return solution;
}

template <class T>
Tensor<T> noise_ridge_minimiser(const Tensor<T>& x, const Tensor<T>& y, const T& lambda) {
  return solve_ridge(x, transposed_product(x, y), lambda);
}

// With v = (X^T X + lambda I)^-1 g: dy = X v, dX = (y - X w) v^T - (X v) w^T.
template <class T>
Bag<T> noise_ridge_minimiser_gradient(const Tensor<T>& x, const Tensor<T>& y, const Tensor<T>& g,
                                      const T& lambda) {
  const Tensor<T> w = noise_ridge_minimiser(x, y, lambda), v = solve_ridge(x, g, lambda);
  const Tensor<T> r = residual(x, w, y), none(y.shape), dy = residual(x, v, none);
  Tensor<T> dx(x.shape);
  for (std::int64_t i = 0; i < x.extent(0); ++i)
    for (std::int64_t j = 0; j < x.extent(1); ++j)
      dx.at(i, j) = -r.at(i) * v.at(j) - dy.at(i) * w.at(j);
  return {dx, dy};
}

}  // namespace assay
