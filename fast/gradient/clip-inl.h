// Gradients drawn back into a box or into a ball.
#if defined(ASSAY_FAST_GRADIENT_CLIP_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_GRADIENT_CLIP_INL_H
#undef ASSAY_FAST_GRADIENT_CLIP_INL_H
#else
#define ASSAY_FAST_GRADIENT_CLIP_INL_H
#endif

#include "fast/lanes/reduce-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// min(max(x, -c), c)
struct ClipByValue {
  using Lane = float;
  float bound;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    return hn::Min(hn::Max(x, hn::Set(d, -bound)), hn::Set(d, bound));
  }
  template <class D, class V>
  HWY_INLINE V slope(D d, V x) const {
    return hn::IfThenElseZero(hn::Le(hn::Abs(x), hn::Set(d, bound)), hn::Set(d, 1.0f));
  }
};

/// factor x
struct Scale {
  using Lane = double;
  double factor;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    return hn::Mul(hn::Set(d, factor), x);
  }
};

/// factor (g - along x)
struct ProjectedScale {
  using Lane = double;
  double factor, along;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V x, V g) const {
    return hn::Mul(hn::Set(d, factor), hn::NegMulAdd(hn::Set(d, along), x, g));
  }
};

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
