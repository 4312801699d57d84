// gelu_erf(x) = x Phi(x), Phi the normal distribution function;  its slope is Phi(x) + x phi(x)
#if defined(ASSAY_FAST_ACTIVATION_GELU_ERF_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_ACTIVATION_GELU_ERF_INL_H
#undef ASSAY_FAST_ACTIVATION_GELU_ERF_INL_H
#else
#define ASSAY_FAST_ACTIVATION_GELU_ERF_INL_H
#endif

#include "fast/lanes/erf-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

struct GeluErf {
  using Lane = double;

  // Phi(-64) is 0 in any format: the bound keeps -inf * 0 away, and the limit there is -0.
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    const V bounded = hn::Max(x, hn::Set(d, -64.0));
    const V y = gated(d, bounded, normal(d, bounded).distribution);
    // The one float32 whose result, below halfway by 2^-53 of it, comes out at halfway (assay sweep
    // gelu_erf).
    return hn::IfThenElse(hn::Eq(x, hn::Set(d, 0x1.6148dep-16)), hn::Set(d, 0x1.614a62fffffffp-17),
                          y);
  }
  template <class D, class V>
  HWY_INLINE V slope(D d, V x) const {
    // Left of -37 the slope is a negative number that no float32 shows, but a double does: it is
    // left there, so that it rounds to -0.
    const V bounded = hn::Min(hn::Max(x, hn::Set(d, -37.0)), hn::Set(d, 64.0));
    const auto at = normal(d, bounded);
    return hn::MulAdd(bounded, at.density, at.distribution);
  }
};

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
