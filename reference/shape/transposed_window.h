// What a transposed convolution writes along one axis: input p, under element m of the kernel, adds
// to output p stride + m dilation - padding. After the last position written, less the padding,
// come `output_padding` positions more.
#pragma once

#include <algorithm>
#include <cstdint>

namespace assay {

struct TransposedGeometry {
  std::int64_t input, kernel, stride, padding, dilation, output_padding;
};

inline std::int64_t transposed_output_size(const TransposedGeometry& g) {
  std::int64_t window = 0, written = 0;  // positions before any padding is taken away
  for (std::int64_t m = 0; m < g.kernel; ++m) window = std::max(window, m * g.dilation + 1);
  for (std::int64_t p = 0; p < g.input; ++p) written = std::max(written, p * g.stride + window);
  return written - 2 * g.padding + g.output_padding;
}

// Calls visit(p, m, l) for every input p and element m of the kernel that meet inside the output,
// at l = p stride + m dilation - padding.
template <class Visit>
void for_each_writing(const TransposedGeometry& g, std::int64_t outputs, Visit visit) {
  for (std::int64_t p = 0; p < g.input; ++p)
    for (std::int64_t m = 0; m < g.kernel; ++m) {
      const std::int64_t l = p * g.stride + m * g.dilation - g.padding;
      if (0 <= l && l < outputs) visit(p, m, l);
    }
}

}  // namespace assay
