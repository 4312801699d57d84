// See activation.cc for the pattern.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "fast/convolution/convolution.cc"
// clang-format off
#include "hwy/foreach_target.h"  // must come first
// clang-format on
#include "fast/convolution/convolution.h"

#include <cmath>
#include <string>

#include "fast/convolution/conv3d-inl.h"
#include "fast/convolution/fir_boxcar_response-inl.h"
#include "fast/precondition.h"
#include "fast/shape/require_window.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace {

BoxcarResponse response_of(float ratio, const Boxcar& boxcar) {
  return {ratio, std::log(static_cast<double>(ratio)), static_cast<double>(boxcar.length),
          static_cast<double>(boxcar.delay)};
}

void boxcar_response(float ratio, const float* n, float* y, const Boxcar& boxcar,
                     std::size_t count) {
  map(response_of(ratio, boxcar), count, y, n);
}

double boxcar_slope(float ratio, const float* n, const float* upstream, const Boxcar& boxcar,
                    std::size_t count) {
  return sum(BoxcarSlope{response_of(ratio, boxcar)}, count, n, upstream);
}

}  // namespace
}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace assay::fast {

HWY_EXPORT(conv_forward);
HWY_EXPORT(conv_dx);
HWY_EXPORT(conv_dweight);
HWY_EXPORT(conv_dbias);
HWY_EXPORT(boxcar_response);
HWY_EXPORT(boxcar_slope);

namespace {

constexpr WindowAxis kSingle = {1, 1};

/// An image is a volume of one plane under a kernel of one plane.
Conv3dExtents one_plane(const Conv2dExtents& e) {
  return {e.batch, e.in_channels, e.out_channels, kSingle, e.rows, e.columns, e.groups, e.flip};
}

/// A signal is an image of one row under a kernel of one row.
Conv3dExtents one_row(const Conv1dExtents& e) {
  return {e.batch, e.in_channels, e.out_channels, kSingle, kSingle, e.length, e.groups, e.flip};
}

void require_channels(const char* op, std::int64_t groups,
                      std::initializer_list<std::int64_t> all_channels) {
  if (groups < 1) precondition_failed(op, "groups", groups, "at least 1");
  for (const std::int64_t channels : all_channels)
    if (channels < 0 || channels % groups != 0)
      precondition_failed(op, "a channel count", channels,
                          "a multiple of groups = " + std::to_string(groups));
}

struct Sizes {
  std::size_t x, weight, y;
};

Sizes sizes_of(const char* op, const Conv3dExtents& e) {
  require_window(op, "depth", e.depth);
  require_window(op, "rows", e.rows);
  require_window(op, "columns", e.columns);
  require_channels(op, e.groups, {e.in_channels, e.out_channels});
  return {element_count(op, {e.batch, e.in_channels, e.depth.input, e.rows.input, e.columns.input}),
          element_count(op, {e.out_channels, e.in_channels / e.groups, e.depth.kernel,
                             e.rows.kernel, e.columns.kernel}),
          element_count(op, {e.batch, e.out_channels, e.depth.output(), e.rows.output(),
                             e.columns.output()})};
}

const float* optional(const char* op, std::span<const float> bias, std::int64_t channels) {
  if (bias.empty()) return nullptr;
  require_same_size(op, "bias", bias.size(), static_cast<std::size_t>(channels));
  return bias.data();
}

/// Whether a gradient is wanted; then it has the size of what it belongs to.
bool wanted(const char* op, const char* what, std::span<float> gradient, std::size_t size) {
  if (gradient.empty()) return false;
  require_same_size(op, what, gradient.size(), size);
  return true;
}

void forward(const char* op, std::span<const float> x, std::span<const float> weight,
             std::span<const float> bias, std::span<float> y, const Conv3dExtents& e) {
  const Sizes sizes = sizes_of(op, e);
  require_same_size(op, "x", x.size(), sizes.x);
  require_same_size(op, "weight", weight.size(), sizes.weight);
  require_same_size(op, "y", y.size(), sizes.y);
  HWY_DYNAMIC_DISPATCH(conv_forward)
  (x.data(), weight.data(), optional(op, bias, e.out_channels), y.data(), e);
}

void backward(const char* op, std::span<const float> x, std::span<const float> weight,
              std::span<const float> upstream, std::span<float> dx, std::span<float> dweight,
              std::span<float> dbias, const Conv3dExtents& e) {
  const Sizes sizes = sizes_of(op, e);
  require_same_size(op, "x", x.size(), sizes.x);
  require_same_size(op, "weight", weight.size(), sizes.weight);
  require_same_size(op, "y", upstream.size(), sizes.y);
  if (wanted(op, "dx", dx, sizes.x))
    HWY_DYNAMIC_DISPATCH(conv_dx)(weight.data(), upstream.data(), nullptr, dx.data(), e);
  if (wanted(op, "dweight", dweight, sizes.weight))
    HWY_DYNAMIC_DISPATCH(conv_dweight)(x.data(), upstream.data(), dweight.data(), e);
  if (!wanted(op, "dbias", dbias, static_cast<std::size_t>(e.out_channels))) return;
  const std::int64_t outputs = e.depth.output() * e.rows.output() * e.columns.output();
  HWY_DYNAMIC_DISPATCH(conv_dbias)
  (upstream.data(), dbias.data(), e.batch, e.out_channels, outputs);
}

/// The convolution of which an axis is the transpose: their inputs and outputs change places.
WindowAxis adjoint(const char* op, const char* name, const TransposedAxis& axis) {
  const std::string prefix = name;
  for (const std::int64_t at_least_one : {axis.input, axis.kernel, axis.stride, axis.dilation})
    if (at_least_one < 1)
      precondition_failed(op, prefix + ": an input, kernel, stride or dilation", at_least_one,
                          "at least 1");
  if (axis.output_padding < 0 || axis.output_padding >= axis.stride)
    precondition_failed(op, prefix + ".output_padding", axis.output_padding,
                        "at least 0 and less than the stride");
  if (axis.output() < 1) precondition_failed(op, prefix + ".output()", axis.output(), "at least 1");
  return {axis.output(), axis.kernel, axis.stride, axis.padding, axis.dilation};
}

Conv3dExtents adjoint(const char* op, const ConvTranspose2dExtents& e) {
  require_channels(op, e.groups, {e.in_channels, e.out_channels});
  return {e.batch,
          e.out_channels,
          e.in_channels,
          kSingle,
          adjoint(op, "rows", e.rows),
          adjoint(op, "columns", e.columns),
          e.groups};
}

ConvTranspose2dExtents one_row(const ConvTranspose1dExtents& e) {
  return {e.batch, e.in_channels, e.out_channels, {1, 1}, e.length, e.groups};
}

void transposed_forward(const char* op, std::span<const float> x, std::span<const float> weight,
                        std::span<const float> bias, std::span<float> y,
                        const ConvTranspose2dExtents& extents) {
  const Conv3dExtents e = adjoint(op, extents);
  const Sizes sizes = sizes_of(op, e);
  require_same_size(op, "x", x.size(), sizes.y);
  require_same_size(op, "weight", weight.size(), sizes.weight);
  require_same_size(op, "y", y.size(), sizes.x);
  HWY_DYNAMIC_DISPATCH(conv_dx)
  (weight.data(), x.data(), optional(op, bias, extents.out_channels), y.data(), e);
}

void transposed_backward(const char* op, std::span<const float> x, std::span<const float> weight,
                         std::span<const float> upstream, std::span<float> dx,
                         std::span<float> dweight, std::span<float> dbias,
                         const ConvTranspose2dExtents& extents) {
  const Conv3dExtents e = adjoint(op, extents);
  const Sizes sizes = sizes_of(op, e);
  require_same_size(op, "x", x.size(), sizes.y);
  require_same_size(op, "weight", weight.size(), sizes.weight);
  require_same_size(op, "y", upstream.size(), sizes.x);
  if (wanted(op, "dx", dx, sizes.y))
    HWY_DYNAMIC_DISPATCH(conv_forward)(upstream.data(), weight.data(), nullptr, dx.data(), e);
  if (wanted(op, "dweight", dweight, sizes.weight))
    HWY_DYNAMIC_DISPATCH(conv_dweight)(upstream.data(), x.data(), dweight.data(), e);
  if (!wanted(op, "dbias", dbias, static_cast<std::size_t>(e.in_channels))) return;
  HWY_DYNAMIC_DISPATCH(conv_dbias)
  (upstream.data(), dbias.data(), e.batch, e.in_channels, e.rows.input * e.columns.input);
}

void require_boxcar(const char* op, const Boxcar& boxcar) {
  if (boxcar.length < 0) precondition_failed(op, "length", boxcar.length, "at least 0");
}

}  // namespace

void conv3d(std::span<const float> x, std::span<const float> weight, std::span<const float> bias,
            std::span<float> y, const Conv3dExtents& e) {
  forward("conv3d", x, weight, bias, y, e);
}

void conv3d_gradient(std::span<const float> x, std::span<const float> weight,
                     std::span<const float> upstream, std::span<float> dx, std::span<float> dweight,
                     std::span<float> dbias, const Conv3dExtents& e) {
  backward("conv3d_gradient", x, weight, upstream, dx, dweight, dbias, e);
}

void conv2d(std::span<const float> x, std::span<const float> weight, std::span<const float> bias,
            std::span<float> y, const Conv2dExtents& e) {
  forward("conv2d", x, weight, bias, y, one_plane(e));
}

void conv2d_gradient(std::span<const float> x, std::span<const float> weight,
                     std::span<const float> upstream, std::span<float> dx, std::span<float> dweight,
                     std::span<float> dbias, const Conv2dExtents& e) {
  backward("conv2d_gradient", x, weight, upstream, dx, dweight, dbias, one_plane(e));
}

void conv1d(std::span<const float> x, std::span<const float> weight, std::span<const float> bias,
            std::span<float> y, const Conv1dExtents& e) {
  forward("conv1d", x, weight, bias, y, one_row(e));
}

void conv1d_gradient(std::span<const float> x, std::span<const float> weight,
                     std::span<const float> upstream, std::span<float> dx, std::span<float> dweight,
                     std::span<float> dbias, const Conv1dExtents& e) {
  backward("conv1d_gradient", x, weight, upstream, dx, dweight, dbias, one_row(e));
}

void conv_transpose2d(std::span<const float> x, std::span<const float> weight,
                      std::span<const float> bias, std::span<float> y,
                      const ConvTranspose2dExtents& e) {
  transposed_forward("conv_transpose2d", x, weight, bias, y, e);
}

void conv_transpose2d_gradient(std::span<const float> x, std::span<const float> weight,
                               std::span<const float> upstream, std::span<float> dx,
                               std::span<float> dweight, std::span<float> dbias,
                               const ConvTranspose2dExtents& e) {
  transposed_backward("conv_transpose2d_gradient", x, weight, upstream, dx, dweight, dbias, e);
}

void conv_transpose1d(std::span<const float> x, std::span<const float> weight,
                      std::span<const float> bias, std::span<float> y,
                      const ConvTranspose1dExtents& e) {
  transposed_forward("conv_transpose1d", x, weight, bias, y, one_row(e));
}

void conv_transpose1d_gradient(std::span<const float> x, std::span<const float> weight,
                               std::span<const float> upstream, std::span<float> dx,
                               std::span<float> dweight, std::span<float> dbias,
                               const ConvTranspose1dExtents& e) {
  transposed_backward("conv_transpose1d_gradient", x, weight, upstream, dx, dweight, dbias,
                      one_row(e));
}

void fir_boxcar_response(float ratio, std::span<const float> n, std::span<float> y,
                         const Boxcar& boxcar) {
  require_boxcar("fir_boxcar_response", boxcar);
  require_same_size("fir_boxcar_response", "y", y.size(), n.size());
  HWY_DYNAMIC_DISPATCH(boxcar_response)(ratio, n.data(), y.data(), boxcar, n.size());
}

float fir_boxcar_response_gradient(float ratio, std::span<const float> n,
                                   std::span<const float> upstream, const Boxcar& boxcar) {
  require_boxcar("fir_boxcar_response_gradient", boxcar);
  require_same_size("fir_boxcar_response_gradient", "upstream", upstream.size(), n.size());
  return static_cast<float>(
      HWY_DYNAMIC_DISPATCH(boxcar_slope)(ratio, n.data(), upstream.data(), boxcar, n.size()));
}

}  // namespace assay::fast
#endif  // HWY_ONCE
