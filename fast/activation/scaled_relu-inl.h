// scaled_relu(x) = scale max(x, 0): one product, correctly rounded. Zero for x <= 0.
#if defined(ASSAY_FAST_ACTIVATION_SCALED_RELU_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_ACTIVATION_SCALED_RELU_INL_H
#undef ASSAY_FAST_ACTIVATION_SCALED_RELU_INL_H
#else
#define ASSAY_FAST_ACTIVATION_SCALED_RELU_INL_H
#endif

#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

struct ScaledRelu {
  using Lane = float;
  float scale;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    return hn::IfThenElseZero(hn::Gt(x, hn::Zero(d)), hn::Mul(hn::Set(d, scale), x));
  }
  template <class D, class V>
  HWY_INLINE V slope(D d, V x) const {
    return hn::IfThenElseZero(hn::Gt(x, hn::Zero(d)), hn::Set(d, scale));
  }
};

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
