// leaky_relu(x) = x for x > 0, else slope x: one product, correctly rounded. The slope at 0 is the
// left one.
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
    return hn::IfThenElse(hn::Gt(x, hn::Zero(d)), x, hn::Mul(hn::Set(d, negative_slope), x));
  }
  template <class D, class V>
  HWY_INLINE V slope(D d, V x) const {
    return hn::IfThenElse(hn::Gt(x, hn::Zero(d)), hn::Set(d, 1.0f), hn::Set(d, negative_slope));
  }
};

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
