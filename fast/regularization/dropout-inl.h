// scale (mask x): the mask of 0 and 1 selects exactly, one product scales.
#if defined(ASSAY_FAST_REGULARIZATION_DROPOUT_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_REGULARIZATION_DROPOUT_INL_H
#undef ASSAY_FAST_REGULARIZATION_DROPOUT_INL_H
#else
#define ASSAY_FAST_REGULARIZATION_DROPOUT_INL_H
#endif

#include "fast/lanes/map-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

struct ScaledMask {
  using Lane = double;
  double scale;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V x, V mask) const {
    return hn::Mul(hn::Set(d, scale), hn::Mul(mask, x));
  }
};

/// Without a mask: its mean.
struct Multiple {
  using Lane = double;
  double factor;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    return hn::Mul(hn::Set(d, factor), x);
  }
};

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
