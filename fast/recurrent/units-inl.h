// Units of a recurrent cell by the tile, in float64, and their squashing functions.
#if defined(ASSAY_FAST_RECURRENT_UNITS_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_RECURRENT_UNITS_INL_H
#undef ASSAY_FAST_RECURRENT_UNITS_INL_H
#else
#define ASSAY_FAST_RECURRENT_UNITS_INL_H
#endif

#include <algorithm>

#include "fast/activation/sigmoid-inl.h"
#include "fast/activation/tanh-inl.h"
#include "fast/lanes/map-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// Units are taken by the tile, so that no memory is allocated: a multiple of every vector.
inline constexpr std::size_t kUnitTile = 32;

/// One number for each unit of a tile, zero beyond the last.
struct UnitLanes {
  HWY_ALIGN double lanes[kUnitTile] = {};

  UnitLanes() = default;
  UnitLanes(const float* from, std::size_t count) {
    for (std::size_t j = 0; j < count; ++j) lanes[j] = from[j];
  }
  void copy_to(double* to, std::size_t count) const {
    for (std::size_t j = 0; j < count; ++j) to[j] = lanes[j];
  }
  void narrow_to(float* to, std::size_t count) const {
    for (std::size_t j = 0; j < count; ++j) to[j] = static_cast<float>(lanes[j]);
  }
};

template <class V>
struct Squashed {
  V value, slope;
};

template <class Op, class D, class V>
HWY_INLINE Squashed<V> squash(const Op& op, D d, V z) {
  return {keep_nan(op, d, z), hn::IfThenElse(hn::IsNaN(z), z, op.slope(d, z))};
}

/// `count` numbers squashed, by tiles; with their slopes where `slopes` is not null.
template <class Op>
void squash_all(const Op& op, const double* z, double* values, double* slopes, std::size_t count) {
  const Tag<double> d;
  for (std::size_t first = 0; first < count; first += kUnitTile) {
    const std::size_t here = std::min(kUnitTile, count - first);
    UnitLanes tile, value, slope;
    for (std::size_t j = 0; j < here; ++j) tile.lanes[j] = z[first + j];
    for (std::size_t at = 0; at < kUnitTile; at += hn::Lanes(d)) {
      const Squashed<hn::Vec<Tag<double>>> bent = squash(op, d, hn::Load(d, tile.lanes + at));
      hn::Store(bent.value, d, value.lanes + at);
      hn::Store(bent.slope, d, slope.lanes + at);
    }
    value.copy_to(values + first, here);
    slope.copy_to(slopes + first, here);
  }
}

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
