// Losses that add a term for each element, over float32 memory, and their gradients.
//
//   huber({prediction, target}, scale, delta)                          the loss
//   huber_gradient({prediction, target}, upstream, scale, {dp, dt}, delta)
//
// and the same for every name in the list, with its number of operands; attributes follow as float
// arguments. A loss is `scale` times the sum of its terms, where the caller's scale is 1 for a sum,
// 1 / n for a mean and 1 / 2 for a half sum; the gradients multiply `upstream`, dL/d(loss), and
// `scale`. Sums run in float64 and are rounded once; NaN shows. A wrong span size aborts with the
// operator's name. Nothing is allocated.
//
//   squared_error         (p - t)^2
//   absolute_error        |p - t|; the slopes are 0 where p = t
//   huber                 e^2 / 2 for |e| <= delta, else delta (|e| - delta / 2); e = p - t
//   smooth_l1             huber with delta = beta, over beta
//   log_cosh              log cosh(p - t)
//   gaussian_nll          (log v + (mean - t)^2 / v + full log(2 pi)) / 2, of {mean, t, v}, v > 0
//   binary_cross_entropy  -(t log p + (1 - t) log(1 - p)), p in (0, 1), t in [0, 1]
//   binary_cross_entropy_with_logits
//                         the same of p = sigmoid(z), its first term times pos_weight, t mixed with
//                         1/2 by `smoothing`
//   focal                 t alpha (1-p)^gamma (-log p) + (1-t) (1-alpha) p^gamma (-log(1-p)), ditto
//   hinge                 max(0, 1 - t p); the slopes are 0 at the kink
//   squared_hinge         its square
//   gan_generator_non_saturating   log(1 + e^-z)
//   gan_generator_minimax          -log(1 + e^z)
//   wasserstein_generator          -z
#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "fast/lanes/attributes.h"

/// OP(name, lane functor, number of operands, attributes...)
#define ASSAY_FAST_ELEMENTWISE_LOSSES(OP)                                                      \
  OP(absolute_error, AbsoluteError, 2)                                                         \
  OP(binary_cross_entropy, BinaryCrossEntropy, 2)                                              \
  OP(binary_cross_entropy_with_logits, BinaryCrossEntropyWithLogits, 2, pos_weight, smoothing) \
  OP(focal, Focal, 2, gamma, alpha)                                                            \
  OP(gan_generator_minimax, GanGeneratorMinimax, 1)                                            \
  OP(gan_generator_non_saturating, GanGeneratorNonSaturating, 1)                               \
  OP(gaussian_nll, GaussianNll, 3, full)                                                       \
  OP(hinge, Hinge, 2)                                                                          \
  OP(huber, Huber, 2, delta)                                                                   \
  OP(log_cosh, LogCosh, 2)                                                                     \
  OP(smooth_l1, SmoothL1, 2, beta)                                                             \
  OP(squared_error, SquaredError, 2)                                                           \
  OP(squared_hinge, SquaredHinge, 2)                                                           \
  OP(wasserstein_generator, WassersteinGenerator, 1)

namespace assay::fast {

template <std::size_t N>
using Operands = std::array<std::span<const float>, N>;
template <std::size_t N>
using Results = std::array<std::span<float>, N>;

#define ASSAY_DECLARE_LOSS(name, Functor, N, ...)                            \
  float name(const Operands<N>& in, double scale ASSAY_FLOATS(__VA_ARGS__)); \
  void name##_gradient(const Operands<N>& in, float upstream, double scale,  \
                       const Results<N>& out ASSAY_FLOATS(__VA_ARGS__));
ASSAY_FAST_ELEMENTWISE_LOSSES(ASSAY_DECLARE_LOSS)
#undef ASSAY_DECLARE_LOSS

}  // namespace assay::fast
