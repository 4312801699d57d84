// What a sliding window reads along one axis of its input.
#pragma once

#include "reference/shape/output_size.h"

namespace assay {

// Calls visit(p, m, l) for every output p < outputs and element m of the window that lies inside
// the input there, at l = p stride + m dilation - padding.
template <class Visit>
void for_each_reading(const WindowGeometry& g, std::int64_t outputs, Visit visit) {
  for (std::int64_t p = 0; p < outputs; ++p)
    for (std::int64_t m = 0; m < g.kernel; ++m) {
      const std::int64_t l = p * g.stride + m * g.dilation - g.padding;
      if (0 <= l && l < g.input) visit(p, m, l);
    }
}

}  // namespace assay
