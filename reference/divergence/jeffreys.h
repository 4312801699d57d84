// The symmetric divergence. [Jeffreys 1946, Proceedings of the Royal Society A 186, eq. 1; Kullback
// & Leibler 1951, eq. 2.5]
#pragma once

#include "reference/scalar/functions.h"

namespace assay {

// (p - q) log(p / q), the divergences in both directions together: one class's share.
template <class T>
T jeffreys(const T& p, const T& q) {
  return (p - q) * log(T(p / q));
}

// log(p / q) + 1 - q / p, by p; exchange p and q for the derivative by q.
template <class T>
T jeffreys_derivative(const T& p, const T& q) {
  return log(T(p / q)) + (p - q) / p;
}

}  // namespace assay
