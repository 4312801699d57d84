// theta - lr (a m' + b g) / (sqrt(v^) + eps), with the weights a and b outside the loop
#if defined(ASSAY_FAST_OPTIMIZER_NADAM_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_OPTIMIZER_NADAM_INL_H
#undef ASSAY_FAST_OPTIMIZER_NADAM_INL_H
#else
#define ASSAY_FAST_OPTIMIZER_NADAM_INL_H
#endif

#include "fast/lanes/map-inl.h"
#include "fast/optimizer/optimizer.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// theta, m and v after a step. The weights and the correction are the same for every element.
struct Nadam {
  using Lane = double;
  NadamSettings s;
  double momentum_weight, gradient_weight, correction2;

  template <class D, class V>
  HWY_INLINE Vectors<3, V> operator()(D d, V theta, V gradient, V m0, V v0) const {
    const double beta1 = s.beta1, beta2 = s.beta2;
    const V m = hn::MulAdd(hn::Set(d, beta1), m0, hn::Mul(hn::Set(d, 1 - beta1), gradient));
    const V square = hn::Mul(gradient, gradient);
    const V v = hn::MulAdd(hn::Set(d, beta2), v0, hn::Mul(hn::Set(d, 1 - beta2), square));
    const V direction =
        hn::MulAdd(hn::Set(d, momentum_weight), m, hn::Mul(hn::Set(d, gradient_weight), gradient));
    const V root = hn::Sqrt(hn::Div(v, hn::Set(d, correction2)));
    const V step =
        hn::Div(hn::Mul(hn::Set(d, s.lr), direction), hn::Add(root, hn::Set(d, s.epsilon)));
    return {{hn::Sub(theta, step), m, v}};
  }
};

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
