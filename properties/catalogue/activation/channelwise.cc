// The activations of tensors: a slope for each channel, and a row whose one half gates the other.

#include "fast/activation/channelwise.h"

#include "properties/activation/identities.h"
#include "properties/catalogue/activation/rows.h"
#include "reference/activation/glu.h"
#include "reference/activation/parametric_relu.h"

namespace assay::activation {

namespace {

Card parametric_relu_card() {
  return {
      .name = "activation/parametric_relu",
      .summary = "Rectified linear unit with a learned slope for each channel",
      .formula = "y_{nci} = x_{nci}\\ (x_{nci} > 0),\\quad a_c x_{nci}\\ (x_{nci} \\le 0)",
      .gradient_formula =
          "\\partial L/\\partial x = g\\ (x > 0),\\ a_c g\\ (x \\le 0);\\quad "
          "\\partial L/\\partial a_c = \\sum_{n,i} g_{nci} x_{nci} [x_{nci} \\le 0]",
      .source = "He et al. 2015, Delving deep into rectifiers, arXiv 1502.01852, eq. 1 and 3",
      .dims = {{"n", 0, 4}, {"c", 1, 4}, {"m", 1, 9}},
      .inputs = {{.name = "x", .dims = {"n", "c", "m"}, .domain = reals(0x1p+100)},
                 {.name = "slope",
                  .dims = {"c"},
                  .domain = reals(0x1p+10),
                  .meaning = "a, one for each channel"}},
      .outputs = {{.name = "y", .dims = {"n", "c", "m"}}},
      .batch = "n",
      .conventions = {{"prelu_slopes", "one for each channel, one in all where c is 1",
                       "one in all or one a channel in PyTorch, from 0.25; one an element in Keras "
                       "unless axes are shared, from 0; ONNX broadcasts"},
                      {"prelu_grad_at_zero", "slope",
                       "slope in PyTorch; 1 where x >= 0 is tested"}},
      .kinks = {{.where = "x = 0", .subgradient = "slope", .points = {0}}},
      .promise = Grade::exact,
      .depth = {.steps = 1},
      .gradient_depth = {.steps = 2, .over = "n*m"},
      .nan_rule = "a slope is not used where every element of its channel is positive"};
}

fast::ChannelShape channel_shape(const Tensor<float>& x) {
  return {.batch = static_cast<std::size_t>(x.extent(0)),
          .channels = static_cast<std::size_t>(x.extent(1)),
          .positions = static_cast<std::size_t>(x.extent(2))};
}

Operator parametric_relu_row() {
  return {.card = parametric_relu_card(),
          .reference = tensorwise([]<class T>(const Bag<T>& in, const Attributes&) {
            return Bag<T>{parametric_relu(in.at(0), in.at(1))};
          }),
          .gradient = tensorwise_gradient(
              []<class T>(const Bag<T>& in, const Bag<T>& upstream, const Attributes&) {
                auto gradient = parametric_relu_gradient(in.at(0), in.at(1), upstream.at(0));
                return Bag<T>{std::move(gradient.x), std::move(gradient.slope)};
              }),
          .fast = fast_tensorwise([](const Bag<float>& in, const Attributes&) {
            Tensor<float> y(in[0].shape);
            fast::parametric_relu(in[0].data, in[1].data, channel_shape(in[0]), y.data);
            return Bag<float>{y};
          }),
          .fast_gradient = fast_tensorwise_gradient(
              [](const Bag<float>& in, const Bag<float>& upstream, const Attributes&) {
                Bag<float> gradient = {in[0], in[1]};
                fast::parametric_relu_gradient(in[0].data, in[1].data, upstream[0].data,
                                               channel_shape(in[0]), gradient[0].data,
                                               gradient[1].data);
                return gradient;
              }),
          .identities = parametric_relu_identities()};
}

bool value_first(const Attributes& a) { return a.choice("value_half") == "first"; }

std::size_t half_row(const Tensor<float>& x) { return static_cast<std::size_t>(x.extent(1) / 2); }

Operator glu_row() {
  return {.card = {.name = "activation/glu",
                   .summary = "Gated linear unit: half of a row gates the other half",
                   .formula = "y = a \\odot \\sigma(b),\\quad x = [a, b]",
                   .gradient_formula = "\\partial L/\\partial a = g \\odot \\sigma(b),\\quad "
                                       "\\partial L/\\partial b = g \\odot a \\odot \\sigma'(b)",
                   .source =
                       "Dauphin et al. 2017, Language modeling with gated convolutional networks, "
                       "arXiv 1612.08083, eq. 1",
                   .dims = {{"n", 0, 5}, {"h", 1, 19}},
                   .inputs = {{.name = "x", .dims = {"n", "2*h"}}},
                   .attributes = {{.name = "value_half",
                                   .fallback = std::string("first"),
                                   .draws = {std::string("first"), std::string("second")},
                                   .meaning =
                                       "which half holds the values a; the other is the gate b"}},
                   .outputs = {{.name = "y", .dims = {"n", "h"}}},
                   .batch = "n",
                   .conventions = {{"glu_halves", "attribute value_half, first",
                                    "the value first in PyTorch, JAX and Keras; the gate first in "
                                    "SwiGLU and its kin"}},
                   .promise = Grade::faithful,
                   .gradient_promise = Grade::faithful},
          .reference = tensorwise([]<class T>(const Bag<T>& in, const Attributes& a) {
            return Bag<T>{glu(in.at(0), value_first(a))};
          }),
          .gradient = tensorwise_gradient(
              []<class T>(const Bag<T>& in, const Bag<T>& upstream, const Attributes& a) {
                return Bag<T>{glu_gradient(in.at(0), upstream.at(0), value_first(a))};
              }),
          .fast = fast_tensorwise([](const Bag<float>& in, const Attributes& a) {
            Tensor<float> y({in[0].extent(0), in[0].extent(1) / 2});
            fast::glu(in[0].data, half_row(in[0]), value_first(a), y.data);
            return Bag<float>{y};
          }),
          .fast_gradient = fast_tensorwise_gradient(
              [](const Bag<float>& in, const Bag<float>& upstream, const Attributes& a) {
                Tensor<float> dx(in[0].shape);
                fast::glu_gradient(in[0].data, upstream[0].data, half_row(in[0]), value_first(a),
                                   dx.data);
                return Bag<float>{dx};
              }),
          .identities = glu_identities()};
}

}  // namespace

std::vector<Operator> channelwise_rows() { return {parametric_relu_row(), glu_row()}; }

}  // namespace assay::activation
