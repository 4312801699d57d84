// exp, expm1 and sigmoid of double lanes.
#if defined(ASSAY_FAST_LANES_EXP_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_LANES_EXP_INL_H
#undef ASSAY_FAST_LANES_EXP_INL_H
#else
#define ASSAY_FAST_LANES_EXP_INL_H
#endif

#include "fast/lanes/polynomial-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// x = k log(2) + r with |r| <= log(2)/2.
template <class V>
struct ExpParts {
  V power;      // 2^k
  V remainder;  // e^r - 1
};

/// For |x| <= 709.
template <class D, class V>
HWY_INLINE ExpParts<V> exp_parts(D d, V x) {
  // python3 fast/lanes/derive/tables.py exp_tail
  // clang-format off
  static constexpr double kTail[] = {
    0x1.0000000000000p-1, 0x1.5555555555557p-3, 0x1.5555555555556p-5, 0x1.11111111100dcp-7,
    0x1.6c16c16c162d4p-10, 0x1.a01a01abe7fe1p-13, 0x1.a01a01a6d889cp-16, 0x1.71de0231960ebp-19,
    0x1.27e4db646b17ep-22, 0x1.af4de97ca4194p-26, 0x1.1f730349868cep-29};
  // clang-format on
  const hn::RebindToSigned<D> di;
  // Adding 1.5 2^52 leaves round(x / log 2) in the low bits: 12 of them become the exponent.
  const V magic = hn::Set(d, 0x1.8p52);
  const V shifted = hn::MulAdd(x, hn::Set(d, 0x1.71547652b82fep0), magic);
  const V k = hn::Sub(shifted, magic);
  const V power = hn::BitCast(
      d, hn::Add(hn::ShiftLeft<52>(hn::BitCast(di, shifted)), hn::BitCast(di, hn::Set(d, 1.0))));
  // log(2) in two parts; k times the first is exact.
  V r = hn::NegMulAdd(k, hn::Set(d, 0x1.62e42fee00000p-1), x);
  r = hn::NegMulAdd(k, hn::Set(d, 0x1.a39ef35793c76p-33), r);
  return {power, hn::MulAdd(hn::Mul(r, r), polynomial(d, r, kTail), r)};
}

/// e^x; 0 below -708 (2^-1021: under all that a float32 times 2^128 can show), infinite above 709.
/// Worst error seen: 1.0 ulp, at 121.66.
template <class D, class V>
HWY_INLINE V exp(D d, V x) {
  const V low = hn::Set(d, -708.0);
  const V high = hn::Set(d, 709.0);
  const auto parts = exp_parts(d, hn::Min(hn::Max(x, low), high));
  const V y = hn::MulAdd(parts.power, parts.remainder, parts.power);
  const V bounded = hn::IfThenElse(hn::Gt(x, high), hn::Inf(d), y);
  return hn::IfThenElseZero(hn::Ge(x, low), bounded);
}

/// e^x - 1, accurate around 0; infinite above 709. The sign of a zero is lost.
/// Worst error seen: 2.0 ulp, at 0.357.
template <class D, class V>
HWY_INLINE V expm1(D d, V x) {
  const V high = hn::Set(d, 709.0);
  const auto parts = exp_parts(d, hn::Min(hn::Max(x, hn::Set(d, -708.0)), high));
  const V y = hn::MulAdd(parts.power, parts.remainder, hn::Sub(parts.power, hn::Set(d, 1.0)));
  return hn::IfThenElse(hn::Gt(x, high), hn::Inf(d), y);
}

/// 1 / (1 + e^-x), with all digits in both tails: e^-|x| is never large.
template <class D, class V>
HWY_INLINE V sigmoid(D d, V x) {
  const V one = hn::Set(d, 1.0);
  const V decay = exp(d, hn::Neg(hn::Abs(x)));
  return hn::Div(hn::IfThenElse(hn::Lt(x, hn::Zero(d)), decay, one), hn::Add(one, decay));
}

/// x p(x) for p(x) = 1/2 + c x + ..., c > 0. Where p rounds to 1/2, odd subnormal x would be ties
/// between two floats, but the exact product lies above: p is moved by one ulp that way.
template <class D, class V>
HWY_INLINE V gated(D d, V x, V p) {
  const V half = hn::Set(d, 0.5);
  const V beyond = hn::Add(half, hn::CopySign(hn::Set(d, 0x1p-53), x));
  return hn::Mul(x, hn::IfThenElse(hn::Eq(p, half), beyond, p));
}

/// sigmoid(x) sigmoid(-x), the slope of sigmoid.
template <class D, class V>
HWY_INLINE V sigmoid_slope(D d, V x) {
  const V decay = exp(d, hn::Neg(hn::Abs(x)));
  const V sum = hn::Add(hn::Set(d, 1.0), decay);
  return hn::Div(decay, hn::Mul(sum, sum));
}

/// (1 - e^-2|x|) / (1 + e^-2|x|), with the sign of x. Worst error seen: 2.5 ulp, at
/// 4.714.
template <class D, class V>
HWY_INLINE V tanh(D d, V x) {
  const V below = expm1(d, hn::Mul(hn::Set(d, -2.0), hn::Abs(x)));
  return hn::CopySign(hn::Div(below, hn::Add(hn::Set(d, 2.0), below)), x);
}

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
