// log and log1p of double lanes.
#if defined(ASSAY_FAST_LANES_LOG_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_LANES_LOG_INL_H
#undef ASSAY_FAST_LANES_LOG_INL_H
#else
#define ASSAY_FAST_LANES_LOG_INL_H
#endif

#include "fast/lanes/polynomial-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// log(s + e) for normal s > 0 and |e| <= ulp(s): s = 2^k m with sqrt(1/2) <= m < sqrt(2), then
/// log(1 + f) = f - t (f - z P(z)) with t = f / (2 + f), z = t^2. For k = 0 no digit of f is lost.
template <class D, class V>
HWY_INLINE V log_sum(D d, V s, V e) {
  // python3 fast/lanes/derive/tables.py atanh_tail
  // clang-format off
  static constexpr double kTail[] = {
    0x1.5555555555555p-1, 0x1.9999999999a39p-2, 0x1.2492492476a1ap-2, 0x1.c71c7201a55d7p-3,
    0x1.745cf8e4bba1bp-3, 0x1.3b1c3c1c81c8fp-3, 0x1.0fbde0f4ad17bp-3, 0x1.0c0aff044a970p-3};
  // clang-format on
  const hn::RebindToUnsigned<D> du;
  const auto sqrt_half = hn::BitCast(du, hn::Set(d, 0x1.6a09e667f3bcdp-1));
  const auto one_bits = hn::BitCast(du, hn::Set(d, 1.0));
  const auto shifted = hn::Add(hn::BitCast(du, s), hn::Sub(one_bits, sqrt_half));
  const auto exponent = hn::ShiftRight<52>(shifted);  // k + 1023
  const auto fraction = hn::And(shifted, hn::Set(du, 0x000fffffffffffffull));
  const V m = hn::BitCast(d, hn::Add(fraction, sqrt_half));
  // An integer in the low bits of 2^52 is that integer more.
  const V big = hn::Set(d, 0x1p52);
  const V k =
      hn::Sub(hn::BitCast(d, hn::Or(exponent, hn::BitCast(du, big))), hn::Set(d, 0x1p52 + 1023));
  const V inverse_power =
      hn::BitCast(d, hn::ShiftLeft<52>(hn::Sub(hn::Set(du, 2046ull), exponent)));
  const V f = hn::MulAdd(e, inverse_power, hn::Sub(m, hn::Set(d, 1.0)));
  const V t = hn::Div(f, hn::Add(hn::Set(d, 2.0), f));
  const V z = hn::Mul(t, t);
  const V log_m = hn::NegMulAdd(t, hn::NegMulAdd(z, polynomial(d, z, kTail), f), f);
  // log(2) in two parts; k times the first is exact.
  const V low = hn::MulAdd(k, hn::Set(d, 0x1.a39ef35793c76p-33), log_m);
  return hn::MulAdd(k, hn::Set(d, 0x1.62e42fee00000p-1), low);
}

/// `y` where 0 < x < infinity; the limits log(0) = -inf, log(inf) = inf; NaN below 0.
template <class D, class V>
HWY_INLINE V log_limits(D d, V x, V y) {
  const V zero = hn::Zero(d);
  const V at_most_zero = hn::IfThenElse(hn::Eq(x, zero), hn::Neg(hn::Inf(d)), hn::NaN(d));
  const V positive = hn::IfThenElse(hn::Eq(x, hn::Inf(d)), x, y);
  return hn::IfThenElse(hn::Gt(x, zero), positive, at_most_zero);
}

/// log(x). A subnormal double is outside the domain (no float32 is one). Worst error seen: 1.3
/// ulp, at 0.706.
template <class D, class V>
HWY_INLINE V log(D d, V x) {
  return log_limits(d, x, log_sum(d, x, hn::Zero(d)));
}

/// log(1 + x), accurate around 0. e is what 1 + x lost when it was rounded. Worst error
/// seen: 1.8 ulp, at 0.441.
template <class D, class V>
HWY_INLINE V log1p(D d, V x) {
  const V one = hn::Set(d, 1.0);
  const V s = hn::Add(one, x);
  const V small_part = hn::Min(x, one);
  const V large_part = hn::Max(x, one);
  const V e = hn::Sub(small_part, hn::Sub(s, large_part));
  return log_limits(d, s, log_sum(d, s, e));
}

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
