// identity(x) = x
#if defined(ASSAY_FAST_ACTIVATION_IDENTITY_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_ACTIVATION_IDENTITY_INL_H
#undef ASSAY_FAST_ACTIVATION_IDENTITY_INL_H
#else
#define ASSAY_FAST_ACTIVATION_IDENTITY_INL_H
#endif

#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

struct Identity {
  using Lane = float;

  template <class D, class V>
  HWY_INLINE V operator()(D, V x) const {
    return x;
  }
  template <class D, class V>
  HWY_INLINE V slope(D d, V) const {
    return hn::Set(d, 1.0f);
  }
};

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
