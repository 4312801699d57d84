// Rows whose elements stand apart: read, and added to sums in double.
#if defined(ASSAY_FAST_LANES_STRIDED_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_LANES_STRIDED_INL_H
#undef ASSAY_FAST_LANES_STRIDED_INL_H
#else
#define ASSAY_FAST_LANES_STRIDED_INL_H
#endif

#include <cstdint>

#include "fast/lanes/memory-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// A row is worked on by the tile, so that its sums in double need no memory of their own.
inline constexpr std::int64_t kTileColumns = 512;

/// The `count` numbers at x, x + stride, ...: where they are, or copied to `buffer`.
inline const float* contiguous(const float* x, std::int64_t stride, std::int64_t count,
                               float* buffer) {
  if (stride == 1) return x;
  for (std::int64_t i = 0; i < count; ++i) buffer[i] = x[i * stride];
  return buffer;
}

/// total[i] += weight x[i]. A product of two floats is exact in double, fused or not: equal bits on
/// every target.
inline void add_scaled(double weight, const float* x, std::int64_t count, double* total) {
  const Tag<double> d;
  const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
  const auto w = hn::Set(d, weight);
  std::int64_t i = 0;
  for (; i + lanes <= count; i += lanes)
    hn::StoreU(hn::MulAdd(w, load(d, x + i), hn::LoadU(d, total + i)), d, total + i);
  for (; i < count; ++i) total[i] += weight * static_cast<double>(x[i]);
}

/// total[i stride] += weight x[i]
inline void add_scaled_apart(double weight, const float* x, std::int64_t count, double* total,
                             std::int64_t stride) {
  if (stride == 1) return add_scaled(weight, x, count, total);
  for (std::int64_t i = 0; i < count; ++i) total[i * stride] += weight * static_cast<double>(x[i]);
}

inline void narrow_row(const double* total, std::int64_t count, float* y) {
  for (std::int64_t i = 0; i < count; ++i) y[i] = static_cast<float>(total[i]);
}

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
