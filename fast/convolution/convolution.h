// Convolution of float32 signals and images, row-major, channels before positions, with gradients.
//
// Sums run in float64 (every product is exact there) and are rounded once; the bits are equal on
// every target. No term is formed outside the input, so padding adds nothing, not 0 * inf. NaN and
// infinities follow IEEE arithmetic. A wrong span size or geometry aborts with the operator's name.
// Outputs may not overlap inputs. Nothing is allocated.
#pragma once

#include <cstdint>
#include <span>

#include "fast/shape/window_axis.h"

namespace assay::fast {

/// groups divides both channel counts. flip reads the kernel backwards: a convolution in the sense
/// of mathematics, in place of the cross-correlation of frameworks.
struct Conv2dExtents {
  std::int64_t batch, in_channels, out_channels;
  WindowAxis rows, columns;
  std::int64_t groups = 1;
  bool flip = false;
};

/// y[n,o,p,q] = b[o] + sum W[o,c,i,j] x[n, group(o) C + c, h, w], C = in_channels / groups,
/// h = rows.position(p, i), w = columns.position(q, j). x [batch, in_channels, rows, columns],
/// weight [out_channels, C, kernel rows, kernel columns], bias [out_channels] or empty for none,
/// y [batch, out_channels, rows.output(), columns.output()].
/// [Goodfellow, Bengio & Courville 2016, eq. 9.6; Dumoulin & Visin 2016, arXiv 1603.07285]
void conv2d(std::span<const float> x, std::span<const float> weight, std::span<const float> bias,
            std::span<float> y, const Conv2dExtents& extents);

/// dx = sum g W over the outputs that read x, dW = sum g x, db = sum g over examples and positions;
/// an empty output is not computed.
void conv2d_gradient(std::span<const float> x, std::span<const float> weight,
                     std::span<const float> upstream, std::span<float> dx, std::span<float> dweight,
                     std::span<float> dbias, const Conv2dExtents& extents);

struct Conv1dExtents {
  std::int64_t batch, in_channels, out_channels;
  WindowAxis length;
  std::int64_t groups = 1;
  bool flip = false;
};

/// The same along one axis. x [batch, in_channels, length], weight [out_channels, C, kernel],
/// bias [out_channels] or empty for none, y [batch, out_channels, length.output()].
/// [Goodfellow, Bengio & Courville 2016, eq. 9.3 and 9.6]
void conv1d(std::span<const float> x, std::span<const float> weight, std::span<const float> bias,
            std::span<float> y, const Conv1dExtents& extents);
void conv1d_gradient(std::span<const float> x, std::span<const float> weight,
                     std::span<const float> upstream, std::span<float> dx, std::span<float> dweight,
                     std::span<float> dbias, const Conv1dExtents& extents);

}  // namespace assay::fast
