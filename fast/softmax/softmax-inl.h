// softmax(x)_i = p_i = e^x_i / sum_j e^x_j;
// dx_i = p_i (g_i - sum_j p_j g_j) = p_i ((g_i - g_k) - sum_j p_j (g_j - g_k))
#if defined(ASSAY_FAST_SOFTMAX_SOFTMAX_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_SOFTMAX_SOFTMAX_INL_H
#undef ASSAY_FAST_SOFTMAX_SOFTMAX_INL_H
#else
#define ASSAY_FAST_SOFTMAX_SOFTMAX_INL_H
#endif

#include "fast/softmax/row-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

inline void softmax_row(const float* x, float* y, std::size_t n) {
  const Row row = examine_row(x, n);
  if (!row.has_weights) return fill(y, n, kUndefined);
  map(Weight(row), n, y, x);
}

struct SoftmaxGradient {
  using Lane = double;
  Weight weight;
  double pivot;
  double mean;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V x, V g) const {
    const V difference = hn::Sub(g, hn::Set(d, pivot));
    return hn::Mul(weight(d, x), hn::Sub(difference, hn::Set(d, mean)));
  }
};

inline void softmax_gradient_row(const float* x, const float* g, float* dx, std::size_t n) {
  const Row row = examine_row(x, n);
  if (!row.has_weights) return fill(dx, n, kUndefined);
  const double mean = mean_difference(row, n, x, g);
  map(SoftmaxGradient{Weight(row), g[row.k], mean}, n, dx, x, g);
}

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
