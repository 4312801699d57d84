// Threshold units over strings of bits: a weighted sum in float64 and a comparison.
#if defined(ASSAY_FAST_NETWORK_THRESHOLD_NETWORK_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_NETWORK_THRESHOLD_NETWORK_INL_H
#undef ASSAY_FAST_NETWORK_THRESHOLD_NETWORK_INL_H
#else
#define ASSAY_FAST_NETWORK_THRESHOLD_NETWORK_INL_H
#endif

#include "fast/lanes/reduce-inl.h"
#include "fast/network/pointers.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// The output unit's sum over the hidden units that fire on `x`.
inline double hidden_sum(const ThresholdUnits& in, const float* x, const ThresholdExtents& e) {
  double total = 0;
  for (std::size_t unit = 0; unit < e.units; ++unit) {
    const double z = sum(Product{}, e.inputs, x, in.weight + unit * e.inputs) + in.bias[unit];
    if (in.fires(z)) total += in.readout[unit];
  }
  return total;
}

inline void threshold_steps(const ThresholdUnits& in, float* y, const ThresholdExtents& e) {
  for (std::size_t t = 0; t < e.steps; ++t)
    for (std::size_t n = 0; n < e.batch; ++n) {
      const double carried =
          t == 0 ? in.first_bias : in.recurrent * y[(t - 1) * e.batch + n] + in.bias_after;
      const double z = hidden_sum(in, in.x + (t * e.batch + n) * e.inputs, e) + carried;
      y[t * e.batch + n] = in.fires(z) ? 1.0f : 0.0f;
    }
}

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
