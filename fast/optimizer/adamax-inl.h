// u' = max(beta2 u, |g|); theta - lr m^ / u'
#if defined(ASSAY_FAST_OPTIMIZER_ADAMAX_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_OPTIMIZER_ADAMAX_INL_H
#undef ASSAY_FAST_OPTIMIZER_ADAMAX_INL_H
#else
#define ASSAY_FAST_OPTIMIZER_ADAMAX_INL_H
#endif

#include "fast/lanes/reduce-inl.h"
#include "fast/optimizer/optimizer.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// theta, m and u after a step. The correction is the same for every element.
struct Adamax {
  using Lane = double;
  AdamaxSettings s;
  double correction1;

  template <class D, class V>
  HWY_INLINE Vectors<3, V> operator()(D d, V theta, V gradient, V m0, V u0) const {
    const double beta1 = s.beta1;
    const V m = hn::MulAdd(hn::Set(d, beta1), m0, hn::Mul(hn::Set(d, 1 - beta1), gradient));
    const V zero = hn::Zero(d), epsilon = hn::Set(d, s.epsilon);
    const V size = hn::Add(hn::Abs(gradient), s.epsilon_outside ? zero : epsilon);
    const V u = max_or_nan(hn::Mul(hn::Set(d, s.beta2), u0), size);
    const V denominator = hn::Add(u, s.epsilon_outside ? epsilon : zero);
    const V rate = hn::Set(d, static_cast<double>(s.lr) / correction1);
    return {{hn::Sub(theta, hn::Div(hn::Mul(rate, m), denominator)), m, u}};
  }
};

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
