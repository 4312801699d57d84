// delta = sqrt((E[d^2] + eps) / (E[g^2]' + eps)) g under one root; theta - lr delta
#if defined(ASSAY_FAST_OPTIMIZER_ADADELTA_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_OPTIMIZER_ADADELTA_INL_H
#undef ASSAY_FAST_OPTIMIZER_ADADELTA_INL_H
#else
#define ASSAY_FAST_OPTIMIZER_ADADELTA_INL_H
#endif

#include "fast/lanes/map-inl.h"
#include "fast/optimizer/optimizer.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// theta, the mean square of the gradient and that of the step after a step.
struct Adadelta {
  using Lane = double;
  AdadeltaSettings s;

  template <class D, class V>
  HWY_INLINE Vectors<3, V> operator()(D d, V theta, V gradient, V square, V square_step) const {
    const V rho = hn::Set(d, s.rho), rest = hn::Set(d, 1.0 - static_cast<double>(s.rho));
    const V epsilon = hn::Set(d, s.epsilon);
    const V power = hn::MulAdd(rho, square, hn::Mul(rest, hn::Mul(gradient, gradient)));
    const V ratio = hn::Div(hn::Add(square_step, epsilon), hn::Add(power, epsilon));
    const V delta = hn::Mul(hn::Sqrt(ratio), gradient);
    const V step_power = hn::MulAdd(rho, square_step, hn::Mul(rest, hn::Mul(delta, delta)));
    return {{hn::NegMulAdd(hn::Set(d, s.lr), delta, theta), power, step_power}};
  }
};

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
