// What a kernel demands of a window's geometry and of the extents of tensors.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>

#include "fast/precondition.h"
#include "fast/shape/window_axis.h"

namespace assay::fast {

/// Aborts unless kernel, stride and dilation are positive and the window fits the padded input.
inline void require_window(const char* op, const char* axis, const WindowAxis& window) {
  const std::string name = axis;
  for (const std::int64_t at_least_one : {window.kernel, window.stride, window.dilation})
    if (at_least_one < 1)
      precondition_failed(op, name + ": a kernel, stride or dilation", at_least_one, "at least 1");
  if (window.padding < 0) precondition_failed(op, name + ".padding", window.padding, "at least 0");
  const std::int64_t extent = window.dilation * (window.kernel - 1) + 1;
  if (extent > window.input + 2 * window.padding)
    precondition_failed(op, name + ": the window", extent, "at most the padded input");
}

/// The product of the extents; aborts when it overflows.
inline std::size_t element_count(const char* op, std::initializer_list<std::int64_t> extents) {
  std::size_t count = 1;
  for (const std::int64_t extent : extents)
    count = element_count(op, count, static_cast<std::size_t>(extent));
  return count;
}

}  // namespace assay::fast
