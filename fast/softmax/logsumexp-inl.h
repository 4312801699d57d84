// logsumexp(x) = log(sum_i e^x_i) = x_k + log1p(sum over i != k of e^(x_i - x_k));
// its gradient is softmax(x)
#if defined(ASSAY_FAST_SOFTMAX_LOGSUMEXP_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_SOFTMAX_LOGSUMEXP_INL_H
#undef ASSAY_FAST_SOFTMAX_LOGSUMEXP_INL_H
#else
#define ASSAY_FAST_SOFTMAX_LOGSUMEXP_INL_H
#endif

#include "fast/lanes/log-inl.h"
#include "fast/softmax/row-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

inline double log1p_of(double rest) {
  const hn::CappedTag<double, 1> d;
  return hn::GetLane(log1p(d, hn::Set(d, rest)));
}

inline float logsumexp_row(const float* x, std::size_t n) {
  const Row row = examine_row(x, n);
  return static_cast<float>(row.shifted_exp.max + log1p_of(row.rest));
}

struct LogsumexpGradient {
  using Lane = double;
  Weight weight;
  double upstream;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    return hn::Mul(weight(d, x), hn::Set(d, upstream));
  }
};

inline void logsumexp_gradient_row(const float* x, float upstream, float* dx, std::size_t n) {
  const Row row = examine_row(x, n);
  if (!row.has_weights) return fill(dx, n, kUndefined);
  map(LogsumexpGradient{Weight(row), upstream}, n, dx, x);
}

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
