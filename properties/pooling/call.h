// A call of a pooling operator as numbers.
#pragma once

#include "properties/cases/case.h"

namespace assay::pooling_laws {

struct Axis {
  std::int64_t input, kernel, stride, padding;
  bool ceil_mode;

  std::int64_t begin(std::int64_t p) const { return p * stride - padding; }
  std::int64_t end(std::int64_t p) const { return begin(p) + kernel; }
  bool covers(std::int64_t p, std::int64_t at) const { return begin(p) <= at && at < end(p); }
  /// The windows that fit, and in ceil mode those that follow until the end is reached, as long as
  /// they begin before the padding at the end.
  std::int64_t outputs() const {
    std::int64_t count = 0;
    while (end(count) <= input + padding) ++count;
    while (ceil_mode && end(count - 1) < input + padding && begin(count) < input) ++count;
    return count;
  }
  /// Positions of the padded input, or of the input alone, in window p.
  std::int64_t positions(std::int64_t p, bool padded) const {
    const std::int64_t edge = padded ? padding : 0;
    return std::min(end(p), input + edge) - std::max(begin(p), -edge);
  }
};

struct Call {
  std::int64_t planes;
  Axis rows, columns;

  std::int64_t image_size() const { return rows.input * columns.input; }
};

inline Axis axis_of(std::int64_t input, const Attributes& a, const std::string& suffix) {
  return {input, a.integer("kernel" + suffix), a.integer("stride" + suffix),
          a.integer("padding" + suffix), a.integer("ceil_mode") == 1};
}

inline Call call_of(const Case& drawn) {
  const Shape& x = drawn.inputs[0].shape;
  return {x[0] * x[1], axis_of(x[2], drawn.attributes, "_h"),
          axis_of(x[3], drawn.attributes, "_w")};
}

/// A pixel of the tensor.
struct Spot {
  std::int64_t plane, h, w;

  std::size_t at(const Call& call) const {
    return static_cast<std::size_t>((plane * call.rows.input + h) * call.columns.input + w);
  }
};

/// Calls visit(plane, p, q, flat index of y) for every window.
template <class Visit>
void for_each_output(const Call& call, Visit visit) {
  std::size_t at = 0;
  for (std::int64_t plane = 0; plane < call.planes; ++plane)
    for (std::int64_t p = 0; p < call.rows.outputs(); ++p)
      for (std::int64_t q = 0; q < call.columns.outputs(); ++q) visit(plane, p, q, at++);
}

/// The pixels of a window, in row-major order.
inline std::vector<Spot> spots(const Call& call, std::int64_t plane, std::int64_t p,
                               std::int64_t q) {
  std::vector<Spot> all;
  for (std::int64_t h = 0; h < call.rows.input; ++h)
    for (std::int64_t w = 0; w < call.columns.input; ++w)
      if (call.rows.covers(p, h) && call.columns.covers(q, w)) all.push_back({plane, h, w});
  return all;
}

}  // namespace assay::pooling_laws
