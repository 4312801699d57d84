#pragma once

#include "fast/bench/elementwise.h"

namespace assay::fast::bench {

/// y = x w^T + 1 b^T with x (batch, in), w (out, in) and b (out).
void eigen_linear(const float* x, const float* w, const float* b, float* y, std::ptrdiff_t batch,
                  std::ptrdiff_t in, std::ptrdiff_t out);

}  // namespace assay::fast::bench
