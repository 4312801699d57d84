// See activation.cc for the pattern.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "fast/pooling/pooling.cc"
// clang-format off
#include "hwy/foreach_target.h"  // must come first
// clang-format on
#include "fast/pooling/pooling.h"

#include <string>

#include "fast/pooling/pool2d-inl.h"
#include "fast/precondition.h"
#include "fast/shape/require_window.h"
#include "hwy/highway.h"

#if HWY_ONCE
namespace assay::fast {

HWY_EXPORT(max_pool2d_forward);
HWY_EXPORT(max_pool2d_backward);
HWY_EXPORT(average_pool2d_forward);
HWY_EXPORT(average_pool2d_backward);

namespace {

void require_pool_axis(const char* op, const std::string& name, const WindowAxis& axis) {
  require_window(op, name.c_str(), axis);
  if (axis.dilation != 1) precondition_failed(op, name + ".dilation", axis.dilation, "1");
  if (2 * axis.padding > axis.kernel)
    precondition_failed(op, name + ".padding", axis.padding, "at most half the kernel");
}

/// x and y stand for dx and the upstream too.
void require_sizes(const char* op, const PoolExtents& e, std::size_t x, std::size_t y) {
  require_pool_axis(op, "rows", e.rows);
  require_pool_axis(op, "columns", e.columns);
  require_same_size(op, "x or dx", x, element_count(op, {e.planes, e.rows.input, e.columns.input}));
  require_same_size(op, "y or upstream", y,
                    element_count(op, {e.planes, e.rows.output(), e.columns.output()}));
}

}  // namespace

void max_pool2d(std::span<const float> x, std::span<float> y, const PoolExtents& e) {
  require_sizes("max_pool2d", e, x.size(), y.size());
  HWY_DYNAMIC_DISPATCH(max_pool2d_forward)(x.data(), y.data(), e);
}

void max_pool2d_gradient(std::span<const float> x, std::span<const float> upstream,
                         std::span<float> dx, const PoolExtents& e) {
  require_sizes("max_pool2d_gradient", e, dx.size(), upstream.size());
  require_same_size("max_pool2d_gradient", "x", x.size(), dx.size());
  HWY_DYNAMIC_DISPATCH(max_pool2d_backward)(x.data(), upstream.data(), dx.data(), e);
}

void average_pool2d(std::span<const float> x, std::span<float> y, const PoolExtents& e,
                    bool count_include_pad) {
  require_sizes("average_pool2d", e, x.size(), y.size());
  HWY_DYNAMIC_DISPATCH(average_pool2d_forward)(x.data(), y.data(), e, count_include_pad);
}

void average_pool2d_gradient(std::span<const float> upstream, std::span<float> dx,
                             const PoolExtents& e, bool count_include_pad) {
  require_sizes("average_pool2d_gradient", e, dx.size(), upstream.size());
  HWY_DYNAMIC_DISPATCH(average_pool2d_backward)(upstream.data(), dx.data(), e, count_include_pad);
}

}  // namespace assay::fast
#endif  // HWY_ONCE
