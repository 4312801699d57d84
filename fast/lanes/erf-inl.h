// The error function of double lanes, its scaled complement, and the normal tail.
#if defined(ASSAY_FAST_LANES_ERF_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_LANES_ERF_INL_H
#undef ASSAY_FAST_LANES_ERF_INL_H
#else
#define ASSAY_FAST_LANES_ERF_INL_H
#endif

#include "fast/lanes/exp-inl.h"
#include "fast/lanes/polynomial-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// e^(x^2) erfc(x) for 0 <= x <= 16; beyond 16 the value at 16, where e^-(x^2) < 1e-111.
/// (1 + 2x) e^(x^2) erfc(x) is nearly flat in u, which maps 0..16 to -1..1. Worst error seen:
/// 5.8 ulp, at 0.0149.
template <class D, class V>
HWY_INLINE V erfcx(D d, V x) {
  // python3 fast/lanes/derive/tables.py erfcx_flat
  // clang-format off
  static constexpr double kFlat[] = {
    0x1.437751ebd4c40p+0, -0x1.ac262b2496012p-4, -0x1.9038ba07fc5ebp-5, 0x1.c43c70e143559p-4,
    -0x1.a035f1e0c7d8ap-4, 0x1.07e8c52d65656p-4, -0x1.f028b34a8e6c7p-6, 0x1.523e069f2cda2p-7,
    -0x1.21d27efdc6ff1p-9, 0x1.67e5c14bcb4a2p-14, 0x1.ecff22d1e64c6p-14,
    -0x1.08c283607d8aap-15, -0x1.6de6981baf0dbp-19, 0x1.73b3e1c49f41ap-19,
    -0x1.a07a15821b04ep-24, -0x1.d6a5ef9bfdb99p-23, 0x1.5f85a3ce7546ep-26,
    0x1.3e34d8a9d542cp-26, -0x1.0bea1c70ae628p-29, -0x1.bd94352e24f53p-30,
    0x1.e6adc57bedf3ep-34, 0x1.d018ff05ce84dp-34};
  // clang-format on
  const V t = hn::Min(x, hn::Set(d, 16.0));
  const V ratio = hn::Div(hn::Set(d, 0x1.284p3), hn::Add(t, hn::Set(d, 3.75)));
  const V u = hn::Sub(hn::Set(d, 0x1.78p0), ratio);
  return hn::Div(polynomial(d, u, kFlat), hn::MulAdd(hn::Set(d, 2.0), t, hn::Set(d, 1.0)));
}

/// erf(x) / x for x^2 <= 1/4.
template <class D, class V>
HWY_INLINE V erf_quotient(D d, V square) {
  // python3 fast/lanes/derive/tables.py erf_quotient
  // clang-format off
  static constexpr double kQuotient[] = {
    0x1.20dd750429b6dp+0, -0x1.812746b0379e7p-2, 0x1.ce2f21a042be0p-4, -0x1.b82ce312889f2p-6,
    0x1.565bcd0e5f5a0p-8, -0x1.c02db3f9d6c71p-11, 0x1.f9a324a327ab3p-14,
    -0x1.f4d1cff2cac2fp-17, 0x1.b9d19f664b4c1p-20, -0x1.5d7686c510032p-23, 0x1.c60ae6747e9bcp-27};
  // clang-format on
  return polynomial(d, square, kQuotient);
}

/// erf(x), for x that was a float32: its square must be exact.
template <class D, class V>
HWY_INLINE V erf(D d, V x) {
  const V size = hn::Min(hn::Abs(x), hn::Set(d, 16.0));
  const V square = hn::Mul(size, size);
  const V large = hn::NegMulAdd(exp(d, hn::Neg(square)), erfcx(d, size), hn::Set(d, 1.0));
  const V small = hn::Mul(x, erf_quotient(d, square));
  return hn::IfThenElse(hn::Lt(size, hn::Set(d, 0.5)), small, hn::CopySign(large, x));
}

/// erfc(x) with all its digits in the right tail, for x that was a float32.
template <class D, class V>
HWY_INLINE V erfc(D d, V x) {
  const V size = hn::Min(hn::Abs(x), hn::Set(d, 32.0));
  const V tail = hn::Mul(exp(d, hn::Neg(hn::Mul(size, size))), erfcx(d, size));
  const V left = hn::Sub(hn::Set(d, 2.0), tail);
  const V near_zero = hn::NegMulAdd(x, erf_quotient(d, hn::Mul(x, x)), hn::Set(d, 1.0));
  const V far = hn::IfThenElse(hn::Lt(x, hn::Zero(d)), left, tail);
  return hn::IfThenElse(hn::Lt(size, hn::Set(d, 0.25)), near_zero, far);
}

/// The standard normal density and distribution function. With t = |x| the tail is
/// 1/2 erfc(t / sqrt 2) = 1/2 e^(-t^2/2) erfcx(t / sqrt 2): it keeps its digits as long as t^2 is
/// exact, so x must have been a float32.
template <class V>
struct Normal {
  V density;
  V distribution;
};

template <class D, class V>
HWY_INLINE Normal<V> normal(D d, V x) {
  const V half = hn::Set(d, 0.5);
  const V size = hn::Min(hn::Abs(x), hn::Set(d, 64.0));
  const V decay = exp(d, hn::Mul(hn::Neg(half), hn::Mul(size, size)));
  const V scaled = erfcx(d, hn::Mul(size, hn::Set(d, 0x1.6a09e667f3bcdp-1)));
  const V tail = hn::Mul(hn::Mul(half, decay), scaled);
  const V above = hn::Sub(hn::Set(d, 1.0), tail);
  return {hn::Mul(decay, hn::Set(d, 0x1.9884533d43651p-2)),  // 1 / sqrt(2 pi)
          hn::IfThenElse(hn::Lt(x, hn::Zero(d)), tail, above)};
}

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
