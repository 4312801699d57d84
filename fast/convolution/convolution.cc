// See activation.cc for the pattern.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "fast/convolution/convolution.cc"
// clang-format off
#include "hwy/foreach_target.h"  // must come first
// clang-format on
#include "fast/convolution/convolution.h"

#include <string>

#include "fast/convolution/conv2d-inl.h"
#include "fast/precondition.h"
#include "fast/shape/require_window.h"
#include "hwy/highway.h"

#if HWY_ONCE
namespace assay::fast {

HWY_EXPORT(conv2d_forward);
HWY_EXPORT(conv2d_dx);
HWY_EXPORT(conv2d_dweight);
HWY_EXPORT(conv2d_dbias);

namespace {

/// A signal is an image of one row under a kernel of one row.
Conv2dExtents one_row(const Conv1dExtents& e) {
  return {e.batch, e.in_channels, e.out_channels, {1, 1}, e.length, e.groups, e.flip};
}

void require_geometry(const char* op, const Conv2dExtents& e) {
  require_window(op, "rows", e.rows);
  require_window(op, "columns", e.columns);
  if (e.groups < 1) precondition_failed(op, "groups", e.groups, "at least 1");
  for (const std::int64_t channels : {e.in_channels, e.out_channels})
    if (channels < 0 || channels % e.groups != 0)
      precondition_failed(op, "a channel count", channels,
                          "a multiple of groups = " + std::to_string(e.groups));
}

void require_sizes(const char* op, const Conv2dExtents& e, std::size_t x, std::size_t weight,
                   std::size_t y) {
  require_geometry(op, e);
  require_same_size(op, "x", x,
                    element_count(op, {e.batch, e.in_channels, e.rows.input, e.columns.input}));
  require_same_size(op, "weight", weight,
                    element_count(op, {e.out_channels, e.in_channels / e.groups, e.rows.kernel,
                                       e.columns.kernel}));
  require_same_size(
      op, "y", y,
      element_count(op, {e.batch, e.out_channels, e.rows.output(), e.columns.output()}));
}

void forward(const char* op, std::span<const float> x, std::span<const float> weight,
             std::span<const float> bias, std::span<float> y, const Conv2dExtents& e) {
  require_sizes(op, e, x.size(), weight.size(), y.size());
  if (!bias.empty())
    require_same_size(op, "bias", bias.size(), static_cast<std::size_t>(e.out_channels));
  const float* offset = bias.empty() ? nullptr : bias.data();
  HWY_DYNAMIC_DISPATCH(conv2d_forward)(x.data(), weight.data(), offset, y.data(), e);
}

void backward(const char* op, std::span<const float> x, std::span<const float> weight,
              std::span<const float> upstream, std::span<float> dx, std::span<float> dweight,
              std::span<float> dbias, const Conv2dExtents& e) {
  require_sizes(op, e, x.size(), weight.size(), upstream.size());
  if (!dx.empty()) {
    require_same_size(op, "dx", dx.size(), x.size());
    HWY_DYNAMIC_DISPATCH(conv2d_dx)(weight.data(), upstream.data(), dx.data(), e);
  }
  if (!dweight.empty()) {
    require_same_size(op, "dweight", dweight.size(), weight.size());
    HWY_DYNAMIC_DISPATCH(conv2d_dweight)(x.data(), upstream.data(), dweight.data(), e);
  }
  if (!dbias.empty()) {
    require_same_size(op, "dbias", dbias.size(), static_cast<std::size_t>(e.out_channels));
    HWY_DYNAMIC_DISPATCH(conv2d_dbias)(upstream.data(), dbias.data(), e);
  }
}

}  // namespace

void conv2d(std::span<const float> x, std::span<const float> weight, std::span<const float> bias,
            std::span<float> y, const Conv2dExtents& e) {
  forward("conv2d", x, weight, bias, y, e);
}

void conv2d_gradient(std::span<const float> x, std::span<const float> weight,
                     std::span<const float> upstream, std::span<float> dx, std::span<float> dweight,
                     std::span<float> dbias, const Conv2dExtents& e) {
  backward("conv2d_gradient", x, weight, upstream, dx, dweight, dbias, e);
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

}  // namespace assay::fast
#endif  // HWY_ONCE
