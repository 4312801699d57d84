// log_softmax(x)_i = x_i - logsumexp(x) = (x_i - x_k) - log1p(sum over j != k of e^(x_j - x_k));
// dx_i = g_i - p_i sum_j g_j, and dx_k = (1 - p_k) g_k - p_k sum over j != k of g_j
#if defined(ASSAY_FAST_SOFTMAX_LOG_SOFTMAX_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_SOFTMAX_LOG_SOFTMAX_INL_H
#undef ASSAY_FAST_SOFTMAX_LOG_SOFTMAX_INL_H
#else
#define ASSAY_FAST_SOFTMAX_LOG_SOFTMAX_INL_H
#endif

#include "fast/softmax/logsumexp-inl.h"
#include "fast/softmax/row-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

struct LogSoftmax {
  using Lane = double;
  ShiftedExp shifted_exp;
  double log_sum;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    return hn::Sub(shifted_exp.difference(d, x), hn::Set(d, log_sum));
  }
};

inline void log_softmax_row(const float* x, float* y, std::size_t n) {
  const Row row = examine_row(x, n);
  if (!row.has_weights) return fill(y, n, kUndefined);
  map(LogSoftmax{row.shifted_exp, log1p_of(row.rest)}, n, y, x);
}

struct LogSoftmaxGradient {
  using Lane = double;
  Weight weight;
  double total;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V x, V g) const {
    return hn::NegMulAdd(weight(d, x), hn::Set(d, total), g);
  }
};

inline void log_softmax_gradient_row(const float* x, const float* g, float* dx, std::size_t n) {
  const Row row = examine_row(x, n);
  if (!row.has_weights) return fill(dx, n, kUndefined);
  const double pivot = g[row.k];
  const double others = sum_without(Value{}, row.k, n, g);
  map(LogSoftmaxGradient{Weight(row), pivot + others}, n, dx, x, g);
  dx[row.k] = static_cast<float>(row.weight * (row.rest * pivot - others));
}

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
