// Divergences of normal distributions; r^2 - 1 as (r - 1)(r + 1), which does not cancel near r = 1
#if defined(ASSAY_FAST_DIVERGENCE_KL_NORMAL_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_DIVERGENCE_KL_NORMAL_INL_H
#undef ASSAY_FAST_DIVERGENCE_KL_NORMAL_INL_H
#else
#define ASSAY_FAST_DIVERGENCE_KL_NORMAL_INL_H
#endif

#include "fast/lanes/log-inl.h"
#include "fast/lanes/reduce-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// (r^2 - 1) / 2 - log r
template <class D, class V>
HWY_INLINE V kl_of_scale_ratio(D d, V r) {
  const V one = hn::Set(d, 1.0);
  const V excess = hn::Mul(hn::Sub(r, one), hn::Add(r, one));
  return hn::Sub(hn::Mul(hn::Set(d, 0.5), excess), log(d, r));
}

struct KlNormalStandard {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V mu, V sigma) const {
    const V half_square = hn::Mul(hn::Set(d, 0.5), hn::Mul(mu, mu));
    return hn::Add(half_square, kl_of_scale_ratio(d, sigma));
  }
};

/// factor (sigma - 1 / sigma)
struct KlNormalStandardSigmaSlope {
  using Lane = double;
  double factor;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V sigma) const {
    const V one = hn::Set(d, 1.0);
    const V excess = hn::Mul(hn::Sub(sigma, one), hn::Add(sigma, one));
    return hn::Mul(hn::Set(d, factor), hn::Div(excess, sigma));
  }
};

/// factor x
struct KlScaled {
  using Lane = double;
  double factor;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    return hn::Mul(hn::Set(d, factor), x);
  }
};

struct KlNormalNormal {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V mu1, V sigma1, V mu2, V sigma2) const {
    const V z = hn::Div(hn::Sub(mu1, mu2), sigma2);
    const V half_square = hn::Mul(hn::Set(d, 0.5), hn::Mul(z, z));
    return hn::Add(half_square, kl_of_scale_ratio(d, hn::Div(sigma1, sigma2)));
  }
};

/// The four derivatives, times factor.
struct KlNormalNormalSlopes {
  using Lane = double;
  double factor;

  template <class D, class V>
  HWY_INLINE Vectors<4, V> operator()(D d, V mu1, V sigma1, V mu2, V sigma2) const {
    const V one = hn::Set(d, 1.0), f = hn::Set(d, factor);
    const V r = hn::Div(sigma1, sigma2), z = hn::Div(hn::Sub(mu1, mu2), sigma2);
    const V excess = hn::Mul(hn::Sub(r, one), hn::Add(r, one));
    const V by_mu = hn::Mul(f, hn::Div(z, sigma2));
    const V by_sigma2 = hn::Div(hn::Neg(hn::MulAdd(z, z, excess)), sigma2);
    return {{by_mu, hn::Mul(f, hn::Div(excess, sigma1)), hn::Neg(by_mu), hn::Mul(f, by_sigma2)}};
  }
};

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
