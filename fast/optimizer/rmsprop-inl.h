// v' = rho v + (1 - rho) g^2; theta - lr g / (sqrt(v') + eps), or the variance and eps inside
#if defined(ASSAY_FAST_OPTIMIZER_RMSPROP_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_OPTIMIZER_RMSPROP_INL_H
#undef ASSAY_FAST_OPTIMIZER_RMSPROP_INL_H
#else
#define ASSAY_FAST_OPTIMIZER_RMSPROP_INL_H
#endif

#include "fast/lanes/map-inl.h"
#include "fast/optimizer/optimizer.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// theta, mean square and mean gradient after a step.
struct Rmsprop {
  using Lane = double;
  RmspropSettings s;

  template <class D, class V>
  HWY_INLINE Vectors<3, V> operator()(D d, V theta, V gradient, V mean_square,
                                      V mean_gradient) const {
    const V rho = hn::Set(d, s.rho), rest = hn::Set(d, 1.0 - static_cast<double>(s.rho));
    const V v = hn::MulAdd(rho, mean_square, hn::Mul(rest, hn::Mul(gradient, gradient)));
    const V m =
        s.centered ? hn::MulAdd(rho, mean_gradient, hn::Mul(rest, gradient)) : mean_gradient;
    const V power = s.centered ? hn::Sub(v, hn::Mul(m, m)) : v;
    const V epsilon = hn::Set(d, s.epsilon);
    const V denominator =
        s.epsilon_inside ? hn::Sqrt(hn::Add(power, epsilon)) : hn::Add(hn::Sqrt(power), epsilon);
    const V step = hn::Div(hn::Mul(hn::Set(d, s.lr), gradient), denominator);
    return {{hn::Sub(theta, step), v, m}};
  }
};

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
