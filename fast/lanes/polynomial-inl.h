// Polynomials with the coefficients of a table, lowest power first.
#if defined(ASSAY_FAST_LANES_POLYNOMIAL_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_LANES_POLYNOMIAL_INL_H
#undef ASSAY_FAST_LANES_POLYNOMIAL_INL_H
#else
#define ASSAY_FAST_LANES_POLYNOMIAL_INL_H
#endif

#include <cstddef>

#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// sum_j c[j] x^j by Horner's rule on even and odd powers: half the latency of one chain.
template <class D, class V, std::size_t N>
HWY_INLINE V polynomial(D d, V x, const double (&c)[N]) {
  const V square = hn::Mul(x, x);
  V even = hn::Set(d, c[(N - 1) / 2 * 2]);
  V odd = hn::Set(d, c[(N - 2) / 2 * 2 + 1]);
#pragma GCC unroll 16
  for (std::size_t j = (N - 1) / 2 * 2; j >= 2; j -= 2) {
    even = hn::MulAdd(even, square, hn::Set(d, c[j - 2]));
  }
#pragma GCC unroll 16
  for (std::size_t j = (N - 2) / 2 * 2 + 1; j >= 3; j -= 2) {
    odd = hn::MulAdd(odd, square, hn::Set(d, c[j - 2]));
  }
  return hn::MulAdd(odd, x, even);
}

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
