// Moments of a group of numbers in double lanes
#if defined(ASSAY_FAST_NORMALIZATION_GROUP_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_NORMALIZATION_GROUP_INL_H
#undef ASSAY_FAST_NORMALIZATION_GROUP_INL_H
#else
#define ASSAY_FAST_NORMALIZATION_GROUP_INL_H
#endif

#include "fast/lanes/reduce-inl.h"
#include "fast/normalization/normalization.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// Rows of one length at a fixed distance, which together form the group that is standardised.
struct Group {
  std::size_t rows, length, stride;

  std::size_t size() const { return rows * length; }
};

struct SquaredDeviation {
  double mean;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    const V deviation = hn::Sub(x, hn::Set(d, mean));
    return hn::Mul(deviation, deviation);
  }
};

template <class Op, class... Inputs>
double group_sum(const Op& op, Group g, const Inputs*... x) {
  double total = 0;
  for (std::size_t r = 0; r < g.rows; ++r) total += sum(op, g.length, (x + r * g.stride)...);
  return total;
}

/// Two passes: E[x^2] - E[x]^2 would cancel.
inline Moments moments(Group g, const float* x, double epsilon) {
  const double count = static_cast<double>(g.size());
  const double mean = group_sum(Value{}, g, x) / count;
  const double variance = group_sum(SquaredDeviation{mean}, g, x) / count;
  const hn::CappedTag<double, 1> one;
  const double deviation = hn::GetLane(hn::Sqrt(hn::Set(one, variance + epsilon)));
  return {mean, 1 / deviation};
}

/// g (x - mean), whose sum is dgamma / r.
struct ProductWithDeviation {
  double mean;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V g, V x) const {
    return hn::Mul(g, hn::Sub(x, hn::Set(d, mean)));
  }
};

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
