// silu(x) = x sigmoid(x);  its slope is sigmoid(x) (1 + x sigmoid(-x))
#if defined(ASSAY_FAST_ACTIVATION_SILU_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_ACTIVATION_SILU_INL_H
#undef ASSAY_FAST_ACTIVATION_SILU_INL_H
#else
#define ASSAY_FAST_ACTIVATION_SILU_INL_H
#endif

#include "fast/lanes/exp-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

struct Silu {
  using Lane = double;

  // sigmoid(-1000) is 0 in any format: the bound keeps -inf * 0 away, and the limit there is -0.
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    const V bounded = hn::Max(x, hn::Set(d, -1000.0));
    return gated(d, bounded, sigmoid(d, bounded));
  }
  template <class D, class V>
  HWY_INLINE V slope(D d, V x) const {
    const V bounded = hn::Min(hn::Max(x, hn::Set(d, -1000.0)), hn::Set(d, 1000.0));
    const V other = sigmoid(d, hn::Neg(bounded));
    return hn::Mul(sigmoid(d, bounded), hn::MulAdd(bounded, other, hn::Set(d, 1.0)));
  }
};

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
