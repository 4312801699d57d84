// Divergences of discrete distributions, the ratio inside one logarithm
#if defined(ASSAY_FAST_DIVERGENCE_KL_CATEGORICAL_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_DIVERGENCE_KL_CATEGORICAL_INL_H
#undef ASSAY_FAST_DIVERGENCE_KL_CATEGORICAL_INL_H
#else
#define ASSAY_FAST_DIVERGENCE_KL_CATEGORICAL_INL_H
#endif

#include "fast/lanes/log-inl.h"
#include "fast/lanes/reduce-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// p log(p / q), 0 where p is 0
struct RelativeEntropy {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V p, V q) const {
    const V term = hn::Mul(p, log(d, hn::Div(p, q)));
    return hn::IfThenZeroElse(hn::Eq(p, hn::Zero(d)), term);
  }
};

/// log((1 - p) / (1 - q)) = log1p((q - p) / (1 - q)), since 1 - p rounds where p is small
template <class D, class V>
HWY_INLINE V log_ratio_of_complements(D d, V p, V q) {
  return log1p(d, hn::Div(hn::Sub(q, p), hn::Sub(hn::Set(d, 1.0), q)));
}

struct KlBernoulli {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V p, V q) const {
    const V rest = hn::Sub(hn::Set(d, 1.0), p);
    const RelativeEntropy relative_entropy;
    return hn::MulAdd(rest, log_ratio_of_complements(d, p, q), relative_entropy(d, p, q));
  }
};

struct KlBernoulliSlopes {
  using Lane = double;
  double factor;

  template <class D, class V>
  HWY_INLINE Vectors<2, V> operator()(D d, V p, V q) const {
    const V one = hn::Set(d, 1.0), f = hn::Set(d, factor);
    const V log_odds = hn::Sub(log(d, hn::Div(p, q)), log_ratio_of_complements(d, p, q));
    const V by_q = hn::Div(hn::Sub(q, p), hn::Mul(q, hn::Sub(one, q)));
    return {{hn::Mul(f, log_odds), hn::Mul(f, by_q)}};
  }
};

struct KlCategoricalSlopes {
  using Lane = double;
  double factor;

  template <class D, class V>
  HWY_INLINE Vectors<2, V> operator()(D d, V p, V q) const {
    const V f = hn::Set(d, factor);
    const V by_p = hn::Add(log(d, hn::Div(p, q)), hn::Set(d, 1.0));
    return {{hn::Mul(f, by_p), hn::Neg(hn::Mul(f, hn::Div(p, q)))}};
  }
};

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
