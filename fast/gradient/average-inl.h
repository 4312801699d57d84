// Means over workers, added up in float32 as a reduction over machines adds them.
#if defined(ASSAY_FAST_GRADIENT_AVERAGE_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_GRADIENT_AVERAGE_INL_H
#undef ASSAY_FAST_GRADIENT_AVERAGE_INL_H
#else
#define ASSAY_FAST_GRADIENT_AVERAGE_INL_H
#endif

#include "fast/gradient/gradient.h"
#include "fast/lanes/memory-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// The sum of rows first, first + 1, ... in float32: one after the other, or the halves' sums.
template <class D>
hn::Vec<D> add_rows(D d, const float* x, std::size_t rows, std::size_t columns, SumOrder order) {
  if (rows == 1) return hn::LoadU(d, x);
  if (order == SumOrder::tree) {
    const std::size_t half = rows / 2;
    return hn::Add(add_rows(d, x, half, columns, order),
                   add_rows(d, x + half * columns, rows - half, columns, order));
  }
  auto sum = hn::LoadU(d, x);
  for (std::size_t r = 1; r < rows; ++r) sum = hn::Add(sum, hn::LoadU(d, x + r * columns));
  return sum;
}

inline void average_rows(const float* x, float* y, std::size_t rows, std::size_t columns,
                         SumOrder order) {
  const hn::ScalableTag<float> d;
  const hn::CappedTag<float, 1> one;
  const auto divisor = static_cast<float>(rows);
  std::size_t i = 0;
  for (; i + hn::Lanes(d) <= columns; i += hn::Lanes(d))
    hn::StoreU(hn::Div(add_rows(d, x + i, rows, columns, order), hn::Set(d, divisor)), d, y + i);
  for (; i < columns; ++i)
    hn::StoreU(hn::Div(add_rows(one, x + i, rows, columns, order), hn::Set(one, divisor)), one,
               y + i);
}

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
