// From the lane functor of a loss, its value at one element and `slopes` by each operand, to sums
// and gradients over memory.
#if defined(ASSAY_FAST_LOSS_ELEMENTWISE_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_LOSS_ELEMENTWISE_INL_H
#undef ASSAY_FAST_LOSS_ELEMENTWISE_INL_H
#else
#define ASSAY_FAST_LOSS_ELEMENTWISE_INL_H
#endif

#include "fast/lanes/reduce-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// The sum of a loss over elements.
template <class Loss, std::size_t... K>
double sum_of(const Loss& loss, const float* const* in, std::size_t n, std::index_sequence<K...>) {
  return sum(loss, n, in[K]...);
}

template <class Loss>
struct ScaledSlopes {
  using Lane = double;
  Loss loss;
  double factor;

  template <class D, class... Vs>
  HWY_INLINE auto operator()(D d, Vs... x) const {
    auto slopes = loss.slopes(d, x...);
    for (auto& slope : slopes.results) slope = hn::Mul(hn::Set(d, factor), slope);
    return slopes;
  }
};

/// out[k][i] = factor dloss/din[k][i]
template <class Loss, std::size_t... K>
void pull_back(const Loss& loss, const float* const* in, double factor, float* const* out,
               std::size_t n, std::index_sequence<K...>) {
  float* const results[] = {out[K]...};
  map(ScaledSlopes<Loss>{loss, factor}, n, results, in[K]...);
}

/// The two slopes of a function of prediction - target.
template <class V>
HWY_INLINE Vectors<2, V> both_ways(V slope) {
  return {{slope, hn::Neg(slope)}};
}

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
