// A call of a convolution along one or two axes as numbers: with one axis the image has one row.
#pragma once

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

struct Call {
  std::int64_t batch, in_channels, out_channels, groups;
  Axis rows, columns;
  bool flip;

  std::int64_t in_a_group() const { return in_channels / groups; }
  std::int64_t out_a_group() const { return out_channels / groups; }
  std::int64_t kernel_size() const { return rows.kernel * columns.kernel; }
};

inline Axis axis_of(std::int64_t input, std::int64_t kernel, const Attributes& a,
                    const std::string& suffix) {
  return {input, kernel, a.integer("stride" + suffix), a.integer("padding" + suffix),
          a.integer("dilation" + suffix)};
}

inline Call call_of(const Case& drawn) {
  const Shape &x = drawn.inputs[0].shape, &w = drawn.inputs[1].shape;
  const Attributes& a = drawn.attributes;
  const bool planar = x.size() == 4;
  return {.batch = x[0],
          .in_channels = x[1],
          .out_channels = w[0],
          .groups = a.integer("groups"),
          .rows = planar ? axis_of(x[2], w[2], a, "_h") : Axis{},
          .columns = planar ? axis_of(x[3], w[3], a, "_w") : axis_of(x[2], w[2], a, ""),
          .flip = a.integer("flip") == 1};
}

}  // namespace assay::convolution_laws
