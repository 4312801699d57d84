// Batch normalization by kept statistics, and the keeping of them
#if defined(ASSAY_FAST_NORMALIZATION_RUNNING_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_NORMALIZATION_RUNNING_INL_H
#undef ASSAY_FAST_NORMALIZATION_RUNNING_INL_H
#else
#define ASSAY_FAST_NORMALIZATION_RUNNING_INL_H
#endif

#include "fast/normalization/batch_norm-inl.h"
#include "fast/normalization/group-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// One channel's parameters and kept statistics.
struct KeptChannel {
  double gamma, beta, mean, variance;

  double inverse_deviation(double epsilon) const {
    const hn::CappedTag<double, 1> one;
    return 1 / hn::GetLane(hn::Sqrt(hn::Set(one, variance + epsilon)));
  }
};

inline void inference_channel(Group g, const float* x, const KeptChannel& kept, double epsilon,
                              float* y) {
  const Affine affine = {kept.mean, kept.inverse_deviation(epsilon) * kept.gamma, kept.beta};
  for (std::size_t r = 0; r < g.rows; ++r)
    map(affine, g.length, y + r * g.stride, x + r * g.stride);
}

/// scale g
struct Scaled {
  using Lane = double;
  double scale;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V g) const {
    return hn::Mul(hn::Set(d, scale), g);
  }
};

/// Where a channel's five gradients go.
struct InferenceGradients {
  float *dx, *dgamma, *dbeta, *dmean, *dvariance;
};

inline void inference_gradient_channel(Group g, const float* x, const float* upstream,
                                       const KeptChannel& kept, double epsilon,
                                       const InferenceGradients& out) {
  const double r = kept.inverse_deviation(epsilon), scale = kept.gamma * r;
  const double total = group_sum(Value{}, g, upstream);
  const double projection = group_sum(ProductWithDeviation{kept.mean}, g, upstream, x);
  *out.dgamma = static_cast<float>(r * projection);
  *out.dbeta = static_cast<float>(total);
  *out.dmean = static_cast<float>(-scale * total);
  *out.dvariance = static_cast<float>(-scale * r * r * projection / 2);
  for (std::size_t row = 0; row < g.rows; ++row)
    map(Scaled{scale}, g.length, out.dx + row * g.stride, upstream + row * g.stride);
}

/// The old number and the batch's, weighed.
inline float blend(double old, double batch, double weight) {
  return static_cast<float>((1 - weight) * old + weight * batch);
}

/// `subtracted` is 1 for the unbiased variance, 0 for the biased one.
inline void running_channel(Group g, const float* x, double weight, std::size_t subtracted,
                            const float* old, float* next_mean, float* next_variance) {
  const double count = static_cast<double>(g.size());
  const double mean = group_sum(Value{}, g, x) / count;
  const double squares = group_sum(SquaredDeviation{mean}, g, x);
  *next_mean = blend(old[0], mean, weight);
  *next_variance = blend(old[1], squares / (count - static_cast<double>(subtracted)), weight);
}

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
