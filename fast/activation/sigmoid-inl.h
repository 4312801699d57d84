// sigmoid(x) = 1 / (1 + e^-x);  sigmoid'(x) = sigmoid(x) sigmoid(-x)
#if defined(ASSAY_FAST_ACTIVATION_SIGMOID_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_ACTIVATION_SIGMOID_INL_H
#undef ASSAY_FAST_ACTIVATION_SIGMOID_INL_H
#else
#define ASSAY_FAST_ACTIVATION_SIGMOID_INL_H
#endif

#include "fast/lanes/exp-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

struct Sigmoid {
  using Lane = double;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    return sigmoid(d, x);
  }
  template <class D, class V>
  HWY_INLINE V slope(D d, V x) const {
    return sigmoid_slope(d, x);
  }
};

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
