// What the kernels take, the same type for every target.
#pragma once

#include "fast/recurrent/recurrent.h"

namespace assay::fast {

/// The memory of LstmCellInputs.
struct LstmPointers {
  const float *x, *h, *c, *weight_ih, *weight_hh, *bias;
  LstmLayout layout;
};

/// The memory of ElmanCellInputs and ElmanCellGradients.
struct ElmanPointers {
  const float *x, *h, *weight_ih, *weight_hh, *bias;
};

struct ElmanGradientPointers {
  float *dx, *dh, *dweight_ih, *dweight_hh, *dbias;
};

/// The memory of GruCellInputs and GruCellGradients.
struct GruPointers {
  const float *x, *h, *weight_ih, *weight_hh, *bias_ih, *bias_hh;
};

struct GruGradientPointers {
  float *dx, *dh, *dweight_ih, *dweight_hh, *dbias_ih, *dbias_hh;
};

}  // namespace assay::fast
