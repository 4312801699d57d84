// tanh(x);  tanh'(x) = sech(x)^2 = 4 sigmoid(2x) sigmoid(-2x): 1 - tanh^2 would cancel
#if defined(ASSAY_FAST_ACTIVATION_TANH_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_ACTIVATION_TANH_INL_H
#undef ASSAY_FAST_ACTIVATION_TANH_INL_H
#else
#define ASSAY_FAST_ACTIVATION_TANH_INL_H
#endif

#include "fast/lanes/exp-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

struct Tanh {
  using Lane = double;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    return tanh(d, x);
  }
  template <class D, class V>
  HWY_INLINE V slope(D d, V x) const {
    return hn::Mul(hn::Set(d, 4.0), sigmoid_slope(d, hn::Add(x, x)));
  }
};

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
