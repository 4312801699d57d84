// Output sizes of convolution and pooling, by enumerating the positions of the window. A window
// covers dilation (kernel - 1) + 1 elements; the input has `padding` elements more on each side.
#pragma once

#include <cstdint>

namespace assay {

struct WindowGeometry {
  std::int64_t input, kernel, stride, padding, dilation;

  std::int64_t window() const { return dilation * (kernel - 1) + 1; }
  std::int64_t padded() const { return input + 2 * padding; }
};

// The number of positions 0, stride, 2 stride, ... at which the window lies within the padded
// input.
inline std::int64_t convolution_output_size(const WindowGeometry& g) {
  std::int64_t count = 0;
  for (std::int64_t start = 0; start + g.window() <= g.padded(); start += g.stride) ++count;
  return count;
}

// In ceil mode windows follow until one reaches the end of the padded input, but none begins past
// the input itself.
inline std::int64_t ceil_mode_output_size(const WindowGeometry& g) {
  std::int64_t count = 0;
  std::int64_t reached = 0;
  for (std::int64_t start = 0; reached < g.padded() && start < g.input + g.padding;
       start += g.stride) {
    reached = start + g.window();
    ++count;
  }
  return count;
}

}  // namespace assay
