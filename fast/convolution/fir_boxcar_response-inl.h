// The response of a geometric filter to a boxcar, in closed form by cases. With t the distance from
// its first one, m ones have been met and the last of them lies `rest` behind:
//   y = ratio^rest (1 - ratio^m) / (1 - ratio)
#if defined(ASSAY_FAST_CONVOLUTION_FIR_BOXCAR_RESPONSE_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_CONVOLUTION_FIR_BOXCAR_RESPONSE_INL_H
#undef ASSAY_FAST_CONVOLUTION_FIR_BOXCAR_RESPONSE_INL_H
#else
#define ASSAY_FAST_CONVOLUTION_FIR_BOXCAR_RESPONSE_INL_H
#endif

#include "fast/lanes/exp-inl.h"
#include "fast/lanes/reduce-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

struct BoxcarResponse {
  using Lane = double;
  double ratio, log_ratio, length, delay;

  /// 1 + ratio + ... + ratio^(m - 1), also for a ratio close to 1
  template <class D, class V>
  HWY_INLINE V geometric_sum(D d, V m) const {
    const V lost = expm1(d, hn::Mul(m, hn::Set(d, log_ratio)));
    return hn::Div(hn::Sub(hn::Zero(d), lost), hn::Set(d, 1 - ratio));
  }
  template <class D, class V>
  HWY_INLINE V power(D d, V m) const {
    return exp(d, hn::Mul(m, hn::Set(d, log_ratio)));
  }
  /// The ones met by n, and how far the last of them lies behind.
  template <class D, class V>
  HWY_INLINE V met(D d, V n) const {
    const V t = hn::Add(hn::Sub(n, hn::Set(d, delay)), hn::Set(d, 1.0));
    return hn::Min(hn::Max(t, hn::Zero(d)), hn::Set(d, length));
  }
  template <class D, class V>
  HWY_INLINE V rest(D d, V n) const {
    return hn::Max(hn::Sub(n, hn::Set(d, delay + length - 1)), hn::Zero(d));
  }

  template <class D, class V>
  HWY_INLINE V operator()(D d, V n) const {
    return hn::Mul(power(d, rest(d, n)), geometric_sum(d, met(d, n)));
  }
};

/// g times the derivative by the ratio: with S the geometric sum of m terms, and S' that of one
/// less,
///   dy/d(ratio) = rest ratio^(rest - 1) S + ratio^rest (S' - (m - 1) ratio^(m - 1)) / (1 - ratio)
struct BoxcarSlope {
  using Lane = double;
  BoxcarResponse response;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V n, V upstream) const {
    const V one = hn::Set(d, 1.0), m = response.met(d, n), rest = response.rest(d, n);
    const V before = hn::Max(hn::Sub(m, one), hn::Zero(d));
    const V weighted =
        hn::Sub(response.geometric_sum(d, before), hn::Mul(before, response.power(d, before)));
    const V inner =
        hn::Mul(response.power(d, rest), hn::Div(weighted, hn::Set(d, 1 - response.ratio)));
    const V outer =
        hn::Mul(hn::Mul(rest, response.power(d, hn::Sub(rest, one))), response.geometric_sum(d, m));
    return hn::Mul(upstream, hn::Add(outer, inner));
  }
};

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
