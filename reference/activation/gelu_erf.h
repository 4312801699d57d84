// gelu(x) = x Phi(x), Phi the standard normal distribution function. [Hendrycks & Gimpel 2016,
// section 2]. Phi(x) = erfc(-x / sqrt 2) / 2, since 1 + erf cancels in the left tail.
#pragma once

#include "reference/scalar/functions.h"

namespace assay {

template <class T>
T standard_normal_distribution(const T& x) {
  return erfc(T(-x / sqrt(T(2)))) / 2;
}

template <class T>
T standard_normal_density(const T& x) {
  return exp(T(-x * x / 2)) / sqrt(T(2 * pi<T>()));
}

template <class T>
T gelu_erf(const T& x) {
  return x * standard_normal_distribution(x);
}

template <class T>
T gelu_erf_derivative(const T& x) {
  return standard_normal_distribution(x) + x * standard_normal_density(x);
}

}  // namespace assay
