// -sum_i t_i log softmax(x)_i = sum_i t_i ((x_k - x_i) + log1p(the other weights)), k the largest
// logit, and its gradients.
#if defined(ASSAY_FAST_LOSS_CATEGORICAL_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_LOSS_CATEGORICAL_INL_H
#undef ASSAY_FAST_LOSS_CATEGORICAL_INL_H
#else
#define ASSAY_FAST_LOSS_CATEGORICAL_INL_H
#endif

#include "fast/lanes/log-inl.h"
#include "fast/loss/softmax_cross_entropy-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// t ((max - x) + log_sum), two terms of one sign
struct WeighedSurprise {
  ShiftedExp shifted_exp;
  double log_sum;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V x, V t) const {
    return hn::Mul(t, hn::Sub(hn::Set(d, log_sum), shifted_exp.difference(d, x)));
  }
};

/// factor ((max - x) + log_sum)
struct ScaledSurprise {
  using Lane = double;
  ShiftedExp shifted_exp;
  double log_sum, factor;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    const V surprise = hn::Sub(hn::Set(d, log_sum), shifted_exp.difference(d, x));
    return hn::Mul(hn::Set(d, factor), surprise);
  }
};

inline double log_sum_of(const Row& row) {
  const hn::CappedTag<double, 1> one;
  return hn::GetLane(log1p(one, hn::Set(one, row.rest)));
}

/// -sum_i t_i log softmax(x)_i
inline double soft_cross_entropy_row(const float* x, const float* t, std::size_t n) {
  const Row row = examine_row(x, n);
  if (!row.has_weights) return kUndefined;
  return sum(WeighedSurprise{row.shifted_exp, log_sum_of(row)}, n, x, t);
}

inline void soft_cross_entropy_target_row(const float* x, double factor, float* dt, std::size_t n) {
  const Row row = examine_row(x, n);
  if (!row.has_weights) return fill(dt, n, kUndefined);
  map(ScaledSurprise{row.shifted_exp, log_sum_of(row), factor}, n, dt, x);
}

/// factor (p (total - t) - t (1 - p))
struct SoftSlope {
  using Lane = double;
  Weight weight;
  double total, factor;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V x, V t) const {
    const V p = weight(d, x);
    const V gain = hn::Mul(p, hn::Sub(hn::Set(d, total), t));
    const V loss = hn::Mul(t, hn::Sub(hn::Set(d, 1.0), p));
    return hn::Mul(hn::Set(d, factor), hn::Sub(gain, loss));
  }
};

/// dx = factor (p sum_j t_j - t). At the largest logit 1 - p, and at the largest target the sum of
/// the others, are computed without the subtraction.
inline void soft_cross_entropy_gradient_row(const float* x, const float* t, double factor,
                                            float* dx, std::size_t n) {
  const Row row = examine_row(x, n);
  if (!row.has_weights) return fill(dx, n, kUndefined);
  std::size_t largest = 0;
  for (std::size_t i = 1; i < n; ++i)
    if (t[i] > t[largest]) largest = i;
  const double others = sum_without(Value{}, largest, n, t);
  const double total = others + static_cast<double>(t[largest]);
  const Weight weight(row);
  map(SoftSlope{weight, total, factor}, n, dx, x, t);
  const hn::CappedTag<double, 1> one;
  for (const std::size_t i : {row.k, largest}) {
    const double target = t[i];
    const double p = hn::GetLane(weight(one, hn::Set(one, static_cast<double>(x[i]))));
    const double rest = i == row.k ? row.rest * row.weight : 1 - p;
    const double total_rest = i == largest ? others : total - target;
    dx[i] = static_cast<float>(factor * (p * total_rest - target * rest));
  }
}

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
