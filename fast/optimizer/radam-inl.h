// theta - lr r m^ / (sqrt(v^) + eps), with the rectifier r and the corrections outside the loop
#if defined(ASSAY_FAST_OPTIMIZER_RADAM_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_OPTIMIZER_RADAM_INL_H
#undef ASSAY_FAST_OPTIMIZER_RADAM_INL_H
#else
#define ASSAY_FAST_OPTIMIZER_RADAM_INL_H
#endif

#include "fast/lanes/map-inl.h"
#include "fast/optimizer/optimizer.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// What all elements share: lr r / (1 - beta1^t) and what v is divided by before its root is taken;
/// without a division by the root at all where `rectified` is false.
struct RadamFactors {
  double rate, correction2;
  bool rectified;
};

/// theta, m and v after a step.
struct Radam {
  using Lane = double;
  RadamSettings s;
  RadamFactors f;

  template <class D, class V>
  HWY_INLINE Vectors<3, V> operator()(D d, V theta, V gradient, V m0, V v0) const {
    const double beta1 = s.beta1, beta2 = s.beta2;
    const V m = hn::MulAdd(hn::Set(d, beta1), m0, hn::Mul(hn::Set(d, 1 - beta1), gradient));
    const V square = hn::Mul(gradient, gradient);
    const V v = hn::MulAdd(hn::Set(d, beta2), v0, hn::Mul(hn::Set(d, 1 - beta2), square));
    const V step = hn::Mul(hn::Set(d, f.rate), m);
    if (!f.rectified) return {{hn::Sub(theta, step), m, v}};
    const V root = hn::Sqrt(hn::Div(v, hn::Set(d, f.correction2)));
    return {{hn::Sub(theta, hn::Div(step, hn::Add(root, hn::Set(d, s.epsilon)))), m, v}};
  }
};

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
