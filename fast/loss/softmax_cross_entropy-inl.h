// -log softmax(x)_label = (x_k - x_label) + log1p(the other weights), k the largest logit;
// at the label the gradient is minus the sum of the other weights
#if defined(ASSAY_FAST_LOSS_SOFTMAX_CROSS_ENTROPY_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_LOSS_SOFTMAX_CROSS_ENTROPY_INL_H
#undef ASSAY_FAST_LOSS_SOFTMAX_CROSS_ENTROPY_INL_H
#else
#define ASSAY_FAST_LOSS_SOFTMAX_CROSS_ENTROPY_INL_H
#endif

#include "fast/lanes/log-inl.h"
#include "fast/softmax/softmax-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// -log softmax(x)_label
inline double softmax_cross_entropy_row(const float* x, std::size_t label, std::size_t n) {
  const Row row = examine_row(x, n);
  if (!row.has_weights) return kUndefined;
  const hn::CappedTag<double, 1> one;
  const double log_sum = hn::GetLane(log1p(one, hn::Set(one, row.rest)));
  const double top = row.shifted_exp.max;
  const double difference = label == row.k ? 0 : top - static_cast<double>(x[label]);
  return difference + log_sum;
}

struct ScaledWeight {
  using Lane = double;
  Weight weight;
  double factor;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    return hn::Mul(hn::Set(d, factor), weight(d, x));
  }
};

/// dx = factor (softmax(x) - onehot(label))
inline void softmax_cross_entropy_gradient_row(const float* x, std::size_t label, double factor,
                                               float* dx, std::size_t n) {
  const Row row = examine_row(x, n);
  if (!row.has_weights) return fill(dx, n, kUndefined);
  map(ScaledWeight{Weight(row), factor}, n, dx, x);
  const double others = row.weight * sum_without(row.shifted_exp, label, n, x);
  dx[label] = static_cast<float>(-factor * others);
}

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
