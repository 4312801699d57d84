// factor sum_i w_i^2: the squares are exact in double, only their sum rounds.
#if defined(ASSAY_FAST_REGULARIZATION_L2_PENALTY_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_REGULARIZATION_L2_PENALTY_INL_H
#undef ASSAY_FAST_REGULARIZATION_L2_PENALTY_INL_H
#else
#define ASSAY_FAST_REGULARIZATION_L2_PENALTY_INL_H
#endif

#include "fast/lanes/reduce-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

inline double sum_of_squares(const float* w, std::size_t n) { return sum(Product{}, n, w, w); }

/// 2 factor g w, with twice = 2 factor g
struct L2Slope {
  using Lane = double;
  double twice;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V w) const {
    return hn::Mul(hn::Set(d, twice), w);
  }
};

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
