// theta (1 - lr lambda) - lr m^ / (sqrt(v^) + eps), with the bias corrections outside the loop
#if defined(ASSAY_FAST_OPTIMIZER_ADAM_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_OPTIMIZER_ADAM_INL_H
#undef ASSAY_FAST_OPTIMIZER_ADAM_INL_H
#else
#define ASSAY_FAST_OPTIMIZER_ADAM_INL_H
#endif

#include "fast/lanes/map-inl.h"
#include "fast/optimizer/optimizer.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// theta, m and v after a step. The corrections are the same for every element.
struct Adam {
  using Lane = double;
  AdamSettings s;
  double correction1, correction2;

  template <class D, class V>
  HWY_INLINE Vectors<3, V> operator()(D d, V theta, V gradient, V m0, V v0) const {
    const double beta1 = s.beta1, beta2 = s.beta2;
    const V m = hn::MulAdd(hn::Set(d, beta1), m0, hn::Mul(hn::Set(d, 1 - beta1), gradient));
    const V square = hn::Mul(gradient, gradient);
    const V v = hn::MulAdd(hn::Set(d, beta2), v0, hn::Mul(hn::Set(d, 1 - beta2), square));
    const V scaled = s.epsilon_hat ? v : hn::Div(v, hn::Set(d, correction2));
    const V denominator = hn::Add(hn::Sqrt(scaled), hn::Set(d, s.epsilon));
    const double root = s.epsilon_hat ? hn::GetLane(hn::Sqrt(hn::Set(d, correction2))) : 1;
    const V rate = hn::Set(d, static_cast<double>(s.lr) * root / correction1);
    const double decay = static_cast<double>(s.lr) * static_cast<double>(s.weight_decay);
    const V kept = hn::NegMulAdd(hn::Set(d, decay), theta, theta);
    return {{hn::Sub(kept, hn::Div(hn::Mul(rate, m), denominator)), m, v}};
  }
};

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
