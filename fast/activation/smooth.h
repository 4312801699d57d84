// More smooth activations, over float32 memory: as activation.h, whose contract they share.
//
//   name           f(x)                                                   f'(x)
//   elu            x for x > 0, else alpha (e^x - 1)                      1, else alpha e^x
//   selu           1.0507... elu(x; 1.6732...)                            1.0507... elu'(x)
//   celu           x for x > 0, else alpha (e^(x/alpha) - 1)              1, else e^(x/alpha)
//   softplus_beta  log(1 + e^z) / beta, x for z > threshold; z = beta x   sigmoid(z), 1
//   log_sigmoid    -log(1 + e^-x)                                         1 / (1 + e^x)
//   swish          x s, s = sigmoid(z), z = beta x                        s (1 + z (1 - s))
//   quick_gelu     swish with beta 1.702
//   mish           x t, t = tanh(log(1 + e^x))                            t + x s (1 - t^2)
//   softsign       x / (1 + |x|)                                          1 / (1 + |x|)^2
//   tanhshrink     x - tanh(x)                                            tanh(x)^2
#pragma once

#include "fast/activation/pointwise.h"

/// OP(name, lane functor, attributes...)
#define ASSAY_FAST_SMOOTH_ACTIVATIONS(OP)          \
  OP(celu, Celu, alpha)                            \
  OP(elu, Elu, alpha)                              \
  OP(log_sigmoid, LogSigmoid)                      \
  OP(mish, Mish)                                   \
  OP(quick_gelu, QuickGelu)                        \
  OP(selu, Selu)                                   \
  OP(softplus_beta, SoftplusBeta, beta, threshold) \
  OP(softsign, Softsign)                           \
  OP(swish, Swish, beta)                           \
  OP(tanhshrink, Tanhshrink)

namespace assay::fast {

ASSAY_FAST_SMOOTH_ACTIVATIONS(ASSAY_DECLARE)

}  // namespace assay::fast
