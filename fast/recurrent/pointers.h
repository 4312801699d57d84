// What the kernels take, the same type for every target.
#pragma once

namespace assay::fast {

/// The memory of LstmCellInputs.
struct LstmPointers {
  const float *x, *h, *c, *weight_ih, *weight_hh, *bias;
};

}  // namespace assay::fast
