// Convolution of float32 signals, images and volumes, row-major, channels before positions, with
// gradients; their transposes; and the response of a geometric filter to a boxcar.
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
struct Conv3dExtents {
  std::int64_t batch, in_channels, out_channels;
  WindowAxis depth, rows, columns;
  std::int64_t groups = 1;
  bool flip = false;
};

/// y[n,o,r,p,q] = b[o] + sum W[o,c,k,i,j] x[n, group(o) C + c, d, h, w], C = in_channels / groups,
/// d = depth.position(r, k), h = rows.position(p, i), w = columns.position(q, j).
/// x [batch, in_channels, depth, rows, columns], weight [out_channels, C, kernel depth, kernel
/// rows, kernel columns], bias [out_channels] or empty for none, y [batch, out_channels,
/// depth.output(), rows.output(), columns.output()]. [Goodfellow, Bengio & Courville 2016, eq. 9.6;
/// Dumoulin & Visin 2016, arXiv 1603.07285]
void conv3d(std::span<const float> x, std::span<const float> weight, std::span<const float> bias,
            std::span<float> y, const Conv3dExtents& extents);

/// dx = sum g W over the outputs that read x, dW = sum g x, db = sum g over examples and positions;
/// an empty output is not computed.
void conv3d_gradient(std::span<const float> x, std::span<const float> weight,
                     std::span<const float> upstream, std::span<float> dx, std::span<float> dweight,
                     std::span<float> dbias, const Conv3dExtents& extents);

struct Conv2dExtents {
  std::int64_t batch, in_channels, out_channels;
  WindowAxis rows, columns;
  std::int64_t groups = 1;
  bool flip = false;
};

/// The same of images: x [batch, in_channels, rows, columns], weight [out_channels, C, kernel rows,
/// kernel columns], bias [out_channels] or empty for none, y [batch, out_channels, rows.output(),
/// columns.output()].
void conv2d(std::span<const float> x, std::span<const float> weight, std::span<const float> bias,
            std::span<float> y, const Conv2dExtents& extents);
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

/// Input p adds to output p stride + m dilation - padding under element m of the kernel;
/// output_padding, below the stride, is how many outputs more there are at the end.
struct TransposedAxis {
  std::int64_t input, kernel, stride = 1, padding = 0, dilation = 1, output_padding = 0;

  constexpr std::int64_t output() const {
    return transposed_output_size(input, kernel, stride, padding, dilation, output_padding);
  }
};

struct ConvTranspose2dExtents {
  std::int64_t batch, in_channels, out_channels;
  TransposedAxis rows, columns;
  std::int64_t groups = 1;
};

/// y[n, group(c) O + o, h, w] = b + sum W[c,o,i,j] x[n,c,p,q] over the (p, q) and (i, j) that lead
/// to (h, w): the adjoint of conv2d. x [batch, in_channels, rows, columns], weight [in_channels,
/// O = out_channels / groups, kernel rows, kernel columns], bias [out_channels] or empty for none,
/// y [batch, out_channels, rows.output(), columns.output()].
/// [Dumoulin & Visin 2016, arXiv 1603.07285, relationship 14; Zeiler et al. 2010]
void conv_transpose2d(std::span<const float> x, std::span<const float> weight,
                      std::span<const float> bias, std::span<float> y,
                      const ConvTranspose2dExtents& extents);

/// dx = sum g W over the outputs that x adds to, dW = sum g x, db = sum g; an empty output is not
/// computed.
void conv_transpose2d_gradient(std::span<const float> x, std::span<const float> weight,
                               std::span<const float> upstream, std::span<float> dx,
                               std::span<float> dweight, std::span<float> dbias,
                               const ConvTranspose2dExtents& extents);

struct ConvTranspose1dExtents {
  std::int64_t batch, in_channels, out_channels;
  TransposedAxis length;
  std::int64_t groups = 1;
};

/// The same along one axis: x [batch, in_channels, length], weight [in_channels, O, kernel],
/// y [batch, out_channels, length.output()].
void conv_transpose1d(std::span<const float> x, std::span<const float> weight,
                      std::span<const float> bias, std::span<float> y,
                      const ConvTranspose1dExtents& extents);
void conv_transpose1d_gradient(std::span<const float> x, std::span<const float> weight,
                               std::span<const float> upstream, std::span<float> dx,
                               std::span<float> dweight, std::span<float> dbias,
                               const ConvTranspose1dExtents& extents);

/// `length` ones, the first of them at `delay`; zeros elsewhere.
struct Boxcar {
  std::int64_t length, delay = 0;
};

/// y[k] = sum of ratio^(n[k] - i) over the ones i <= n[k] of the boxcar, for integers n[k] and a
/// ratio in (0, 1): 0 before the boxcar, (1 - ratio^m) / (1 - ratio) in it, then a decay by ratio.
void fir_boxcar_response(float ratio, std::span<const float> n, std::span<float> y,
                         const Boxcar& boxcar);

/// dL/d(ratio) = sum_k g[k] dy[k]/d(ratio).
float fir_boxcar_response_gradient(float ratio, std::span<const float> n,
                                   std::span<const float> upstream, const Boxcar& boxcar);

}  // namespace assay::fast
