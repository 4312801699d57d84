// parametric_relu: a slope for each channel.  glu: half of a row gates the other half.
#if defined(ASSAY_FAST_ACTIVATION_CHANNELWISE_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_ACTIVATION_CHANNELWISE_INL_H
#undef ASSAY_FAST_ACTIVATION_CHANNELWISE_INL_H
#else
#define ASSAY_FAST_ACTIVATION_CHANNELWISE_INL_H
#endif

#include "fast/lanes/exp-inl.h"
#include "fast/lanes/map-inl.h"
#include "fast/lanes/reduce-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// A NaN slope shows wherever it is used, even at 0.
struct ChannelRelu {
  using Lane = float;
  float negative_slope;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    return hn::IfThenElse(hn::Gt(x, hn::Zero(d)), x, hn::Mul(hn::Set(d, negative_slope), x));
  }
  template <class D, class V>
  HWY_INLINE V slope(D d, V x) const {
    return hn::IfThenElse(hn::Gt(x, hn::Zero(d)), hn::Set(d, 1.0f), hn::Set(d, negative_slope));
  }
};

struct BelowZeroProduct {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x, V upstream) const {
    return hn::IfThenElseZero(hn::Le(x, hn::Zero(d)), hn::Mul(x, upstream));
  }
};

/// value sigmoid(gate)
struct Glu {
  using Lane = double;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V value, V gate) const {
    return hn::Mul(value, sigmoid(d, gate));
  }
};

/// upstream value sigmoid'(gate)
struct GluGateSlope {
  using Lane = double;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V value, V gate, V upstream) const {
    return hn::Mul(hn::Mul(upstream, value), sigmoid_slope(d, gate));
  }
};

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
