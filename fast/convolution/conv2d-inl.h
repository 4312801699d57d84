// y = b + W over x, row by row: the sums of a row of outputs run in double lanes, one column each,
// in the order (channel, kernel row, kernel column), and are rounded once.
#if defined(ASSAY_FAST_CONVOLUTION_CONV2D_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_CONVOLUTION_CONV2D_INL_H
#undef ASSAY_FAST_CONVOLUTION_CONV2D_INL_H
#else
#define ASSAY_FAST_CONVOLUTION_CONV2D_INL_H
#endif

#include <algorithm>
#include <cstdint>

#include "fast/convolution/convolution.h"
#include "fast/lanes/reduce-inl.h"
#include "fast/lanes/strided-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// Planes: an example's channels of x [rows, columns], its channels of y, and the kernels.
struct ConvPlanes {
  Conv2dExtents e;
  std::int64_t in_a_group = e.in_channels / e.groups;
  std::int64_t out_a_group = e.out_channels / e.groups;
  std::int64_t x_size = e.rows.input * e.columns.input;
  std::int64_t y_size = e.rows.output() * e.columns.output();
  std::int64_t kernel_size = e.rows.kernel * e.columns.kernel;

  std::int64_t group(std::int64_t o) const { return o / out_a_group; }
  const float* x(const float* all, std::int64_t n, std::int64_t channel) const {
    return all + (n * e.in_channels + channel) * x_size;
  }
  const float* y(const float* all, std::int64_t n, std::int64_t o) const {
    return all + (n * e.out_channels + o) * y_size;
  }
  const float* kernel(const float* all, std::int64_t o, std::int64_t c) const {
    return all + (o * in_a_group + c) * kernel_size;
  }
  /// Where the weight for element (i, j) of the window stands: backwards in a true convolution.
  std::int64_t tap(std::int64_t i, std::int64_t j) const {
    const std::int64_t at = i * e.columns.kernel + j;
    return e.flip ? kernel_size - 1 - at : at;
  }
};

/// Adds what row i of one kernel, over a row of x, gives to the columns `tile` of an output row.
inline void conv2d_add_row(const ConvPlanes& planes, const float* kernel, std::int64_t i,
                           const float* x, Interval tile, double* total) {
  const WindowAxis& axis = planes.e.columns;
  float buffer[kTileColumns];
  for (std::int64_t j = 0; j < axis.kernel; ++j) {
    const Interval q = intersection(axis.readers(j, {0, axis.input}), tile);
    if (q.size() == 0) continue;
    const float* read = contiguous(x + axis.position(q.first, j), axis.stride, q.size(), buffer);
    add_scaled(kernel[planes.tap(i, j)], read, q.size(), total + (q.first - tile.first));
  }
}

/// The columns `tile` of row p of output channel o.
inline void conv2d_tile(const ConvPlanes& planes, const float* x, const float* weight, float bias,
                        std::int64_t n, std::int64_t o, std::int64_t p, Interval tile, float* y) {
  const WindowAxis& rows = planes.e.rows;
  double total[kTileColumns];
  std::fill_n(total, tile.size(), static_cast<double>(bias));
  for (std::int64_t c = 0; c < planes.in_a_group; ++c) {
    const float* plane = planes.x(x, n, planes.group(o) * planes.in_a_group + c);
    for (std::int64_t i = 0; i < rows.kernel; ++i) {
      const std::int64_t h = rows.position(p, i);
      if (!Interval{0, rows.input}.contains(h)) continue;
      conv2d_add_row(planes, planes.kernel(weight, o, c), i, plane + h * planes.e.columns.input,
                     tile, total);
    }
  }
  narrow_row(total, tile.size(), y + tile.first);
}

inline void conv2d_forward(const float* x, const float* weight, const float* bias, float* y,
                           const Conv2dExtents& e) {
  const ConvPlanes planes = {e};
  const std::int64_t columns = e.columns.output();
  for (std::int64_t n = 0; n < e.batch; ++n)
    for (std::int64_t o = 0; o < e.out_channels; ++o)
      for (std::int64_t p = 0; p < e.rows.output(); ++p, y += columns)
        for (std::int64_t q = 0; q < columns; q += kTileColumns)
          conv2d_tile(planes, x, weight, bias != nullptr ? bias[o] : 0.0f, n, o, p,
                      {q, std::min(q + kTileColumns, columns)}, y);
}

/// Adds what the upstream row under row i of one kernel gives to the columns `tile` of a row of dx.
inline void conv2d_add_upstream(const ConvPlanes& planes, const float* kernel, std::int64_t i,
                                const float* upstream, Interval tile, double* total) {
  const WindowAxis& axis = planes.e.columns;
  for (std::int64_t j = 0; j < axis.kernel; ++j) {
    const Interval q = axis.readers(j, tile);
    if (q.size() == 0) continue;
    add_scaled_apart(kernel[planes.tap(i, j)], upstream + q.first, q.size(),
                     total + (axis.position(q.first, j) - tile.first), axis.stride);
  }
}

/// The columns `tile` of row h of dx in one channel: every output that read them returns g W.
inline void conv2d_dx_tile(const ConvPlanes& planes, const float* weight, const float* upstream,
                           std::int64_t n, std::int64_t channel, std::int64_t h, Interval tile,
                           float* dx) {
  const WindowAxis& rows = planes.e.rows;
  const std::int64_t first = channel / planes.in_a_group * planes.out_a_group;
  double total[kTileColumns] = {};
  for (std::int64_t o = first; o < first + planes.out_a_group; ++o) {
    const float* kernel = planes.kernel(weight, o, channel % planes.in_a_group);
    for (std::int64_t i = 0; i < rows.kernel; ++i) {
      const Interval p = rows.readers(i, {h, h + 1});
      if (p.size() == 0) continue;
      const float* row = planes.y(upstream, n, o) + p.first * planes.e.columns.output();
      conv2d_add_upstream(planes, kernel, i, row, tile, total);
    }
  }
  narrow_row(total, tile.size(), dx + tile.first);
}

inline void conv2d_dx(const float* weight, const float* upstream, float* dx,
                      const Conv2dExtents& e) {
  const ConvPlanes planes = {e};
  const std::int64_t columns = e.columns.input;
  for (std::int64_t n = 0; n < e.batch; ++n)
    for (std::int64_t channel = 0; channel < e.in_channels; ++channel)
      for (std::int64_t h = 0; h < e.rows.input; ++h, dx += columns)
        for (std::int64_t w = 0; w < columns; w += kTileColumns)
          conv2d_dx_tile(planes, weight, upstream, n, channel, h,
                         {w, std::min(w + kTileColumns, columns)}, dx);
}

/// g . x over the outputs q of one row whose element j lies inside the input.
inline double conv2d_row_product(const WindowAxis& axis, std::int64_t j, const float* upstream,
                                 const float* x) {
  const Interval all = axis.readers(j, {0, axis.input});
  float buffer[kTileColumns];
  double total = 0;
  for (std::int64_t q = all.first; q < all.last; q += kTileColumns) {
    const std::int64_t count = std::min(kTileColumns, all.last - q);
    const float* read = contiguous(x + axis.position(q, j), axis.stride, count, buffer);
    total += sum(Product{}, static_cast<std::size_t>(count), upstream + q, read);
  }
  return total;
}

/// One entry of dW: g x summed over examples and positions.
inline double conv2d_dweight_at(const ConvPlanes& planes, const float* x, const float* upstream,
                                std::int64_t o, std::int64_t c, std::int64_t i, std::int64_t j) {
  const Conv2dExtents& e = planes.e;
  const Interval met = e.rows.readers(i, {0, e.rows.input});
  double total = 0;
  for (std::int64_t n = 0; n < e.batch; ++n) {
    const float* g = planes.y(upstream, n, o);
    const float* plane = planes.x(x, n, planes.group(o) * planes.in_a_group + c);
    for (std::int64_t p = met.first; p < met.last; ++p)
      total += conv2d_row_product(e.columns, j, g + p * e.columns.output(),
                                  plane + e.rows.position(p, i) * e.columns.input);
  }
  return total;
}

inline void conv2d_dweight(const float* x, const float* upstream, float* dweight,
                           const Conv2dExtents& e) {
  const ConvPlanes planes = {e};
  for (std::int64_t o = 0; o < e.out_channels; ++o)
    for (std::int64_t c = 0; c < planes.in_a_group; ++c, dweight += planes.kernel_size)
      for (std::int64_t i = 0; i < e.rows.kernel; ++i)
        for (std::int64_t j = 0; j < e.columns.kernel; ++j)
          dweight[planes.tap(i, j)] =
              static_cast<float>(conv2d_dweight_at(planes, x, upstream, o, c, i, j));
}

/// db = g summed over examples and positions.
inline void conv2d_dbias(const float* upstream, float* dbias, const Conv2dExtents& e) {
  const ConvPlanes planes = {e};
  for (std::int64_t o = 0; o < e.out_channels; ++o) {
    double total = 0;
    for (std::int64_t n = 0; n < e.batch; ++n)
      total += sum(Value{}, static_cast<std::size_t>(planes.y_size), planes.y(upstream, n, o));
    dbias[o] = static_cast<float>(total);
  }
}

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
