// y = b + W over x, row by row: the sums of a row of outputs run in double lanes, one column each,
// in the order (channel, kernel plane, kernel row, kernel column), and are rounded once. An image
// is a volume of one plane, a signal an image of one row.
#if defined(ASSAY_FAST_CONVOLUTION_CONV3D_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_CONVOLUTION_CONV3D_INL_H
#undef ASSAY_FAST_CONVOLUTION_CONV3D_INL_H
#else
#define ASSAY_FAST_CONVOLUTION_CONV3D_INL_H
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

/// Where the channels of x and y and the kernels stand.
struct ConvVolumes {
  Conv3dExtents e;
  std::int64_t in_a_group = e.in_channels / e.groups;
  std::int64_t out_a_group = e.out_channels / e.groups;
  std::int64_t x_size = e.depth.input * e.rows.input * e.columns.input;
  std::int64_t y_size = e.depth.output() * e.rows.output() * e.columns.output();
  std::int64_t kernel_size = e.depth.kernel * e.rows.kernel * e.columns.kernel;

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
  /// Row (d, h) of a channel of x, and row (r, p) of one of y.
  std::int64_t x_row(std::int64_t d, std::int64_t h) const {
    return (d * e.rows.input + h) * e.columns.input;
  }
  std::int64_t y_row(std::int64_t r, std::int64_t p) const {
    return (r * e.rows.output() + p) * e.columns.output();
  }
  /// Where the weight for element (k, i, j) of the window stands: backwards in a true convolution.
  std::int64_t tap(std::int64_t k, std::int64_t i, std::int64_t j) const {
    const std::int64_t at = (k * e.rows.kernel + i) * e.columns.kernel + j;
    return e.flip ? kernel_size - 1 - at : at;
  }
};

/// Adds what row (k, i) of one kernel, over a row of x, gives to the columns `tile` of a row of y.
inline void conv_add_row(const ConvVolumes& volumes, const float* kernel, std::int64_t k,
                         std::int64_t i, const float* x, Interval tile, double* total) {
  const WindowAxis& axis = volumes.e.columns;
  float buffer[kTileColumns];
  for (std::int64_t j = 0; j < axis.kernel; ++j) {
    const Interval q = intersection(axis.readers(j, {0, axis.input}), tile);
    if (q.size() == 0) continue;
    const float* read = contiguous(x + axis.position(q.first, j), axis.stride, q.size(), buffer);
    add_scaled(kernel[volumes.tap(k, i, j)], read, q.size(), total + (q.first - tile.first));
  }
}

/// The columns `tile` of row (r, p) of output channel o.
inline void conv_tile(const ConvVolumes& volumes, const float* x, const float* weight, float bias,
                      std::int64_t n, std::int64_t o, std::int64_t r, std::int64_t p, Interval tile,
                      float* y) {
  const WindowAxis &depth = volumes.e.depth, &rows = volumes.e.rows;
  double total[kTileColumns];
  std::fill_n(total, tile.size(), static_cast<double>(bias));
  for (std::int64_t c = 0; c < volumes.in_a_group; ++c) {
    const float* channel = volumes.x(x, n, volumes.group(o) * volumes.in_a_group + c);
    for (std::int64_t k = 0; k < depth.kernel; ++k)
      for (std::int64_t i = 0; i < rows.kernel; ++i) {
        const std::int64_t d = depth.position(r, k), h = rows.position(p, i);
        if (!Interval{0, depth.input}.contains(d) || !Interval{0, rows.input}.contains(h)) continue;
        conv_add_row(volumes, volumes.kernel(weight, o, c), k, i, channel + volumes.x_row(d, h),
                     tile, total);
      }
  }
  narrow_row(total, tile.size(), y + tile.first);
}

/// `bias` may be null, for none.
inline void conv_forward(const float* x, const float* weight, const float* bias, float* y,
                         const Conv3dExtents& e) {
  const ConvVolumes volumes = {e};
  const std::int64_t columns = e.columns.output();
  for (std::int64_t n = 0; n < e.batch; ++n)
    for (std::int64_t o = 0; o < e.out_channels; ++o)
      for (std::int64_t r = 0; r < e.depth.output(); ++r)
        for (std::int64_t p = 0; p < e.rows.output(); ++p, y += columns)
          for (std::int64_t q = 0; q < columns; q += kTileColumns)
            conv_tile(volumes, x, weight, bias != nullptr ? bias[o] : 0.0f, n, o, r, p,
                      {q, std::min(q + kTileColumns, columns)}, y);
}

/// Adds what the upstream row under row (k, i) of one kernel gives to the columns `tile` of a row
/// of dx.
inline void conv_add_upstream(const ConvVolumes& volumes, const float* kernel, std::int64_t k,
                              std::int64_t i, const float* upstream, Interval tile, double* total) {
  const WindowAxis& axis = volumes.e.columns;
  for (std::int64_t j = 0; j < axis.kernel; ++j) {
    const Interval q = axis.readers(j, tile);
    if (q.size() == 0) continue;
    add_scaled_apart(kernel[volumes.tap(k, i, j)], upstream + q.first, q.size(),
                     total + (axis.position(q.first, j) - tile.first), axis.stride);
  }
}

/// The columns `tile` of row (d, h) of dx in one channel: every output that read them returns g W.
inline void conv_dx_tile(const ConvVolumes& volumes, const float* weight, const float* upstream,
                         float bias, std::int64_t n, std::int64_t channel, std::int64_t d,
                         std::int64_t h, Interval tile, float* dx) {
  const WindowAxis &depth = volumes.e.depth, &rows = volumes.e.rows;
  const std::int64_t first = channel / volumes.in_a_group * volumes.out_a_group;
  double total[kTileColumns];
  std::fill_n(total, tile.size(), static_cast<double>(bias));
  for (std::int64_t o = first; o < first + volumes.out_a_group; ++o) {
    const float* kernel = volumes.kernel(weight, o, channel % volumes.in_a_group);
    for (std::int64_t k = 0; k < depth.kernel; ++k)
      for (std::int64_t i = 0; i < rows.kernel; ++i) {
        const Interval r = depth.readers(k, {d, d + 1}), p = rows.readers(i, {h, h + 1});
        if (r.size() == 0 || p.size() == 0) continue;
        const float* row = volumes.y(upstream, n, o) + volumes.y_row(r.first, p.first);
        conv_add_upstream(volumes, kernel, k, i, row, tile, total);
      }
  }
  narrow_row(total, tile.size(), dx + tile.first);
}

/// dx, and the value of a transposed convolution of `upstream`: then `bias` has an entry for each
/// channel of dx. It may be null.
inline void conv_dx(const float* weight, const float* upstream, const float* bias, float* dx,
                    const Conv3dExtents& e) {
  const ConvVolumes volumes = {e};
  const std::int64_t columns = e.columns.input;
  for (std::int64_t n = 0; n < e.batch; ++n)
    for (std::int64_t channel = 0; channel < e.in_channels; ++channel)
      for (std::int64_t d = 0; d < e.depth.input; ++d)
        for (std::int64_t h = 0; h < e.rows.input; ++h, dx += columns)
          for (std::int64_t w = 0; w < columns; w += kTileColumns)
            conv_dx_tile(volumes, weight, upstream, bias != nullptr ? bias[channel] : 0.0f, n,
                         channel, d, h, {w, std::min(w + kTileColumns, columns)}, dx);
}

/// g . x over the outputs q of one row whose element j lies inside the input.
inline double conv_row_product(const WindowAxis& axis, std::int64_t j, const float* upstream,
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
inline double conv_dweight_at(const ConvVolumes& volumes, const float* x, const float* upstream,
                              std::int64_t o, std::int64_t c, std::int64_t k, std::int64_t i,
                              std::int64_t j) {
  const Conv3dExtents& e = volumes.e;
  const Interval planes = e.depth.readers(k, {0, e.depth.input});
  const Interval rows = e.rows.readers(i, {0, e.rows.input});
  double total = 0;
  for (std::int64_t n = 0; n < e.batch; ++n) {
    const float* g = volumes.y(upstream, n, o);
    const float* channel = volumes.x(x, n, volumes.group(o) * volumes.in_a_group + c);
    for (std::int64_t r = planes.first; r < planes.last; ++r)
      for (std::int64_t p = rows.first; p < rows.last; ++p)
        total += conv_row_product(
            e.columns, j, g + volumes.y_row(r, p),
            channel + volumes.x_row(e.depth.position(r, k), e.rows.position(p, i)));
  }
  return total;
}

inline void conv_dweight(const float* x, const float* upstream, float* dweight,
                         const Conv3dExtents& e) {
  const ConvVolumes volumes = {e};
  for (std::int64_t o = 0; o < e.out_channels; ++o)
    for (std::int64_t c = 0; c < volumes.in_a_group; ++c, dweight += volumes.kernel_size)
      for (std::int64_t k = 0; k < e.depth.kernel; ++k)
        for (std::int64_t i = 0; i < e.rows.kernel; ++i)
          for (std::int64_t j = 0; j < e.columns.kernel; ++j)
            dweight[volumes.tap(k, i, j)] =
                static_cast<float>(conv_dweight_at(volumes, x, upstream, o, c, k, i, j));
}

/// db = g [batch, channels, size] summed over examples and positions.
inline void conv_dbias(const float* upstream, float* dbias, std::int64_t batch,
                       std::int64_t channels, std::int64_t size) {
  for (std::int64_t o = 0; o < channels; ++o) {
    double total = 0;
    for (std::int64_t n = 0; n < batch; ++n)
      total += sum(Value{}, static_cast<std::size_t>(size), upstream + (n * channels + o) * size);
    dbias[o] = static_cast<float>(total);
  }
}

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
