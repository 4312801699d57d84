// What kernels of least squares are handed beyond their public signature.
#pragma once

namespace assay::fast {

/// X row by row, w and y.
struct RidgePointers {
  const float *x, *w, *y;
};

}  // namespace assay::fast
