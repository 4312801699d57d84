// v' = v + g^2; theta - lr / (1 + (t - 1) decay) g / (sqrt(v') + eps), or eps inside
#if defined(ASSAY_FAST_OPTIMIZER_ADAGRAD_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_OPTIMIZER_ADAGRAD_INL_H
#undef ASSAY_FAST_OPTIMIZER_ADAGRAD_INL_H
#else
#define ASSAY_FAST_OPTIMIZER_ADAGRAD_INL_H
#endif

#include "fast/lanes/map-inl.h"
#include "fast/optimizer/optimizer.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// theta and the sum of squares after a step.
struct Adagrad {
  using Lane = double;
  AdagradSettings s;

  template <class D, class V>
  HWY_INLINE Vectors<2, V> operator()(D d, V theta, V gradient, V sum) const {
    const double decay = 1 + (s.t - 1) * static_cast<double>(s.lr_decay);
    const V v = hn::MulAdd(gradient, gradient, sum);
    const V epsilon = hn::Set(d, s.epsilon);
    const V denominator =
        s.epsilon_inside ? hn::Sqrt(hn::Add(v, epsilon)) : hn::Add(hn::Sqrt(v), epsilon);
    const V step = hn::Mul(hn::Set(d, static_cast<double>(s.lr) / decay), gradient);
    return {{hn::Sub(theta, hn::Div(step, denominator)), v}};
  }
};

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
