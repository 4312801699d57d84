// Weighted sums of the rows of a matrix: the product of a vector with a matrix, column by column.
#if defined(ASSAY_FAST_LANES_COLUMNS_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_LANES_COLUMNS_INL_H
#undef ASSAY_FAST_LANES_COLUMNS_INL_H
#else
#define ASSAY_FAST_LANES_COLUMNS_INL_H
#endif

#include <cstddef>

#include "fast/lanes/memory-inl.h"
#include "fast/operand.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// Numbers at a fixed distance from each other; a stride of 0 repeats one.
template <class Number>
struct Strided {
  const Number* first;
  std::size_t stride;

  double operator[](std::size_t i) const { return first[i * stride]; }
};

/// Weights may leave out rows, which are then not read.
template <class Weights>
bool skips(const Weights& weight, std::size_t row) {
  if constexpr (requires { weight.skips(row); }) return weight.skips(row);
  return false;
}

/// y[c] = sum_r weight[r] matrix[r, c] for kVectors vectors of columns.
template <std::size_t kVectors, class D, class Weights>
HWY_INLINE void weighted_columns(D d, Weights weight, const float* matrix, std::size_t rows,
                                 std::size_t columns, float* y) {
  const std::size_t lanes = hn::Lanes(d);
  hn::Vec<D> sums[kVectors];
  for (auto& s : sums) s = hn::Zero(d);
  for (std::size_t r = 0; r < rows; ++r) {
    if (skips(weight, r)) continue;
    const auto w = hn::Set(d, weight[r]);
    const float* row = matrix + r * columns;
#pragma GCC unroll 4
    for (std::size_t v = 0; v < kVectors; ++v) {
      sums[v] = hn::MulAdd(w, load(d, row + v * lanes), sums[v]);
    }
  }
  for (std::size_t v = 0; v < kVectors; ++v) store(sums[v], d, y + v * lanes);
}

/// y[c] = sum_r weight[r] matrix[r, c]. A column is added from the top down in one lane, and a
/// product of two floats is exact in double, fused or not: with weights of float equal bits on
/// every target.
template <class Weights>
void weighted_row_sum(Weights weight, const float* matrix, std::size_t rows, std::size_t columns,
                      float* y) {
  const Tag<double> d;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t c = 0;
  for (; c + 4 * lanes <= columns; c += 4 * lanes) {
    weighted_columns<4>(d, weight, place(matrix, c), rows, columns, y + c);
  }
  for (; c + lanes <= columns; c += lanes) {
    weighted_columns<1>(d, weight, place(matrix, c), rows, columns, y + c);
  }
  for (; c < columns; ++c) {
    weighted_columns<1>(hn::CappedTag<double, 1>(), weight, place(matrix, c), rows, columns, y + c);
  }
}

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
