// -(t log p + (1 - t) log(1 - p)); in double 1 - p is exact for a float p above 2^-29
#if defined(ASSAY_FAST_LOSS_BINARY_CROSS_ENTROPY_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_LOSS_BINARY_CROSS_ENTROPY_INL_H
#undef ASSAY_FAST_LOSS_BINARY_CROSS_ENTROPY_INL_H
#else
#define ASSAY_FAST_LOSS_BINARY_CROSS_ENTROPY_INL_H
#endif

#include "fast/lanes/log-inl.h"
#include "fast/lanes/reduce-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

struct BinaryCrossEntropy {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V p, V t) const {
    const V rest = hn::Sub(hn::Set(d, 1.0), t);
    return hn::Neg(hn::MulAdd(t, log(d, p), hn::Mul(rest, log1p(d, hn::Neg(p)))));
  }
};

/// factor (p - t) / (p (1 - p))
struct BinaryCrossEntropySlope {
  using Lane = double;
  double factor;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V p, V t) const {
    const V variance = hn::Mul(p, hn::Sub(hn::Set(d, 1.0), p));
    return hn::Div(hn::Mul(hn::Set(d, factor), hn::Sub(p, t)), variance);
  }
};

/// factor (log(1 - p) - log p)
struct BinaryCrossEntropyTargetSlope {
  using Lane = double;
  double factor;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V p) const {
    return hn::Mul(hn::Set(d, factor), hn::Sub(log1p(d, hn::Neg(p)), log(d, p)));
  }
};

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
