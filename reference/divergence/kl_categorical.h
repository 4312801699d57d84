// Kullback-Leibler divergences of discrete distributions. [Kullback & Leibler 1951, eq. 2.4]
#pragma once

#include "reference/scalar/functions.h"

namespace assay {

// p log(p / q), 0 where p is 0
template <class T>
T relative_entropy(const T& p, const T& q) {
  return p == 0 ? T(0) : T(p * log(T(p / q)));
}

// log((1 - p) / (1 - q)), without rounding the complements.
template <class T>
T log_ratio_of_complements(const T& p, const T& q) {
  return log1p(T((q - p) / (1 - q)));
}

// KL(Bernoulli(p) || Bernoulli(q)) = p log(p / q) + (1 - p) log((1 - p) / (1 - q))
template <class T>
T kl_bernoulli(const T& p, const T& q) {
  return relative_entropy(p, q) + (1 - p) * log_ratio_of_complements(p, q);
}

// The difference of the log odds.
template <class T>
T kl_bernoulli_p_derivative(const T& p, const T& q) {
  return log(T(p / q)) - log_ratio_of_complements(p, q);
}

template <class T>
T kl_bernoulli_q_derivative(const T& p, const T& q) {
  return (q - p) / (q * (1 - q));
}

// Of sum_i p_i log(p_i / q_i), every p_i and q_i for itself.
template <class T>
T relative_entropy_p_derivative(const T& p, const T& q) {
  return log(T(p / q)) + 1;
}

template <class T>
T relative_entropy_q_derivative(const T& p, const T& q) {
  return -p / q;
}

}  // namespace assay
