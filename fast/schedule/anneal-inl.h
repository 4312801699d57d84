// Rates that anneal towards an end, and those that warm up.
#if defined(ASSAY_FAST_SCHEDULE_ANNEAL_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_SCHEDULE_ANNEAL_INL_H
#undef ASSAY_FAST_SCHEDULE_ANNEAL_INL_H
#else
#define ASSAY_FAST_SCHEDULE_ANNEAL_INL_H
#endif

#include "fast/lanes/exp-inl.h"
#include "fast/lanes/log-inl.h"
#include "fast/lanes/map-inl.h"
#include "fast/lanes/polynomial-inl.h"
#include "fast/schedule/schedule.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// lr w + end (1 - w), which lies between the two, whatever their sizes
template <class D, class V>
HWY_INLINE V between_rates(D d, float lr, float end, V w) {
  const V rest = hn::Sub(hn::Set(d, 1.0), w);
  return hn::MulAdd(hn::Set(d, lr), w, hn::Mul(hn::Set(d, end), rest));
}

/// w = ((K - k) / K)^p, 0 beyond K
struct PolynomialDecay {
  using Lane = double;
  float lr, end;
  double steps, power;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V k) const {
    const V left = hn::Div(hn::Max(hn::Sub(hn::Set(d, steps), k), hn::Zero(d)), hn::Set(d, steps));
    const V w = exp(d, hn::Mul(hn::Set(d, power), log(d, left)));  // log 0 = -inf, e^-inf = 0
    return between_rates(d, lr, end, w);
  }
};

/// sin(y) for 0 <= y <= pi/2: Taylor's polynomial of degree 21, which leaves 1.2e-18.
template <class D, class V>
HWY_INLINE V quarter_sine(D d, V y) {
  static constexpr double kSine[] = {1.0,
                                     -1 / 6.0,
                                     1 / 120.0,
                                     -1 / 5040.0,
                                     1 / 362880.0,
                                     -1 / 39916800.0,
                                     1 / 6227020800.0,
                                     -1 / 1307674368000.0,
                                     1 / 355687428096000.0,
                                     -1 / 121645100408832000.0,
                                     1 / 51090942171709440000.0};
  return hn::Mul(y, polynomial(d, hn::Mul(y, y), kSine));
}

/// w = (1 + cos(pi k / K)) / 2 = sin^2(pi (K - k) / 2 K), which keeps its digits where w is small.
/// Beyond K the distance to the nearest odd multiple of K is taken, or 0 (clamped).
struct CosineDecay {
  using Lane = double;
  float lr, end;
  double steps;
  bool clamped;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V k) const {
    const V length = hn::Set(d, steps), turn = hn::Set(d, 2 * steps);
    const V phase = hn::NegMulAdd(turn, hn::Floor(hn::Div(k, turn)), k);
    const V swinging = hn::Abs(hn::Sub(length, phase));
    const V distance = clamped ? hn::Max(hn::Sub(length, k), hn::Zero(d)) : swinging;
    const V half_pi = hn::Set(d, 0x1.921fb54442d18p+0);
    const V s = quarter_sine(d, hn::Mul(half_pi, hn::Div(distance, length)));
    return between_rates(d, lr, end, hn::Mul(s, s));
  }
};

/// lr min(1, (k + first) / W)
struct LinearWarmup {
  using Lane = double;
  float lr;
  double steps, first;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V k) const {
    const V done = hn::Min(hn::Add(k, hn::Set(d, first)), hn::Set(d, steps));
    return hn::Div(hn::Mul(hn::Set(d, lr), done), hn::Set(d, steps));
  }
};

/// (width max(k, W^3 / k^2))^(-1/2), the smaller of both branches under one root
struct TransformerWarmup {
  using Lane = double;
  double width, steps;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V k) const {
    const V cube = hn::Set(d, steps * steps * steps);
    const V slower = hn::Max(k, hn::Div(cube, hn::Mul(k, k)));
    return hn::Div(hn::Set(d, 1.0), hn::Sqrt(hn::Mul(hn::Set(d, width), slower)));
  }
};

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
