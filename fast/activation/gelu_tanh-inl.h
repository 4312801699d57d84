// gelu_tanh(x) = x/2 (1 + tanh u) = x sigmoid(2u), u = sqrt(2/pi) (x + 0.044715 x^3);
// its slope is sigmoid(2u) + x sigmoid'(2u) 2u'
#if defined(ASSAY_FAST_ACTIVATION_GELU_TANH_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_ACTIVATION_GELU_TANH_INL_H
#undef ASSAY_FAST_ACTIVATION_GELU_TANH_INL_H
#else
#define ASSAY_FAST_ACTIVATION_GELU_TANH_INL_H
#endif

#include "fast/lanes/exp-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

struct GeluTanh {
  using Lane = double;
  static constexpr double kTwiceSqrtTwoOverPi = 0x1.9884533d43651p+0;
  static constexpr double kCubic = 0.044715;

  // sigmoid(2u) is 0 at x = -64: the bound keeps -inf * 0 away, and the limit there is -0.
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    const V bounded = hn::Max(x, hn::Set(d, -64.0));
    return gated(d, bounded, sigmoid(d, exponent(d, bounded)));
  }
  template <class D, class V>
  HWY_INLINE V slope(D d, V x) const {
    // Left of -21 the slope is a negative number that no float32 shows, but a double does: it is
    // left there, so that it rounds to -0.
    const V bounded = hn::Min(hn::Max(x, hn::Set(d, -21.0)), hn::Set(d, 64.0));
    const V inner = exponent(d, bounded);
    const V square = hn::Mul(bounded, bounded);
    const V inner_slope = hn::Mul(hn::Set(d, kTwiceSqrtTwoOverPi),
                                  hn::MulAdd(hn::Set(d, 3 * kCubic), square, hn::Set(d, 1.0)));
    return hn::MulAdd(hn::Mul(bounded, inner_slope), sigmoid_slope(d, inner), sigmoid(d, inner));
  }

 private:
  /// 2u
  template <class D, class V>
  static HWY_INLINE V exponent(D d, V x) {
    const V square = hn::Mul(x, x);
    return hn::Mul(hn::Mul(hn::Set(d, kTwiceSqrtTwoOverPi), x),
                   hn::MulAdd(hn::Set(d, kCubic), square, hn::Set(d, 1.0)));
  }
};

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
