// Pooling, row by row: the outputs of a row are the lanes, each of which goes through its window in
// row-major order.
#if defined(ASSAY_FAST_POOLING_POOL2D_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_POOLING_POOL2D_INL_H
#undef ASSAY_FAST_POOLING_POOL2D_INL_H
#else
#define ASSAY_FAST_POOLING_POOL2D_INL_H
#endif

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#include "fast/lanes/reduce-inl.h"
#include "fast/lanes/strided-inl.h"
#include "fast/pooling/pooling.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// The larger of two; NaN where either is, as map sees to.
struct Larger {
  using Lane = float;

  template <class D, class V>
  HWY_INLINE V operator()(D, V x, V largest) const {
    return max_or_nan(x, largest);
  }
};

/// Calls add(x, count, column) for every row and element of the windows in row p whose outputs lie
/// in `tile`: `count` pixels, one for each output from `column` of the tile on.
template <class Add>
void for_each_window_row(const PoolExtents& e, const float* x, std::int64_t p, Interval tile,
                         const Add& add) {
  const WindowAxis& axis = e.columns;
  const Interval rows = e.rows.covered(p);
  float buffer[kTileColumns];
  for (std::int64_t h = rows.first; h < rows.last; ++h)
    for (std::int64_t j = 0; j < axis.kernel; ++j) {
      const Interval q = intersection(axis.readers(j, {0, axis.input}), tile);
      if (q.size() == 0) continue;
      const float* row = x + h * axis.input + axis.position(q.first, j);
      add(contiguous(row, axis.stride, q.size(), buffer), q.size(), q.first - tile.first);
    }
}

inline void max_pool2d_tile(const PoolExtents& e, const float* x, std::int64_t p, Interval tile,
                            float* y) {
  float largest[kTileColumns];
  std::fill_n(largest, tile.size(), -std::numeric_limits<float>::infinity());
  for_each_window_row(e, x, p, tile, [&](const float* row, std::int64_t count, std::int64_t at) {
    map(Larger{}, static_cast<std::size_t>(count), largest + at, row, largest + at);
  });
  std::copy_n(largest, tile.size(), y);
}

/// By how much window (p, q) divides its sum.
inline double divisor(const PoolExtents& e, bool count_include_pad, std::int64_t p,
                      std::int64_t q) {
  return static_cast<double>(count_include_pad
                                 ? e.rows.padded_coverage(p) * e.columns.padded_coverage(q)
                                 : e.rows.covered(p).size() * e.columns.covered(q).size());
}

inline void average_pool2d_tile(const PoolExtents& e, bool count_include_pad, const float* x,
                                std::int64_t p, Interval tile, float* y) {
  double total[kTileColumns] = {};
  for_each_window_row(e, x, p, tile, [&](const float* row, std::int64_t count, std::int64_t at) {
    add_scaled(1, row, count, total + at);
  });
  for (std::int64_t q = tile.first; q < tile.last; ++q)
    total[q - tile.first] /= divisor(e, count_include_pad, p, q);
  narrow_row(total, tile.size(), y);
}

/// Calls make(plane, row, tile, to) for the tiles of every row of every plane of a tensor.
template <class Make>
void for_each_tile(std::int64_t planes, std::int64_t rows, std::int64_t columns, float* to,
                   const Make& make) {
  for (std::int64_t plane = 0; plane < planes; ++plane)
    for (std::int64_t row = 0; row < rows; ++row, to += columns)
      for (std::int64_t first = 0; first < columns; first += kTileColumns)
        make(plane, row, Interval{first, std::min(first + kTileColumns, columns)}, to + first);
}

inline void max_pool2d_forward(const float* x, float* y, const PoolExtents& e) {
  const std::int64_t size = e.rows.input * e.columns.input;
  for_each_tile(e.planes, e.rows.output(), e.columns.output(), y,
                [&](std::int64_t plane, std::int64_t p, Interval tile, float* to) {
                  max_pool2d_tile(e, x + plane * size, p, tile, to);
                });
}

inline void average_pool2d_forward(const float* x, float* y, const PoolExtents& e,
                                   bool count_include_pad) {
  const std::int64_t size = e.rows.input * e.columns.input;
  for_each_tile(e.planes, e.rows.output(), e.columns.output(), y,
                [&](std::int64_t plane, std::int64_t p, Interval tile, float* to) {
                  average_pool2d_tile(e, count_include_pad, x + plane * size, p, tile, to);
                });
}

/// Where the first of the largest pixels of window (p, q) stands in its plane.
inline std::int64_t first_maximum(const PoolExtents& e, const float* x, std::int64_t p,
                                  std::int64_t q) {
  const Interval rows = e.rows.covered(p), columns = e.columns.covered(q);
  std::int64_t best = rows.first * e.columns.input + columns.first;
  for (std::int64_t h = rows.first; h < rows.last; ++h)
    for (std::int64_t w = columns.first; w < columns.last; ++w) {
      const std::int64_t at = h * e.columns.input + w;
      if (x[at] > x[best] || (std::isnan(x[at]) && !std::isnan(x[best]))) best = at;
    }
  return best;
}

/// Calls visit(p, q) for every window that covers some of `tile` in row h, from the first on. A sum
/// for each pixel in turn needs no memory of its own, at the price of looking at a window again for
/// each of its rows.
template <class Visit>
void for_each_covering_window(const PoolExtents& e, std::int64_t h, Interval tile,
                              const Visit& visit) {
  const Interval p = e.rows.covering({h, h + 1}), q = e.columns.covering(tile);
  for (std::int64_t row = p.first; row < p.last; ++row)
    for (std::int64_t column = q.first; column < q.last; ++column) visit(row, column);
}

inline void max_pool2d_backward(const float* x, const float* upstream, float* dx,
                                const PoolExtents& e) {
  const std::int64_t columns = e.columns.output();
  const std::int64_t size = e.rows.output() * columns;
  for_each_tile(e.planes, e.rows.input, e.columns.input, dx,
                [&](std::int64_t plane, std::int64_t h, Interval tile, float* to) {
                  const float* image = x + plane * e.rows.input * e.columns.input;
                  const std::int64_t from = h * e.columns.input + tile.first;
                  double total[kTileColumns] = {};
                  for_each_covering_window(e, h, tile, [&](std::int64_t p, std::int64_t q) {
                    const std::int64_t at = first_maximum(e, image, p, q) - from;
                    if (0 <= at && at < tile.size())
                      total[at] += upstream[plane * size + p * columns + q];
                  });
                  narrow_row(total, tile.size(), to);
                });
}

inline void average_pool2d_backward(const float* upstream, float* dx, const PoolExtents& e,
                                    bool count_include_pad) {
  const std::int64_t columns = e.columns.output();
  const std::int64_t size = e.rows.output() * columns;
  for_each_tile(e.planes, e.rows.input, e.columns.input, dx,
                [&](std::int64_t plane, std::int64_t h, Interval tile, float* to) {
                  double total[kTileColumns] = {};
                  for_each_covering_window(e, h, tile, [&](std::int64_t p, std::int64_t q) {
                    const double share =
                        static_cast<double>(upstream[plane * size + p * columns + q]) /
                        divisor(e, count_include_pad, p, q);
                    const Interval covered = intersection(e.columns.covered(q), tile);
                    for (std::int64_t w = covered.first; w < covered.last; ++w)
                      total[w - tile.first] += share;
                  });
                  narrow_row(total, tile.size(), to);
                });
}

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
