// Max and average pooling of float32 images, row-major, with gradients.
//
// Averages and gradients are summed in float64 and rounded once; the bits are equal on every
// target. Padding is never taken as a pixel. A wrong span size or geometry aborts with the
// operator's name. Outputs may not overlap inputs. Nothing is allocated.
#pragma once

#include <cstdint>
#include <span>

#include "fast/shape/window_axis.h"

namespace assay::fast {

/// planes = batch x channels. The windows have dilation 1 and padding of at most half their kernel.
struct PoolExtents {
  std::int64_t planes;
  WindowAxis rows, columns;
};

/// The largest pixel of each window; NaN if any is. x [planes, rows, columns], y [planes,
/// rows.output(), columns.output()]. [Dumoulin & Visin 2016, arXiv 1603.07285, chapter 3]
void max_pool2d(std::span<const float> x, std::span<float> y, const PoolExtents& extents);

/// Each window's upstream goes to the first of its largest pixels in row-major order (the first NaN
/// if there is one).
void max_pool2d_gradient(std::span<const float> x, std::span<const float> upstream,
                         std::span<float> dx, const PoolExtents& extents);

/// The sum of each window divided by the number of its pixels, or with count_include_pad by the
/// number of positions of the padded image in it.
void average_pool2d(std::span<const float> x, std::span<float> y, const PoolExtents& extents,
                    bool count_include_pad);
void average_pool2d_gradient(std::span<const float> upstream, std::span<float> dx,
                             const PoolExtents& extents, bool count_include_pad);

}  // namespace assay::fast
