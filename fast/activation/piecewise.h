// The activations made of pieces, over float32 memory: as activation.h, whose contract they share.
//
//   name          f(x)                                  f'(x)
//   hard_tanh     min(max(x, lower), upper)             1 inside, 0 outside and at both ends
//   relu6         min(max(x, 0), 6)                     1 inside, 0 outside and at both ends
//   hard_sigmoid  min(max(steepness x + offset, 0), 1)  steepness inside, else 0
//   hard_swish    x min(max(x + 3, 0), 6) / 6           (2x + 3) / 6 inside, 0 left, 1 right
//   softshrink    sign(x) max(|x| - lambda, 0)          1 for |x| > lambda, else 0
//   hardshrink    x for |x| > lambda, else 0            1 for |x| > lambda, else 0
//   heaviside     1 for x > 0, at_zero at 0, else 0     none
#pragma once

#include "fast/activation/pointwise.h"

/// OP(name, lane functor, attributes...)
#define ASSAY_FAST_PIECEWISE_ACTIVATIONS(OP)       \
  OP(hard_sigmoid, HardSigmoid, steepness, offset) \
  OP(hard_swish, HardSwish)                        \
  OP(hard_tanh, HardTanh, lower, upper)            \
  OP(hardshrink, Hardshrink, lambda)               \
  OP(relu6, Relu6)                                 \
  OP(softshrink, Softshrink, lambda)

namespace assay::fast {

ASSAY_FAST_PIECEWISE_ACTIVATIONS(ASSAY_DECLARE)
ASSAY_DECLARE_VALUE(heaviside, Heaviside, at_zero)

}  // namespace assay::fast
