// Which outputs of a sliding window read which inputs, along one axis, in closed form.
#pragma once

#include <algorithm>
#include <cstdint>

#include "fast/shape/shape.h"

namespace assay::fast {

/// The integers first .. last - 1.
struct Interval {
  std::int64_t first, last;

  constexpr std::int64_t size() const { return std::max<std::int64_t>(last - first, 0); }
  constexpr bool contains(std::int64_t at) const { return first <= at && at < last; }
};

constexpr Interval intersection(Interval a, Interval b) {
  return {std::max(a.first, b.first), std::min(a.last, b.last)};
}

/// Output p reads input[p stride + m dilation - padding] under element m of the window, where that
/// lies inside the input. kernel, stride and dilation are at least 1.
struct WindowAxis {
  std::int64_t input, kernel, stride = 1, padding = 0, dilation = 1;
  bool ceil_mode = false;  ///< keeps a last window that reaches past the padded input

  constexpr std::int64_t output() const {
    return ceil_mode ? ceil_mode_output_size(input, kernel, stride, padding, dilation)
                     : convolution_output_size(input, kernel, stride, padding, dilation);
  }
  constexpr std::int64_t position(std::int64_t p, std::int64_t m) const {
    return p * stride + m * dilation - padding;
  }
  /// The outputs whose element m lies in `inputs`.
  constexpr Interval readers(std::int64_t m, Interval inputs) const {
    return {first_at(inputs.first, m), std::min(first_at(inputs.last, m), output())};
  }

  // Of an undilated window.

  /// The inputs in window p.
  constexpr Interval covered(std::int64_t p) const {
    const std::int64_t begin = position(p, 0);
    return intersection({begin, begin + kernel}, {0, input});
  }
  /// How many positions of the padded input window p covers.
  constexpr std::int64_t padded_coverage(std::int64_t p) const {
    return std::min(kernel, input + 2 * padding - p * stride);
  }
  /// The outputs whose window covers some of `inputs`.
  constexpr Interval covering(Interval inputs) const {
    return {readers(kernel - 1, inputs).first, readers(0, inputs).last};
  }

 private:
  /// The first output whose element m is not before `at`.
  constexpr std::int64_t first_at(std::int64_t at, std::int64_t m) const {
    const std::int64_t distance = at + padding - m * dilation;
    return distance <= 0 ? 0 : (distance + stride - 1) / stride;
  }
};

}  // namespace assay::fast
