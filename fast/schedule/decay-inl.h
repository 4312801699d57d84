// Rates that fall with every step: gamma^x as e^(x log gamma), and inverses of the step.
#if defined(ASSAY_FAST_SCHEDULE_DECAY_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_SCHEDULE_DECAY_INL_H
#undef ASSAY_FAST_SCHEDULE_DECAY_INL_H
#else
#define ASSAY_FAST_SCHEDULE_DECAY_INL_H
#endif

#include "fast/lanes/exp-inl.h"
#include "fast/lanes/map-inl.h"
#include "fast/schedule/schedule.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// lr e^(rate x), gamma^x for a rate of log gamma
struct ExponentialDecay {
  using Lane = double;
  float lr;
  double rate;  ///< log(gamma) / s, or log(gamma) where steps are counted in whole periods
  double period;
  bool staircase;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V k) const {
    const V x = staircase ? hn::Floor(hn::Div(k, hn::Set(d, period))) : k;
    return hn::Mul(hn::Set(d, lr), exp(d, hn::Mul(hn::Set(d, rate), x)));
  }
};

/// end + (start - end) e^(-k / tau)
struct EpsilonDecay {
  using Lane = double;
  double start, end, period;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V k) const {
    const V left = exp(d, hn::Neg(hn::Div(k, hn::Set(d, period))));
    return hn::MulAdd(hn::Set(d, start - end), left, hn::Set(d, end));
  }
};

/// lr gamma^n for the n milestones that lie behind
struct MultistepDecay {
  using Lane = double;
  float lr;
  double rate;  ///< log(gamma)
  const float* milestones;
  std::size_t count;
  bool at_milestone;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V k) const {
    const V one = hn::Set(d, 1.0);
    V passed = hn::Zero(d);
    for (std::size_t m = 0; m < count; ++m) {
      const V milestone = hn::Set(d, milestones[m]);
      const auto behind = at_milestone ? hn::Le(milestone, k) : hn::Lt(milestone, k);
      passed = hn::Add(passed, hn::IfThenElseZero(behind, one));
    }
    return hn::Mul(hn::Set(d, lr), exp(d, hn::Mul(hn::Set(d, rate), passed)));
  }
};

/// c0 / (c1 + r k), with k counted in whole periods on a staircase
struct InverseDecay {
  using Lane = double;
  double c0, c1, rate, period;
  bool staircase;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V k) const {
    const V periods = hn::Div(k, hn::Set(d, period));
    const V x = staircase ? hn::Floor(periods) : periods;
    return hn::Div(hn::Set(d, c0), hn::MulAdd(hn::Set(d, rate), x, hn::Set(d, c1)));
  }
};

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
