// y[n] = (x * h)[n] = sum_i x[i] h[n - i] of a boxcar x, `length` ones from `delay` on, with the
// geometric kernel h[k] = ratio^k for k >= 0, h[k] = 0 before.
// [Oppenheim & Schafer 2010, Discrete-time signal processing, section 2.3]
#pragma once

#include <cstdint>

#include "reference/scalar/functions.h"

namespace assay {

struct Boxcar {
  std::int64_t length, delay;
};

// Calls visit(k) for every one at i <= n, k = n - i being how far it lies behind. n is an integer
// of any reading.
template <class T, class Visit>
void for_each_one_behind(const T& n, const Boxcar& x, Visit visit) {
  for (std::int64_t i = x.delay; i < x.delay + x.length; ++i) {
    if (n < T(static_cast<double>(i))) return;
    std::int64_t k = 0;
    while (T(static_cast<double>(i + k)) < n) ++k;
    visit(k);
  }
}

template <class T>
T natural_power(const T& base, std::int64_t exponent) {
  T power(1);
  for (std::int64_t k = 0; k < exponent; ++k) power *= base;
  return power;
}

template <class T>
T fir_boxcar_response(const T& ratio, const T& n, const Boxcar& x) {
  T sum(0);
  for_each_one_behind(n, x, [&](std::int64_t k) { sum += natural_power(ratio, k); });
  return sum;
}

// dy[n]/d(ratio) = sum_i x[i] (n - i) ratio^(n - i - 1)
template <class T>
T fir_boxcar_response_slope(const T& ratio, const T& n, const Boxcar& x) {
  T sum(0);
  for_each_one_behind(n, x, [&](std::int64_t k) {
    if (k > 0) sum += T(static_cast<double>(k)) * natural_power(ratio, k - 1);
  });
  return sum;
}

}  // namespace assay
