// Losses of a prediction and a real target.
#if defined(ASSAY_FAST_LOSS_REGRESSION_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_LOSS_REGRESSION_INL_H
#undef ASSAY_FAST_LOSS_REGRESSION_INL_H
#else
#define ASSAY_FAST_LOSS_REGRESSION_INL_H
#endif

#include "fast/lanes/exp-inl.h"
#include "fast/lanes/log-inl.h"
#include "fast/loss/elementwise-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

struct SquaredError {
  template <class D, class V>
  HWY_INLINE V operator()(D, V prediction, V target) const {
    const V error = hn::Sub(prediction, target);
    return hn::Mul(error, error);
  }
  template <class D, class V>
  HWY_INLINE auto slopes(D d, V prediction, V target) const {
    return both_ways(hn::Mul(hn::Set(d, 2.0), hn::Sub(prediction, target)));
  }
};

struct AbsoluteError {
  template <class D, class V>
  HWY_INLINE V operator()(D, V prediction, V target) const {
    return hn::Abs(hn::Sub(prediction, target));
  }
  template <class D, class V>
  HWY_INLINE auto slopes(D d, V prediction, V target) const {
    const V error = hn::Sub(prediction, target);
    const V sign = hn::CopySign(hn::Set(d, 1.0), error);
    return both_ways(hn::IfThenElse(hn::Eq(error, hn::Zero(d)), error, sign));
  }
};

/// e^2 / 2 up to delta, then delta (|e| - delta / 2)
struct Huber {
  float delta;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V prediction, V target) const {
    const V bound = hn::Set(d, static_cast<double>(delta)), half = hn::Set(d, 0.5);
    const V size = hn::Abs(hn::Sub(prediction, target));
    const V inner = hn::Mul(half, hn::Mul(size, size));
    const V outer = hn::Mul(bound, hn::NegMulAdd(half, bound, size));
    return hn::IfThenElse(hn::Le(size, bound), inner, outer);
  }
  template <class D, class V>
  HWY_INLINE auto slopes(D d, V prediction, V target) const {
    const V bound = hn::Set(d, static_cast<double>(delta));
    const V error = hn::Sub(prediction, target);
    return both_ways(hn::Min(hn::Max(error, hn::Neg(bound)), bound));
  }
};

/// huber / beta
struct SmoothL1 {
  float beta;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V prediction, V target) const {
    return hn::Div(Huber{beta}(d, prediction, target), hn::Set(d, static_cast<double>(beta)));
  }
  template <class D, class V>
  HWY_INLINE auto slopes(D d, V prediction, V target) const {
    const V clipped = Huber{beta}.slopes(d, prediction, target).results[0];
    return both_ways(hn::Div(clipped, hn::Set(d, static_cast<double>(beta))));
  }
};

/// |e| + log(1 + e^(-2 |e|)) - log 2; near 0 log(1 + m^2 / (2 (1 + m))) with m = e^|e| - 1
struct LogCosh {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V prediction, V target) const {
    const V size = hn::Abs(hn::Sub(prediction, target)), one = hn::Set(d, 1.0);
    const V decay = exp(d, hn::Mul(hn::Set(d, -2.0), size));
    const V far = hn::Add(hn::Sub(size, hn::Set(d, 0x1.62e42fefa39efp-1)), log1p(d, decay));
    const V m = expm1(d, hn::Min(size, one));
    const V excess = hn::Div(hn::Mul(m, m), hn::Mul(hn::Set(d, 2.0), hn::Add(one, m)));
    return hn::IfThenElse(hn::Gt(size, one), far, log1p(d, excess));
  }
  template <class D, class V>
  HWY_INLINE auto slopes(D d, V prediction, V target) const {
    return both_ways(tanh(d, hn::Sub(prediction, target)));
  }
};

/// (log v + (mean - target)^2 / v + full log(2 pi)) / 2
struct GaussianNll {
  float full;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V mean, V target, V variance) const {
    const V error = hn::Sub(mean, target);
    const V fit = hn::Div(hn::Mul(error, error), variance);
    const V constant = hn::Set(d, 0x1.d67f1c864beb5p+0 * static_cast<double>(full));
    return hn::Mul(hn::Set(d, 0.5), hn::Add(hn::Add(log(d, variance), fit), constant));
  }
  template <class D, class V>
  HWY_INLINE Vectors<3, V> slopes(D d, V mean, V target, V variance) const {
    const V slope = hn::Div(hn::Sub(mean, target), variance);
    const V precision = hn::Div(hn::Set(d, 1.0), variance);
    const V by_variance = hn::Mul(hn::Set(d, 0.5), hn::NegMulAdd(slope, slope, precision));
    return {{slope, hn::Neg(slope), by_variance}};
  }
};

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
