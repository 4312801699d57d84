// sum_i lambda1 |w_i| + lambda2 w_i^2
#if defined(ASSAY_FAST_REGULARIZATION_ELASTIC_NET_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_REGULARIZATION_ELASTIC_NET_INL_H
#undef ASSAY_FAST_REGULARIZATION_ELASTIC_NET_INL_H
#else
#define ASSAY_FAST_REGULARIZATION_ELASTIC_NET_INL_H
#endif

#include "fast/regularization/l1_penalty-inl.h"
#include "fast/regularization/l2_penalty-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

inline double elastic_net_sum(const float* w, double lambda1, double lambda2, std::size_t n) {
  return lambda1 * sum_of_magnitudes(w, n) + lambda2 * sum_of_squares(w, n);
}

/// Both parts have the sign of w (or of the upstream number against it), so nothing cancels.
struct ElasticNetSlope {
  using Lane = double;
  double magnitude, twice;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V w) const {
    return hn::Add(L1Slope{magnitude}(d, w), L2Slope{twice}(d, w));
  }
};

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
