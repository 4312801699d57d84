// sigmoid(x) = 1 / (1 + e^-x);  sigmoid'(x) = sigmoid(x) sigmoid(-x)
#if defined(ASSAY_FAST_ACTIVATION_SIGMOID_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_ACTIVATION_SIGMOID_INL_H
#undef ASSAY_FAST_ACTIVATION_SIGMOID_INL_H
#else
#define ASSAY_FAST_ACTIVATION_SIGMOID_INL_H
#endif

#include "fast/lanes/exp-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// sigmoid(x) that rounds to the right float32. Near 0 it is 1/2 + x/4 - x^3/48: where 1/2 + x/4
/// lies halfway between two floats, the cubic term decides, which no double shows beside 1/2. The
/// sum is moved towards 1/2 by one last place; every other sum is farther from halfway than that
/// and the cubic term together.
template <class D, class V>
HWY_INLINE V nearest_sigmoid(D d, V x) {
  const V sum = hn::MulAdd(x, hn::Set(d, 0.25), hn::Set(d, 0.5));
  const V near_zero = hn::Sub(sum, hn::CopySign(hn::Set(d, 0x1p-53), x));
  return hn::IfThenElse(hn::Lt(hn::Abs(x), hn::Set(d, 0x1p-12)), near_zero, sigmoid(d, x));
}

struct Sigmoid {
  using Lane = double;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    return nearest_sigmoid(d, x);
  }
  template <class D, class V>
  HWY_INLINE V slope(D d, V x) const {
    return sigmoid_slope(d, x);
  }
};

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
