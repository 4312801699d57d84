// The Cholesky factor of a covariance, and solving with it.
#pragma once

#include "reference/contract/operator.h"
#include "reference/scalar/functions.h"

namespace assay {

/// (A + A^T) / 2, the symmetric matrix that a square A [d, d] stands for.
template <class T>
Tensor<T> symmetric_part(const Tensor<T>& a) {
  Tensor<T> s(a.shape);
  for (std::int64_t i = 0; i < a.extent(0); ++i)
    for (std::int64_t j = 0; j < a.extent(0); ++j) s.at(i, j) = (a.at(i, j) + a.at(j, i)) / 2;
  return s;
}

/// The lower triangle L with L L^T = S. Not finite where S is not positive definite.
template <class T>
Tensor<T> cholesky(const Tensor<T>& s) {
  Tensor<T> l(s.shape);
  for (std::int64_t i = 0; i < s.extent(0); ++i)
    for (std::int64_t j = 0; j <= i; ++j) {
      T rest = s.at(i, j);
      for (std::int64_t k = 0; k < j; ++k) rest -= l.at(i, k) * l.at(j, k);
      l.at(i, j) = i == j ? T(sqrt(rest)) : T(rest / l.at(j, j));
    }
  return l;
}

/// L^-1 B for a lower triangle L [d, d] and B [d, m].
template <class T>
Tensor<T> solve_lower(const Tensor<T>& l, const Tensor<T>& b) {
  Tensor<T> x = b;
  for (std::int64_t c = 0; c < b.extent(1); ++c)
    for (std::int64_t i = 0; i < b.extent(0); ++i) {
      for (std::int64_t k = 0; k < i; ++k) x.at(i, c) -= l.at(i, k) * x.at(k, c);
      x.at(i, c) /= l.at(i, i);
    }
  return x;
}

/// (L L^T)^-1.
template <class T>
Tensor<T> inverse_of_product(const Tensor<T>& l) {
  const std::int64_t d = l.extent(0);
  Tensor<T> identity(l.shape), inverse(l.shape);
  for (std::int64_t i = 0; i < d; ++i) identity.at(i, i) = T(1);
  const Tensor<T> k = solve_lower(l, identity);
  for (std::int64_t a = 0; a < d; ++a)
    for (std::int64_t b = 0; b < d; ++b)
      for (std::int64_t i = 0; i < d; ++i) inverse.at(a, b) += k.at(i, a) * k.at(i, b);
  return inverse;
}

}  // namespace assay
