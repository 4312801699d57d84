// sum_i (prediction_i - target_i)^2, the difference exact but for its last bits in double
#if defined(ASSAY_FAST_LOSS_MEAN_SQUARED_ERROR_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_LOSS_MEAN_SQUARED_ERROR_INL_H
#undef ASSAY_FAST_LOSS_MEAN_SQUARED_ERROR_INL_H
#else
#define ASSAY_FAST_LOSS_MEAN_SQUARED_ERROR_INL_H
#endif

#include "fast/lanes/reduce-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

struct SquaredError {
  template <class D, class V>
  HWY_INLINE V operator()(D, V prediction, V target) const {
    const V error = hn::Sub(prediction, target);
    return hn::Mul(error, error);
  }
};

/// factor (prediction - target)
struct ScaledDifference {
  using Lane = double;
  double factor;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V prediction, V target) const {
    return hn::Mul(hn::Set(d, factor), hn::Sub(prediction, target));
  }
};

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
