// Sums over memory that is in float64 already, alone or beside memory in float32.
#if defined(ASSAY_FAST_LANES_DOUBLES_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_LANES_DOUBLES_INL_H
#undef ASSAY_FAST_LANES_DOUBLES_INL_H
#else
#define ASSAY_FAST_LANES_DOUBLES_INL_H
#endif

#include <cstddef>

#include "fast/lanes/memory-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// <x, y>
inline double dot(const double* x, const double* y, std::size_t n) {
  const hn::ScalableTag<double> d;
  auto sums = hn::Zero(d);
  const std::size_t whole = n - n % hn::Lanes(d);
  for (std::size_t i = 0; i < whole; i += hn::Lanes(d))
    sums = hn::MulAdd(hn::LoadU(d, x + i), hn::LoadU(d, y + i), sums);
  double total = hn::GetLane(hn::SumOfLanes(d, sums));
  for (std::size_t i = whole; i < n; ++i) total += x[i] * y[i];
  return total;
}

/// <x, y>
inline double dot(const float* x, const double* y, std::size_t n) {
  const hn::ScalableTag<double> d;
  auto sums = hn::Zero(d);
  const std::size_t whole = n - n % hn::Lanes(d);
  for (std::size_t i = 0; i < whole; i += hn::Lanes(d))
    sums = hn::MulAdd(load(d, x + i), hn::LoadU(d, y + i), sums);
  double total = hn::GetLane(hn::SumOfLanes(d, sums));
  for (std::size_t i = whole; i < n; ++i) total += static_cast<double>(x[i]) * y[i];
  return total;
}

/// y += w x
inline void add_scaled_doubles(double w, const float* x, std::size_t n, double* y) {
  const hn::ScalableTag<double> d;
  const std::size_t whole = n - n % hn::Lanes(d);
  for (std::size_t i = 0; i < whole; i += hn::Lanes(d))
    hn::StoreU(hn::MulAdd(hn::Set(d, w), load(d, x + i), hn::LoadU(d, y + i)), d, y + i);
  for (std::size_t i = whole; i < n; ++i) y[i] += w * static_cast<double>(x[i]);
}
inline void add_scaled_doubles(double w, const double* x, std::size_t n, double* y) {
  const hn::ScalableTag<double> d;
  const std::size_t whole = n - n % hn::Lanes(d);
  for (std::size_t i = 0; i < whole; i += hn::Lanes(d))
    hn::StoreU(hn::MulAdd(hn::Set(d, w), hn::LoadU(d, x + i), hn::LoadU(d, y + i)), d, y + i);
  for (std::size_t i = whole; i < n; ++i) y[i] += w * x[i];
}

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
