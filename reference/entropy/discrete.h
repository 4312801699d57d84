// Entropies of discrete distributions, in nats. [Shannon 1948, A mathematical theory of
// communication, section 6]
#pragma once

#include "reference/scalar/functions.h"

namespace assay {

// -p log q, 0 where p is 0: one class's share of the cross-entropy.
template <class T>
T surprise(const T& p, const T& q) {
  return p == 0 ? T(0) : T(-p * log(q));
}

// -p log q - (1 - p) log(1 - q)
template <class T>
T bernoulli_cross_entropy(const T& p, const T& q) {
  return surprise(p, q) - (1 - p) * log1p(T(-q));
}

// log((1 - q) / q)
template <class T>
T bernoulli_cross_entropy_p_derivative(const T& q) {
  return log1p(T(-q)) - log(q);
}

// (q - p) / (q (1 - q))
template <class T>
T bernoulli_cross_entropy_q_derivative(const T& p, const T& q) {
  return (q - p) / (q * (1 - q));
}

}  // namespace assay
