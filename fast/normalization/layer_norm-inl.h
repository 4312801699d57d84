// One example: gamma (x - mean) / sqrt(variance + eps) + beta over its features, and its gradients
#if defined(ASSAY_FAST_NORMALIZATION_LAYER_NORM_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_NORMALIZATION_LAYER_NORM_INL_H
#undef ASSAY_FAST_NORMALIZATION_LAYER_NORM_INL_H
#else
#define ASSAY_FAST_NORMALIZATION_LAYER_NORM_INL_H
#endif

#include "fast/normalization/group-inl.h"
#include "fast/operand.h"
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
                                    Moments m, float* dx, std::size_t n) {
  const double r = m.inverse_deviation, count = static_cast<double>(n);
  const double mean = sum(Product{}, n, upstream, gamma) / count;
  const double projection = sum(WeightedDeviation{m.mean}, n, upstream, gamma, x) / count;
  map(LayerNormGradient{m.mean, mean, r * r * projection, r}, n, dx, upstream, gamma, x);
}

/// dgamma and dbeta of one vector of features, over the examples.
template <class D>
HWY_INLINE void layer_norm_parameter_columns(D d, const float* x, const float* upstream,
                                             const Moments* moments, std::size_t rows,
                                             std::size_t n, float* dgamma, float* dbeta) {
  auto by_gamma = hn::Zero(d), by_beta = hn::Zero(d);
  for (std::size_t r = 0; r < rows; ++r) {
    const auto g = load(d, upstream + r * n);
    const auto deviation = hn::Sub(load(d, x + r * n), hn::Set(d, moments[r].mean));
    const auto standard = hn::Mul(deviation, hn::Set(d, moments[r].inverse_deviation));
    by_beta = hn::Add(by_beta, g);
    by_gamma = hn::MulAdd(g, standard, by_gamma);
  }
  store(by_gamma, d, dgamma);
  store(by_beta, d, dbeta);
}

inline void layer_norm_parameter_gradients(const float* x, const float* upstream,
                                           const Moments* moments, float* dgamma, float* dbeta,
                                           std::size_t rows, std::size_t n) {
  const Tag<double> d;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t c = 0;
  for (; c + lanes <= n; c += lanes)
    layer_norm_parameter_columns(d, place(x, c), place(upstream, c), moments, rows, n, dgamma + c,
                                 dbeta + c);
  for (; c < n; ++c)
    layer_norm_parameter_columns(hn::CappedTag<double, 1>(), place(x, c), place(upstream, c),
                                 moments, rows, n, dgamma + c, dbeta + c);
}

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
