// Mean and variance of a mixture of normals.
#if defined(ASSAY_FAST_DIVERGENCE_NORMAL_FIT_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_DIVERGENCE_NORMAL_FIT_INL_H
#undef ASSAY_FAST_DIVERGENCE_NORMAL_FIT_INL_H
#else
#define ASSAY_FAST_DIVERGENCE_NORMAL_FIT_INL_H
#endif

#include <cmath>

#include "fast/divergence/divergence.h"
#include "fast/lanes/reduce-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// w (s^2 + (m - mu)^2)
struct ComponentSpread {
  double mu;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V weight, V mean, V sigma) const {
    const V apart = hn::Sub(mean, hn::Set(d, mu));
    return hn::Mul(weight, hn::MulAdd(apart, apart, hn::Mul(sigma, sigma)));
  }
};

struct FittedNormal {
  double total, mu, sigma;
};

inline FittedNormal fit_normal(const float* weight, const float* mean, const float* sigma,
                               std::size_t n) {
  const double total = sum(Value{}, n, weight);
  const double mu = sum(Product{}, n, weight, mean) / total;
  return {total, mu, std::sqrt(sum(ComponentSpread{mu}, n, weight, mean, sigma) / total)};
}

/// dmu and dsigma are the upstream gradients over the total weight.
struct FitSlopes {
  using Lane = double;
  double mu, sigma, dmu, dsigma;

  template <class D, class V>
  HWY_INLINE Vectors<3, V> operator()(D d, V weight, V mean, V s) const {
    const V apart = hn::Sub(mean, hn::Set(d, mu));
    const V upstream = hn::Set(d, dsigma / sigma);
    // s^2 - sigma^2 as a product: close to each other they would cancel.
    const V width = hn::Set(d, sigma);
    const V excess = hn::MulAdd(apart, apart, hn::Mul(hn::Sub(s, width), hn::Add(s, width)));
    const V through = hn::Mul(upstream, apart);
    return {
        {hn::MulAdd(hn::Set(d, dmu), apart, hn::Mul(hn::Mul(hn::Set(d, 0.5), upstream), excess)),
         hn::Mul(weight, hn::Add(hn::Set(d, dmu), through)),
         hn::Mul(upstream, hn::Mul(weight, s))}};
  }
};

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
