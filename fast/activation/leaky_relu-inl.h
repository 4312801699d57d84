// leaky_relu(x) = x for x > 0, else slope x: one product, correctly rounded. The slope at 0 is the
// left one. A slope of 0 takes -inf to its limit 0, where the product would be NaN.
#if defined(ASSAY_FAST_ACTIVATION_LEAKY_RELU_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_ACTIVATION_LEAKY_RELU_INL_H
#undef ASSAY_FAST_ACTIVATION_LEAKY_RELU_INL_H
#else
#define ASSAY_FAST_ACTIVATION_LEAKY_RELU_INL_H
#endif

#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

struct LeakyRelu {
  using Lane = float;
  float negative_slope;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    const V zero = hn::Zero(d), a = hn::Set(d, negative_slope);
    return hn::IfThenElse(hn::Gt(x, zero), x, hn::IfThenElseZero(hn::Ne(a, zero), hn::Mul(a, x)));
  }
  template <class D, class V>
  HWY_INLINE V slope(D d, V x) const {
    return hn::IfThenElse(hn::Gt(x, hn::Zero(d)), hn::Set(d, 1.0f), hn::Set(d, negative_slope));
  }
};

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
