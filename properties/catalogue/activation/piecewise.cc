// The activations made of straight pieces, and hard_swish.

#include "fast/activation/piecewise.h"

#include "properties/activation/identities.h"
#include "properties/catalogue/activation/rows.h"
#include "reference/activation/hard_sigmoid.h"
#include "reference/activation/hard_swish.h"
#include "reference/activation/hard_tanh.h"
#include "reference/activation/hardshrink.h"
#include "reference/activation/heaviside.h"
#include "reference/activation/relu6.h"
#include "reference/activation/softshrink.h"

namespace assay::activation {

namespace {

const AttributeCard threshold = {.name = "lambda",
                                 .fallback = 0.5,
                                 .draws = {0.5, 1.0, 2.0},
                                 .meaning = "the threshold",
                                 .lower = 0x1p-60,
                                 .upper = 0x1p+60};

std::vector<Kink> shrink_kinks(const std::string& subgradient) {
  return {
      {.where = "|x| = lambda", .subgradient = subgradient, .points = {-2, -1, -0.5, 0.5, 1, 2}}};
}

Operator hard_tanh_row() {
  return row(
      {.name = "activation/hard_tanh",
       .summary = "Clipped to an interval",
       .formula = "y = \\min(\\max(x, a), b)",
       .gradient_formula = "\\partial L/\\partial x = g\\,[a < x < b]",
       .source = "Collobert 2004, Large scale machine learning; also called clip",
       .attributes = {{.name = "lower",
                       .fallback = -1.0,
                       .draws = {-1.0, 0.0, -3.0},
                       .meaning = "the lower end a"},
                      {.name = "upper",
                       .fallback = 1.0,
                       .draws = {1.0, 6.0, 0.5},
                       .meaning = "the upper end b"}},
       .admits = [](const Sizes&,
                    const Attributes& a) { return a.real("lower") <= a.real("upper"); },
       .conventions =
           {{"hard_tanh_grad_at_ends", "0",
             "0 in PyTorch's hardtanh, but 1 in its clamp; 1 in jax.nn.hard_tanh, 0 in lax.clamp"},
            {"clip_of_an_empty_interval", "refused",
             "ONNX Clip gives the maximum where min > max"}},
       .kinks = {{.where = "x = lower, x = upper",
                  .subgradient = "0",
                  .points = {-3, -1, 0, 0.5, 1, 6}}},
       .limits =
           [](const Attributes& a) {
             return Limits{a.real("lower"), a.real("upper")};
           },
       .gradient_limits = Limits{0, 0},
       .promise = Grade::exact,
       .gradient_promise = Grade::exact},
      [](const auto&... x) { return hard_tanh(x...); },
      [](const auto&... x) { return hard_tanh_derivative(x...); }, fast::hard_tanh,
      fast::hard_tanh_gradient, hard_tanh_identities());
}

Operator relu6_row() {
  return row(
      {.name = "activation/relu6",
       .summary = "Rectified linear unit capped at 6",
       .formula = "y = \\min(\\max(x, 0), 6)",
       .gradient_formula = "\\partial L/\\partial x = g\\,[0 < x < 6]",
       .source = "Howard et al. 2017, MobileNets, arXiv 1704.04861; Krizhevsky 2010",
       .conventions = {{"relu6_grad_at_ends", "0 at 0 and at 6",
                        "0 and 0 in PyTorch, JAX and TensorFlow"}},
       .kinks = {{.where = "x = 0, x = 6", .subgradient = "0", .points = {0, 6}}},
       .limits = Limits{0, 6},
       .gradient_limits = Limits{0, 0},
       .promise = Grade::exact,
       .gradient_promise = Grade::exact},
      [](const auto&... x) { return relu6(x...); },
      [](const auto&... x) { return relu6_derivative(x...); }, fast::relu6, fast::relu6_gradient,
      relu6_identities());
}

Operator hard_sigmoid_row() {
  return row(
      {.name = "activation/hard_sigmoid",
       .summary = "Piecewise linear sigmoid",
       .formula = "y = \\min(\\max(s x + o, 0), 1)",
       .gradient_formula = "\\partial L/\\partial x = s\\,g\\,[0 < s x + o < 1]",
       .source = "Courbariaux, Bengio & David 2015, BinaryConnect, arXiv 1511.00363, eq. 3, for s "
                 "= o = 1/2",
       .attributes = {{.name = "slope",
                       .fallback = 1.0 / 6,
                       .draws = {1.0 / 6, 0.2, 0.5, 1.0},
                       .meaning = "the slope s, of ONNX alpha",
                       .lower = 0x1p-60,
                       .upper = 0x1p+60},
                      {.name = "offset",
                       .fallback = 0.5,
                       .draws = {0.5, 0.25},
                       .meaning = "the value o at 0, of ONNX beta",
                       .lower = -0x1p+60,
                       .upper = 0x1p+60}},
       .conventions = {{"hard_sigmoid_slope", "attribute slope, the float nearest 1/6",
                        "1/6, as relu6(x + 3) / 6, in PyTorch, JAX and Keras 3; 0.2 by default in "
                        "ONNX and in Keras 2"},
                       {"hard_sigmoid_grad_at_ends", "0", "0 in PyTorch"}},
       .kinks = {{.where = "s x + o = 0, s x + o = 1",
                  .subgradient = "0",
                  .points = {-1, -0.5, -0.25, 0.5, 0.75, 1, 1.5}}},
       .limits = Limits{0, 1},
       .gradient_limits = Limits{0, 0},
       .promise = Grade::faithful,
       .gradient_promise = Grade::exact},
      [](const auto&... x) { return hard_sigmoid(x...); },
      [](const auto&... x) { return hard_sigmoid_derivative(x...); }, fast::hard_sigmoid,
      fast::hard_sigmoid_gradient, hard_sigmoid_identities());
}

Operator hard_swish_row() {
  return row(
      {.name = "activation/hard_swish",
       .summary = "x times its piecewise linear sigmoid",
       .formula = "y = x\\,\\min(\\max(x + 3, 0), 6) / 6",
       .gradient_formula =
           "\\partial L/\\partial x = 0\\ (x \\le -3),\\quad g\\,(2x + 3)/6,\\quad g\\ (x \\ge 3)",
       .source = "Howard et al. 2019, Searching for MobileNetV3, arXiv 1905.02244, section 5.2",
       .conventions =
           {{"hard_swish_grad_at_kinks", "0 at -3, 1 at 3",
             "-1/2 at -3 and 3/2 at 3 in PyTorch until 1.13, the outer branches in later releases"},
            {"hard_swish_of_minus_infinity", "0", "NaN where -inf is multiplied by the gate's 0"}},
       .kinks = {{.where = "x = -3", .subgradient = "0", .points = {-3}},
                 {.where = "x = 3", .subgradient = "1", .points = {3}}},
       .limits = Limits{0, infinity},
       .gradient_limits = Limits{0, 1},
       .promise = Grade::faithful,
       .gradient_promise = Grade::faithful},
      [](const auto&... x) { return hard_swish(x...); },
      [](const auto&... x) { return hard_swish_derivative(x...); }, fast::hard_swish,
      fast::hard_swish_gradient, hard_swish_identities());
}

Operator softshrink_row() {
  return row(
      {.name = "activation/softshrink",
       .summary = "Soft thresholding, the proximal map of the absolute value",
       .formula = "y = \\mathrm{sign}(x)\\max(|x| - \\lambda, 0)",
       .gradient_formula = "\\partial L/\\partial x = g\\,[|x| > \\lambda]",
       .source = "Donoho 1995, De-noising by soft-thresholding",
       .attributes = {threshold},
       .conventions = {{"shrink_lambda", "attribute lambda, 0.5",
                        "0.5 in PyTorch; ONNX Shrink has lambd and bias, both lambda here"}},
       .kinks = shrink_kinks("0"),
       .limits = Limits{-infinity, infinity},
       .gradient_limits = Limits{1, 1},
       .promise = Grade::exact,
       .gradient_promise = Grade::exact},
      [](const auto&... x) { return softshrink(x...); },
      [](const auto&... x) { return softshrink_derivative(x...); }, fast::softshrink,
      fast::softshrink_gradient, softshrink_identities());
}

Operator hardshrink_row() {
  return row(
      {.name = "activation/hardshrink",
       .summary = "Hard thresholding",
       .formula = "y = x\\,[|x| > \\lambda]",
       .gradient_formula = "\\partial L/\\partial x = g\\,[|x| > \\lambda]",
       .source = "Donoho & Johnstone 1994, Ideal spatial adaptation by wavelet shrinkage",
       .attributes = {threshold},
       .conventions = {{"shrink_lambda", "attribute lambda, 0.5",
                        "0.5 in PyTorch; ONNX Shrink with bias 0"},
                       {"hardshrink_at_lambda", "0",
                        "0 in PyTorch and ONNX, which test |x| > lambda"}},
       .kinks = shrink_kinks("0, though the function jumps there"),
       .limits = Limits{-infinity, infinity},
       .gradient_limits = Limits{1, 1},
       .promise = Grade::exact,
       .gradient_promise = Grade::exact},
      [](const auto&... x) { return hardshrink(x...); },
      [](const auto&... x) { return hardshrink_derivative(x...); }, fast::hardshrink,
      fast::hardshrink_gradient, hardshrink_identities());
}

Operator heaviside_row() {
  return row(
      {.name = "activation/heaviside",
       .summary = "Unit step, the threshold of a binary neuron",
       .formula = "y = [x > 0],\\quad y(0) = v",
       .source =
           "McCulloch & Pitts 1943, A logical calculus of the ideas immanent in nervous activity",
       .attributes = {{.name = "at_zero",
                       .fallback = 0.0,
                       .draws = {0.0, 0.5, 1.0},
                       .meaning = "the value v at 0"}},
       .conventions = {{"heaviside_at_zero", "attribute at_zero, 0",
                        "an argument in NumPy and PyTorch; 1 in MATLAB's hardlim; 0 where a neuron "
                        "fires above its "
                        "threshold only"}},
       .limits = Limits{0, 1},
       .promise = Grade::exact,
       .no_gradient = "it is 0 wherever there is one, and at 0 the function jumps"},
      [](const auto&... x) { return heaviside(x...); }, fast::heaviside, heaviside_identities());
}

}  // namespace

std::vector<Operator> piecewise_rows() {
  return {hard_tanh_row(),  relu6_row(),      hard_sigmoid_row(), hard_swish_row(),
          softshrink_row(), hardshrink_row(), heaviside_row()};
}

}  // namespace assay::activation
