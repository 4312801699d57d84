// y = sum_i p_i v_i with p = softmax(x);
// dv_i = g p_i,  dx_i = g p_i (v_i - y) = g p_i ((v_i - v_k) - sum_j p_j (v_j - v_k))
#if defined(ASSAY_FAST_SOFTMAX_SOFTARGMAX_WEIGHTED_SUM_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_SOFTMAX_SOFTARGMAX_WEIGHTED_SUM_INL_H
#undef ASSAY_FAST_SOFTMAX_SOFTARGMAX_WEIGHTED_SUM_INL_H
#else
#define ASSAY_FAST_SOFTMAX_SOFTARGMAX_WEIGHTED_SUM_INL_H
#endif

#include "fast/softmax/row-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

struct WeightedValue {
  ShiftedExp shifted_exp;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V x, V v) const {
    return hn::Mul(shifted_exp(d, x), v);
  }
};

inline float softargmax_weighted_sum_row(const float* x, const float* v, std::size_t n) {
  const Row row = examine_row(x, n);
  if (!row.has_weights) return kUndefined;
  const double others = sum_without(WeightedValue{row.shifted_exp}, row.k, n, x, v);
  return static_cast<float>(row.weight * (v[row.k] + others));
}

struct SoftargmaxWeightedSumGradient {
  using Lane = double;
  Weight weight;
  double upstream;
  double pivot;
  double mean;

  template <class D, class V>
  HWY_INLINE Vectors<2, V> operator()(D d, V x, V v) const {
    const V scaled = hn::Mul(weight(d, x), hn::Set(d, upstream));
    const V difference = hn::Sub(hn::Sub(v, hn::Set(d, pivot)), hn::Set(d, mean));
    return {{hn::Mul(scaled, difference), scaled}};
  }
};

inline void softargmax_weighted_sum_gradient_row(const float* x, const float* v, float upstream,
                                                 float* dx, float* dv, std::size_t n) {
  const Row row = examine_row(x, n);
  if (!row.has_weights) {
    fill(dx, n, kUndefined);
    return fill(dv, n, kUndefined);
  }
  const double mean = mean_difference(row, n, x, v);
  float* const outputs[] = {dx, dv};
  map(SoftargmaxWeightedSumGradient{Weight(row), upstream, v[row.k], mean}, n, outputs, x, v);
}

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
