// One example: gamma (x - mean) / sqrt(variance + eps) + beta over its features, and its gradients
#if defined(ASSAY_FAST_NORMALIZATION_LAYER_NORM_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_NORMALIZATION_LAYER_NORM_INL_H
#undef ASSAY_FAST_NORMALIZATION_LAYER_NORM_INL_H
#else
#define ASSAY_FAST_NORMALIZATION_LAYER_NORM_INL_H
#endif

#include "fast/normalization/group-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// gamma (x - mean) r + beta, with gamma and beta of each feature
struct FeatureAffine {
  using Lane = double;
  double mean, r;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V x, V gamma, V beta) const {
    const V standard = hn::Mul(hn::Sub(x, hn::Set(d, mean)), hn::Set(d, r));
    return hn::MulAdd(standard, gamma, beta);
  }
};

inline void layer_norm_row(const float* x, const float* gamma, const float* beta, double epsilon,
                           float* y, std::size_t n) {
  const Moments m = moments({1, n, n}, x, epsilon);
  map(FeatureAffine{m.mean, m.inverse_deviation}, n, y, x, gamma, beta);
}

/// g gamma (x - mean)
struct WeightedDeviation {
  double mean;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V g, V gamma, V x) const {
    return hn::Mul(hn::Mul(g, gamma), hn::Sub(x, hn::Set(d, mean)));
  }
};

/// r (g gamma - mean(g gamma) - (x - mean) slope)
struct LayerNormGradient {
  using Lane = double;
  double mean, upstream_mean, slope, r;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V g, V gamma, V x) const {
    const V deviation = hn::Sub(x, hn::Set(d, mean));
    const V centred = hn::MulSub(g, gamma, hn::Set(d, upstream_mean));
    return hn::Mul(hn::Set(d, r), hn::NegMulAdd(deviation, hn::Set(d, slope), centred));
  }
};

inline void layer_norm_gradient_row(const float* x, const float* gamma, const float* upstream,
                                    double epsilon, float* dx, std::size_t n) {
  const Moments m = moments({1, n, n}, x, epsilon);
  const double r = m.inverse_deviation, count = static_cast<double>(n);
  const double mean = sum(Product{}, n, upstream, gamma) / count;
  const double projection = sum(WeightedDeviation{m.mean}, n, upstream, gamma, x) / count;
  map(LayerNormGradient{m.mean, mean, r * r * projection, r}, n, dx, upstream, gamma, x);
}

/// dgamma and dbeta, feature by feature over the examples.
inline void layer_norm_parameter_gradients(const float* x, const float* upstream, double epsilon,
                                           float* dgamma, float* dbeta, std::size_t rows,
                                           std::size_t n) {
  for (std::size_t c = 0; c < n; ++c) {
    double by_gamma = 0, by_beta = 0;
    for (std::size_t r = 0; r < rows; ++r) {
      const Moments m = moments({1, n, n}, x + r * n, epsilon);
      const double g = upstream[r * n + c];
      by_beta += g;
      by_gamma += g * ((static_cast<double>(x[r * n + c]) - m.mean) * m.inverse_deviation);
    }
    dgamma[c] = static_cast<float>(by_gamma);
    dbeta[c] = static_cast<float>(by_beta);
  }
}

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
