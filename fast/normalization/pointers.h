// What the kernels take, the same type for every target.
#pragma once

namespace assay::fast {

/// The memory of BatchNormState and BatchNormStateGradient.
struct KeptStatistics {
  const float *gamma, *beta, *mean, *variance;
};

struct KeptGradients {
  float *gamma, *beta, *mean, *variance;
};

}  // namespace assay::fast
