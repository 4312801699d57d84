// The windows of a pooling layer: what each output sees of the image.
#pragma once

#include <vector>

#include "reference/contract/tensor.h"
#include "reference/shape/window.h"

namespace assay {

struct Pool2d {
  WindowGeometry rows, columns;  ///< of dilation 1
  bool ceil_mode;
};

struct Pixel {
  std::int64_t h, w;
};

inline std::int64_t window_count(const WindowGeometry& g, bool ceil_mode) {
  return ceil_mode ? ceil_mode_output_size(g) : convolution_output_size(g);
}

// How many positions of the padded input window p covers; in ceil mode it may reach beyond.
inline std::int64_t padded_coverage(const WindowGeometry& g, std::int64_t p) {
  std::int64_t count = 0;
  for (std::int64_t m = 0; m < g.kernel; ++m)
    if (p * g.stride + m < g.padded()) ++count;
  return count;
}

// The pixels of the image in window (p, q), in row-major order.
inline std::vector<Pixel> window_pixels(const Pool2d& a, std::int64_t p, std::int64_t q) {
  std::vector<Pixel> pixels;
  for (std::int64_t i = 0; i < a.rows.kernel; ++i)
    for (std::int64_t j = 0; j < a.columns.kernel; ++j) {
      const Pixel at = {p * a.rows.stride + i - a.rows.padding,
                        q * a.columns.stride + j - a.columns.padding};
      if (0 <= at.h && at.h < a.rows.input && 0 <= at.w && at.w < a.columns.input)
        pixels.push_back(at);
    }
  return pixels;
}

inline Shape pooled_shape(const Pool2d& a, const Shape& x) {
  return {x[0], x[1], window_count(a.rows, a.ceil_mode), window_count(a.columns, a.ceil_mode)};
}

// Calls visit(n, c, p, q, pixels) for every output of an image of this shape.
template <class Visit>
void for_each_window(const Pool2d& a, const Shape& x, Visit visit) {
  const Shape y = pooled_shape(a, x);
  for (std::int64_t n = 0; n < y[0]; ++n)
    for (std::int64_t c = 0; c < y[1]; ++c)
      for (std::int64_t p = 0; p < y[2]; ++p)
        for (std::int64_t q = 0; q < y[3]; ++q) visit(n, c, p, q, window_pixels(a, p, q));
}

}  // namespace assay
