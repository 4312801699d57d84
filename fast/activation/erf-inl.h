// erf(x);  erf'(x) = 2 / sqrt(pi) e^(-x^2)
#if defined(ASSAY_FAST_ACTIVATION_ERF_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_ACTIVATION_ERF_INL_H
#undef ASSAY_FAST_ACTIVATION_ERF_INL_H
#else
#define ASSAY_FAST_ACTIVATION_ERF_INL_H
#endif

#include "fast/lanes/erf-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

struct Erf {
  using Lane = double;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    return erf(d, x);
  }
  template <class D, class V>
  HWY_INLINE V slope(D d, V x) const {
    const V size = hn::Min(hn::Abs(x), hn::Set(d, 64.0));
    return hn::Mul(hn::Set(d, 0x1.20dd750429b6dp+0), exp(d, hn::Neg(hn::Mul(size, size))));
  }
};

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
