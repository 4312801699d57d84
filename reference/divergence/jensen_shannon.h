// Half the divergence of each of two distributions to their mean. [Lin 1991, IEEE Transactions on
// Information Theory 37(1), eq. 3.1 and 4.1 with equal weights]
#pragma once

#include "reference/divergence/kl_categorical.h"

namespace assay {

// (p log(p / m) + q log(q / m)) / 2 with the mean m = (p + q) / 2: one class's share.
template <class T>
T jensen_shannon(const T& p, const T& q) {
  const T m = (p + q) / 2;
  return (relative_entropy(p, m) + relative_entropy(q, m)) / 2;
}

// log(p / m) / 2, by p; exchange p and q for the derivative by q.
template <class T>
T jensen_shannon_derivative(const T& p, const T& q) {
  return log(T(2 * p / (p + q))) / 2;
}

}  // namespace assay
