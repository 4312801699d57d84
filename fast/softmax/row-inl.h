// What all operators of the family need to know of a row: its largest entry x_k and the rest of the
// normaliser, with k left out. All of them are then written in terms of differences from entry k:
// where one weight is nearly 1, everything else is as small as the others are together, and would
// be lost in 1 - p_k.
#if defined(ASSAY_FAST_SOFTMAX_ROW_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_SOFTMAX_ROW_INL_H
#undef ASSAY_FAST_SOFTMAX_ROW_INL_H
#else
#define ASSAY_FAST_SOFTMAX_ROW_INL_H
#endif

#include "fast/lanes/exp-inl.h"
#include "fast/lanes/reduce-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// e^(x - max), 1 where x is the maximum even if that is infinite.
struct ShiftedExp {
  double max;

  template <class D, class V>
  HWY_INLINE V difference(D d, V x) const {
    const V top = hn::Set(d, max);
    return hn::IfThenZeroElse(hn::Eq(x, top), hn::Sub(x, top));
  }
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    return exp(d, difference(d, x));
  }
};

struct Row {
  ShiftedExp shifted_exp;
  std::size_t k;     // the first position of the maximum
  double rest;       // sum over i != k of e^(x_i - x_k)
  double weight;     // p_k = 1 / (1 + rest)
  bool has_weights;  // false with NaN, with nothing but -inf, or with +inf more than once
};

inline Row examine_row(const float* x, std::size_t n) {
  Row row = {{max(n, x)}, 0, 0, 0, false};
  const double top = row.shifted_exp.max;
  if (!(top > -std::numeric_limits<double>::infinity())) return row;
  while (static_cast<double>(x[row.k]) != top) ++row.k;
  row.rest = sum_without(row.shifted_exp, row.k, n, x);
  row.weight = 1 / (1 + row.rest);
  row.has_weights = top < std::numeric_limits<double>::infinity() || row.rest == 0;
  return row;
}

/// p_i = e^(x_i - x_k) p_k
struct Weight {
  using Lane = double;
  ShiftedExp shifted_exp;
  double weight;

  explicit Weight(const Row& row) : shifted_exp(row.shifted_exp), weight(row.weight) {}

  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    return hn::Mul(shifted_exp(d, x), hn::Set(d, weight));
  }
};

/// sum_i p_i (v_i - v_k), in which v_k itself does not appear.
struct WeightedDifference {
  ShiftedExp shifted_exp;
  double pivot;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V x, V v) const {
    return hn::Mul(shifted_exp(d, x), hn::Sub(v, hn::Set(d, pivot)));
  }
};

inline double mean_difference(const Row& row, std::size_t n, const float* x, const float* v) {
  const WeightedDifference term = {row.shifted_exp, v[row.k]};
  return row.weight * sum_without(term, row.k, n, x, v);
}

inline void fill(float* y, std::size_t n, float value) {
  for (std::size_t i = 0; i < n; ++i) y[i] = value;
}

inline constexpr float kUndefined = std::numeric_limits<float>::quiet_NaN();

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
