// One channel: gamma (x - mean) / sqrt(variance + eps) + beta, and its gradients
#if defined(ASSAY_FAST_NORMALIZATION_BATCH_NORM_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_NORMALIZATION_BATCH_NORM_INL_H
#undef ASSAY_FAST_NORMALIZATION_BATCH_NORM_INL_H
#else
#define ASSAY_FAST_NORMALIZATION_BATCH_NORM_INL_H
#endif

#include "fast/normalization/group-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// gamma (x - mean) r + beta
struct Affine {
  using Lane = double;
  double mean, scale, shift;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    return hn::MulAdd(hn::Sub(x, hn::Set(d, mean)), hn::Set(d, scale), hn::Set(d, shift));
  }
};

inline void batch_norm_channel(Group g, const float* x, float gamma, float beta, double epsilon,
                               float* y) {
  const Moments m = moments(g, x, epsilon);
  const Affine affine = {m.mean, m.inverse_deviation * static_cast<double>(gamma),
                         static_cast<double>(beta)};
  for (std::size_t r = 0; r < g.rows; ++r)
    map(affine, g.length, y + r * g.stride, x + r * g.stride);
}

/// r gamma (g - mean(g) - (x - mean) slope)
struct BatchNormGradient {
  using Lane = double;
  double mean, upstream_mean, slope, scale;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V g, V x) const {
    const V deviation = hn::Sub(x, hn::Set(d, mean));
    const V centred = hn::Sub(g, hn::Set(d, upstream_mean));
    return hn::Mul(hn::Set(d, scale), hn::NegMulAdd(deviation, hn::Set(d, slope), centred));
  }
};

inline void batch_norm_gradient_channel(Group g, const float* x, const float* upstream, float gamma,
                                        double epsilon, float* dx, float* dgamma, float* dbeta) {
  const Moments m = moments(g, x, epsilon);
  const double r = m.inverse_deviation, count = static_cast<double>(g.size());
  const double total = group_sum(Value{}, g, upstream);
  const double projection = group_sum(ProductWithDeviation{m.mean}, g, upstream, x);
  *dbeta = static_cast<float>(total);
  *dgamma = static_cast<float>(r * projection);
  const BatchNormGradient gradient = {m.mean, total / count, r * r * projection / count,
                                      r * static_cast<double>(gamma)};
  for (std::size_t row = 0; row < g.rows; ++row)
    map(gradient, g.length, dx + row * g.stride, upstream + row * g.stride, x + row * g.stride);
}

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
