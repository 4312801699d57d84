// exp(x), its own slope
#if defined(ASSAY_FAST_ACTIVATION_EXP_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_ACTIVATION_EXP_INL_H
#undef ASSAY_FAST_ACTIVATION_EXP_INL_H
#else
#define ASSAY_FAST_ACTIVATION_EXP_INL_H
#endif

#include "fast/lanes/exp-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

struct Exp {
  using Lane = double;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    return exp(d, x);
  }
  // Bounded, so that an upstream gradient of 0 stays 0; e^700 times any other float is infinite.
  template <class D, class V>
  HWY_INLINE V slope(D d, V x) const {
    return exp(d, hn::Min(x, hn::Set(d, 700.0)));
  }
};

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
