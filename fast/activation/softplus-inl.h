// softplus(x) = log(1 + e^x) = max(x, 0) + log1p(e^-|x|): no exponent is positive, so nothing
// overflows;  softplus'(x) = sigmoid(x)
#if defined(ASSAY_FAST_ACTIVATION_SOFTPLUS_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_ACTIVATION_SOFTPLUS_INL_H
#undef ASSAY_FAST_ACTIVATION_SOFTPLUS_INL_H
#else
#define ASSAY_FAST_ACTIVATION_SOFTPLUS_INL_H
#endif

#include "fast/activation/sigmoid-inl.h"
#include "fast/lanes/exp-inl.h"
#include "fast/lanes/log-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

struct Softplus {
  using Lane = double;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    const V decay = exp(d, hn::Neg(hn::Abs(x)));
    const V y = hn::Add(hn::Max(x, hn::Zero(d)), log1p(d, decay));
    // The one float32 whose result no double tells from halfway: it lies above by 2^-57 of it
    // (assay sweep softplus).
    return hn::IfThenElse(hn::Eq(x, hn::Set(d, 0x1.d483ap-12)), hn::Set(d, 0x1.6301790000001p-1),
                          y);
  }
  template <class D, class V>
  HWY_INLINE V slope(D d, V x) const {
    return nearest_sigmoid(d, x);
  }
};

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
