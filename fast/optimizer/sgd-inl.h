// v' = mu v + g, theta - lr v', or v' = mu v - lr g, theta + v'; Nesterov looks one step ahead
#if defined(ASSAY_FAST_OPTIMIZER_SGD_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_OPTIMIZER_SGD_INL_H
#undef ASSAY_FAST_OPTIMIZER_SGD_INL_H
#else
#define ASSAY_FAST_OPTIMIZER_SGD_INL_H
#endif

#include "fast/lanes/map-inl.h"
#include "fast/optimizer/optimizer.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// theta and velocity after a step.
struct Sgd {
  using Lane = double;
  SgdSettings s;

  template <class D, class V>
  HWY_INLINE Vectors<2, V> operator()(D d, V theta, V gradient, V velocity) const {
    const V mu = hn::Set(d, s.momentum), lr = hn::Set(d, s.lr);
    const V push = s.scaled ? hn::Neg(hn::Mul(lr, gradient)) : gradient;
    const V v = hn::MulAdd(mu, velocity, push);
    const V step = s.nesterov ? hn::MulAdd(mu, v, push) : v;
    return {{s.scaled ? hn::Add(theta, step) : hn::NegMulAdd(lr, step, theta), v}};
  }
};

/// v' = mu v + share g, theta - lr v'
struct SgdDampened {
  using Lane = double;
  SgdDampenedSettings s;

  template <class D, class V>
  HWY_INLINE Vectors<2, V> operator()(D d, V theta, V gradient, V velocity) const {
    const double share = s.dampens ? 1 - static_cast<double>(s.dampening) : 1;
    const V v = hn::MulAdd(hn::Set(d, s.momentum), velocity, hn::Mul(hn::Set(d, share), gradient));
    return {{hn::NegMulAdd(hn::Set(d, s.lr), v, theta), v}};
  }
};

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
