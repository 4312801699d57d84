// t softplus(-z) + (1 - t) softplus(z): two terms of one sign, and no probability is rounded
#if defined(ASSAY_FAST_LOSS_BINARY_CROSS_ENTROPY_WITH_LOGITS_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_LOSS_BINARY_CROSS_ENTROPY_WITH_LOGITS_INL_H
#undef ASSAY_FAST_LOSS_BINARY_CROSS_ENTROPY_WITH_LOGITS_INL_H
#else
#define ASSAY_FAST_LOSS_BINARY_CROSS_ENTROPY_WITH_LOGITS_INL_H
#endif

#include "fast/activation/softplus-inl.h"
#include "fast/lanes/reduce-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

struct BinaryCrossEntropyWithLogits {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V z, V t) const {
    const Softplus softplus;
    const V rest = hn::Sub(hn::Set(d, 1.0), t);
    return hn::MulAdd(t, softplus(d, hn::Neg(z)), hn::Mul(rest, softplus(d, z)));
  }
};

/// factor ((1 - t) sigmoid(z) - t sigmoid(-z))
struct BinaryCrossEntropyWithLogitsSlope {
  using Lane = double;
  double factor;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V z, V t) const {
    const V rest = hn::Sub(hn::Set(d, 1.0), t);
    const V pull = hn::Mul(t, sigmoid(d, hn::Neg(z)));
    return hn::Mul(hn::Set(d, factor), hn::Sub(hn::Mul(rest, sigmoid(d, z)), pull));
  }
};

/// factor z
struct Scaled {
  using Lane = double;
  double factor;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V z) const {
    return hn::Mul(hn::Set(d, factor), z);
  }
};

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
