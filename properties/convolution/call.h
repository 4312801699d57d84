// A call of a convolution along one, two or three axes as numbers: an axis that is not there has
// one position. Axes are counted from the last: columns, rows, depth.
#pragma once

#include <array>

#include "properties/cases/case.h"

namespace assay::convolution_laws {

struct Axis {
  std::int64_t input = 1, kernel = 1, stride = 1, padding = 0, dilation = 1;

  /// How often the window fits, by trying.
  std::int64_t outputs() const {
    std::int64_t count = 0;
    while (count * stride + dilation * (kernel - 1) < input + 2 * padding) ++count;
    return count;
  }
  std::int64_t position(std::int64_t p, std::int64_t m) const {
    return p * stride + m * dilation - padding;
  }
  bool holds(std::int64_t position) const { return 0 <= position && position < input; }
};

/// A number along each axis.
using Place = std::array<std::int64_t, 3>;

struct Call {
  std::int64_t batch, in_channels, out_channels, groups;
  std::array<Axis, 3> axes = {};
  bool flip;

  std::int64_t in_a_group() const { return in_channels / groups; }
  std::int64_t out_a_group() const { return out_channels / groups; }
  std::int64_t kernel_size() const { return axes[0].kernel * axes[1].kernel * axes[2].kernel; }
  std::int64_t input_size() const { return axes[0].input * axes[1].input * axes[2].input; }
};

/// The attributes' suffixes, counted from the last axis.
inline std::vector<std::string> suffixes(std::int64_t axes) {
  if (axes == 1) return {""};
  return axes == 2 ? std::vector<std::string>{"_w", "_h"}
                   : std::vector<std::string>{"_w", "_h", "_d"};
}

inline Call call_of(const Case& drawn) {
  const Tensor<double>&x = drawn.inputs[0], &w = drawn.inputs[1];
  const Attributes& a = drawn.attributes;
  Call call = {.batch = x.extent(0),
               .in_channels = x.extent(1),
               .out_channels = w.extent(0),
               .groups = a.integer("groups"),
               .flip = a.integer("flip") == 1};
  std::int64_t axis = 0;
  for (const std::string& suffix : suffixes(x.rank() - 2)) {
    call.axes[static_cast<std::size_t>(axis)] = {
        x.extent(-1 - axis), w.extent(-1 - axis), a.integer("stride" + suffix),
        a.integer("padding" + suffix), a.integer("dilation" + suffix)};
    ++axis;
  }
  return call;
}

}  // namespace assay::convolution_laws
