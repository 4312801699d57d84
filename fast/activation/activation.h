// Activation functions and their gradients over float32 memory.
//
//   sigmoid(x, y)                y[i]  = f(x[i])
//   sigmoid_gradient(x, g, dx)   dx[i] = g[i] f'(x[i]), the vector-Jacobian product
//
// and the same for every name in the list; attributes follow as float arguments. Spans of one call
// have one length (anything else aborts with the operator's name); the output may be one of the
// inputs, it may not overlap one otherwise. Nothing is allocated.
//
// Every result is within 0.51 ulp of the exact value, tails and subnormal results included. All
// 2^32 floats through sigmoid, tanh, softplus, gelu_erf, gelu_tanh and silu gave the nearest float
// with AVX2 (assay sweep). The result for an element depends on nothing but its inputs. NaN gives
// NaN. At infinity a function takes its limit: sigmoid(-inf) = 0, softplus(-inf) = 0, silu(-inf) =
// gelu(-inf) = -0, and so does its slope. dx is a product: an infinite g times a slope of 0 is NaN.
//
//   name         f(x)                                                f'(x)
//   identity     x                                                   1
//   relu         max(x, 0); relu(-0) = +0                            1 for x > 0, else 0
//   scaled_relu  scale max(x, 0)                                     scale for x > 0, else 0
//   leaky_relu   x for x > 0, else slope x                           1 for x > 0, else slope
//   sigmoid      1 / (1 + e^-x)                                      f(x) f(-x)
//   tanh         (e^x - e^-x) / (e^x + e^-x)                         1 - f(x)^2
//   softplus     log(1 + e^x)                                        1 / (1 + e^-x)
//   gelu_erf     x Phi(x); Hendrycks, Gimpel, arXiv:1606.08415       Phi(x) + x phi(x)
//   gelu_tanh    x/2 (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))); ibid. section 2
//   silu         x / (1 + e^-x); ibid. section 2                     s (1 + x (1 - s)), s = sigmoid
//   exp          e^x                                                 e^x
//   erf          2 / sqrt(pi) int_0^x e^(-t^2) dt                    2 / sqrt(pi) e^(-x^2)
#pragma once

#include "fast/activation/pointwise.h"

/// OP(name, lane functor, attributes...)
#define ASSAY_FAST_ACTIVATIONS(OP)   \
  OP(erf, Erf)                       \
  OP(exp, Exp)                       \
  OP(gelu_erf, GeluErf)              \
  OP(gelu_tanh, GeluTanh)            \
  OP(identity, Identity)             \
  OP(leaky_relu, LeakyRelu, slope)   \
  OP(relu, Relu)                     \
  OP(scaled_relu, ScaledRelu, scale) \
  OP(sigmoid, Sigmoid)               \
  OP(silu, Silu)                     \
  OP(softplus, Softplus)             \
  OP(tanh, Tanh)

namespace assay::fast {

ASSAY_FAST_ACTIVATIONS(ASSAY_DECLARE)

}  // namespace assay::fast
