// float32 memory seen through lanes of float or of double: widened when loaded, rounded once when
// stored.
#if defined(ASSAY_FAST_LANES_MEMORY_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_LANES_MEMORY_INL_H
#undef ASSAY_FAST_LANES_MEMORY_INL_H
#else
#define ASSAY_FAST_LANES_MEMORY_INL_H
#endif

#include <type_traits>

#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// The lanes of a kernel. Double lanes keep ~29 bits more than the result needs, so an elementary
/// function that is good to a few double ulps rounds to the nearest float32 but for a few inputs
/// in 10^8. Float lanes are for kernels of one exact or correctly rounded operation.
template <class Lane>
using Tag = hn::ScalableTag<Lane>;

template <class D>
using FloatTag = hn::Rebind<float, D>;

template <class D>
HWY_INLINE hn::Vec<D> load(D d, const float* from) {
  if constexpr (std::is_same_v<hn::TFromD<D>, float>) {
    return hn::LoadU(d, from);
  } else {
    return hn::PromoteTo(d, hn::LoadU(FloatTag<D>(), from));
  }
}

/// The nearest float, infinite where that overflows.
template <class D, class V>
HWY_INLINE hn::Vec<FloatTag<D>> narrow(D d, V v) {
  const FloatTag<D> narrow_tag;
#if HWY_TARGET == HWY_SCALAR || HWY_TARGET == HWY_EMU128
  // There DemoteTo saturates. FLT_MAX + FLT_MAX overflows, and y + (+-0 of its sign) is y.
  const auto overflows = hn::Ge(hn::Abs(v), hn::Set(d, 0x1.ffffffp127));
  const V rest = hn::IfThenElse(overflows, hn::Set(d, 0x1.fffffep127), hn::Zero(d));
  return hn::Add(hn::DemoteTo(narrow_tag, v), hn::DemoteTo(narrow_tag, hn::CopySign(rest, v)));
#else
  (void)d;
  return hn::DemoteTo(narrow_tag, v);
#endif
}

template <class D, class V>
HWY_INLINE void store(V v, D d, float* to) {
  if constexpr (std::is_same_v<hn::TFromD<D>, float>) {
    hn::StoreU(v, d, to);
  } else {
    hn::StoreU(narrow(d, v), FloatTag<D>(), to);
  }
}

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
