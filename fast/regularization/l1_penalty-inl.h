// lambda sum_i |w_i|
#if defined(ASSAY_FAST_REGULARIZATION_L1_PENALTY_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_REGULARIZATION_L1_PENALTY_INL_H
#undef ASSAY_FAST_REGULARIZATION_L1_PENALTY_INL_H
#else
#define ASSAY_FAST_REGULARIZATION_L1_PENALTY_INL_H
#endif

#include "fast/lanes/reduce-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

struct Magnitude {
  template <class D, class V>
  HWY_INLINE V operator()(D, V w) const {
    return hn::Abs(w);
  }
};

inline double sum_of_magnitudes(const float* w, std::size_t n) { return sum(Magnitude{}, n, w); }

/// magnitude sign(w), where sign(0) = 0
struct L1Slope {
  using Lane = double;
  double magnitude;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V w) const {
    const V zero = hn::Zero(d), up = hn::Set(d, magnitude), down = hn::Set(d, -magnitude);
    return hn::IfThenElse(hn::Gt(w, zero), up, hn::IfThenElseZero(hn::Lt(w, zero), down));
  }
};

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
