// The divergence of a normal latent number from the standard one.
#if defined(ASSAY_FAST_LOSS_VAE_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_LOSS_VAE_INL_H
#undef ASSAY_FAST_LOSS_VAE_INL_H
#else
#define ASSAY_FAST_LOSS_VAE_INL_H
#endif

#include "fast/loss/regression-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// (mean^2 + e^x - 1 - x) / 2 at the log-variance x; near 0 e^x - 1 - x is its power series
struct LatentDivergence {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V mean, V log_variance) const {
    static constexpr double kSeries[] = {1.0 / 2,     1.0 / 6,      1.0 / 24,
                                         1.0 / 120,   1.0 / 720,    1.0 / 5040,
                                         1.0 / 40320, 1.0 / 362880, 1.0 / 3628800};
    const V bound = hn::Set(d, 0.125);
    const V size = hn::Abs(log_variance);
    const V small = hn::CopySign(hn::Min(size, bound), log_variance);
    const V series = hn::Mul(hn::Mul(small, small), polynomial(d, small, kSeries));
    const V far = hn::Sub(expm1(d, log_variance), log_variance);
    const V excess = hn::IfThenElse(hn::Lt(size, bound), series, far);
    return hn::Mul(hn::Set(d, 0.5), hn::MulAdd(mean, mean, excess));
  }
  template <class D, class V>
  HWY_INLINE Vectors<2, V> slopes(D d, V mean, V log_variance) const {
    return {{mean, hn::Mul(hn::Set(d, 0.5), expm1(d, log_variance))}};
  }
};

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
