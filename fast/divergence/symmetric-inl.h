// Divergences in which both distributions count alike.
#if defined(ASSAY_FAST_DIVERGENCE_SYMMETRIC_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_DIVERGENCE_SYMMETRIC_INL_H
#undef ASSAY_FAST_DIVERGENCE_SYMMETRIC_INL_H
#else
#define ASSAY_FAST_DIVERGENCE_SYMMETRIC_INL_H
#endif

#include "fast/lanes/log-inl.h"
#include "fast/lanes/reduce-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// With p = m (1 + t) and q = m (1 - t): m ((1 + t) log(1 + t) + (1 - t) log(1 - t)) / 2, of which
/// no term is negative
struct JensenShannon {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V p, V q) const {
    const V sum = hn::Add(p, q), t = hn::Div(hn::Sub(p, q), sum);
    const V above = hn::Mul(p, log1p(d, t)), below = hn::Mul(q, log1p(d, hn::Neg(t)));
    const V zero = hn::Zero(d);
    return hn::Mul(hn::Set(d, 0.5), hn::Add(hn::IfThenZeroElse(hn::Eq(p, zero), above),
                                            hn::IfThenZeroElse(hn::Eq(q, zero), below)));
  }
};

struct JensenShannonSlopes {
  using Lane = double;
  double factor;

  template <class D, class V>
  HWY_INLINE Vectors<2, V> operator()(D d, V p, V q) const {
    const V f = hn::Set(d, 0.5 * factor), t = hn::Div(hn::Sub(p, q), hn::Add(p, q));
    return {{hn::Mul(f, log1p(d, t)), hn::Mul(f, log1p(d, hn::Neg(t)))}};
  }
};

/// (p - q) log(p / q)
struct Jeffreys {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V p, V q) const {
    return hn::Mul(hn::Sub(p, q), log(d, hn::Div(p, q)));
  }
};

struct JeffreysSlopes {
  using Lane = double;
  double factor;

  template <class D, class V>
  HWY_INLINE Vectors<2, V> operator()(D d, V p, V q) const {
    const V f = hn::Set(d, factor), difference = hn::Sub(p, q);
    const V ratio = log(d, hn::Div(p, q));
    const V by_p = hn::Add(ratio, hn::Div(difference, p));
    const V by_q = hn::Neg(hn::Add(ratio, hn::Div(difference, q)));
    return {{hn::Mul(f, by_p), hn::Mul(f, by_q)}};
  }
};

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
