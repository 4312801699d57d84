// Output sizes of convolution and pooling, by enumerating the positions of the window. A window
// covers dilation (kernel - 1) + 1 elements; the input has `padding` elements more on each side.
#pragma once

#include <cstdint>
#include <stdexcept>

namespace assay {

struct WindowGeometry {
  std::int64_t input, kernel, stride, padding, dilation;

  std::int64_t window() const { return dilation * (kernel - 1) + 1; }
  std::int64_t padded() const { return input + 2 * padding; }
};

// The same with padding that may differ at the two ends.
struct AsymmetricWindow {
  std::int64_t input, kernel, stride, before, after, dilation;

  std::int64_t window() const { return dilation * (kernel - 1) + 1; }
  std::int64_t padded() const { return before + input + after; }
};

// The number of positions 0, stride, 2 stride, ... at which the window lies within the padded
// input.
inline std::int64_t convolution_output_size(const AsymmetricWindow& g) {
  std::int64_t count = 0;
  for (std::int64_t start = 0; start + g.window() <= g.padded(); start += g.stride) ++count;
  return count;
}

inline std::int64_t convolution_output_size(const WindowGeometry& g) {
  return convolution_output_size(
      AsymmetricWindow{g.input, g.kernel, g.stride, g.padding, g.padding, g.dilation});
}

// In ceil mode windows follow until one reaches the end of the padded input, but none begins past
// the input itself.
inline std::int64_t ceil_mode_output_size(const AsymmetricWindow& g) {
  std::int64_t count = 0;
  std::int64_t reached = 0;
  for (std::int64_t start = 0; reached < g.padded() && start < g.before + g.input;
       start += g.stride) {
    reached = start + g.window();
    ++count;
  }
  return count;
}

inline std::int64_t ceil_mode_output_size(const WindowGeometry& g) {
  return ceil_mode_output_size(
      AsymmetricWindow{g.input, g.kernel, g.stride, g.padding, g.padding, g.dilation});
}

// A window for every `stride`-th element of the input: the least padding that lets the last of them
// fit, dealt to the two ends in turn. Throws std::invalid_argument where that is too much to count.
struct SamePadding {
  std::int64_t output, before, after;
};

inline SamePadding same_padding(std::int64_t input, std::int64_t kernel, std::int64_t stride,
                                std::int64_t dilation, bool first_at_the_end) {
  constexpr std::int64_t most_padding = 1 << 24;
  const std::int64_t window = dilation * (kernel - 1) + 1;
  if (window > most_padding)
    throw std::invalid_argument("the window is too large for its padding to be counted");
  SamePadding same = {0, 0, 0};
  std::int64_t reached = 0;
  for (std::int64_t start = 0; start < input; start += stride) {
    reached = start + window;
    ++same.output;
  }
  for (bool at_the_end = first_at_the_end; reached > same.before + input + same.after;
       at_the_end = !at_the_end)
    ++(at_the_end ? same.after : same.before);
  return same;
}

}  // namespace assay
