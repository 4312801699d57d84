// Pooling of images.

#include "fast/pooling/pooling.h"

#include "properties/catalogue/catalogue.h"
#include "properties/catalogue/kinds.h"
#include "properties/catalogue/tensor_kernel.h"
#include "properties/pooling/identities.h"
#include "reference/pooling/average_pool2d.h"
#include "reference/pooling/max_pool2d.h"

namespace assay {

namespace {

AttributeCard integer_attribute(const std::string& name, std::int64_t fallback,
                                const std::vector<std::int64_t>& draws, const std::string& meaning,
                                double lower, double upper) {
  return {.name = name,
          .fallback = fallback,
          .draws = {draws.begin(), draws.end()},
          .meaning = meaning,
          .lower = lower,
          .upper = upper};
}

std::vector<AttributeCard> window_attributes() {
  std::vector<AttributeCard> all;
  for (const std::string axis : {"_h", "_w"}) {
    all.push_back(
        integer_attribute("kernel" + axis, 2, {1, 2, 3}, "extent of the window", 1, 1024));
    all.push_back(integer_attribute("stride" + axis, 2, {1, 2, 3},
                                    "pixels from one window to the next", 1, 1024));
    all.push_back(integer_attribute("padding" + axis, 0, {0, 1},
                                    "on each side of the image, at most half the window", 0, 512));
  }
  all.push_back(integer_attribute("ceil_mode", 0, {0, 1},
                                  "1 keeps a last window that reaches past the end", 0, 1));
  return all;
}

std::vector<Convention> window_conventions() {
  return {{"stride", "attribute, 2",
           "by default the kernel in PyTorch and Keras; 1 in ONNX and in Flax"},
          {"ceil_mode", "attribute, 0; the last window begins before the padding at the end",
           "the same in PyTorch and ONNX; older ONNX documents lack the second half; ONNX's Python "
           "reference moves half of the overhang to the front"},
          {"padding", "at most half the window",
           "the same in PyTorch; less than the window in ONNX; 'same' in TensorFlow and Keras puts "
           "an odd one at the end"},
          {"data_layout", "(batch, channel, row, column)",
           "the same in PyTorch and ONNX; channels last in TensorFlow, Keras, Flax, MATLAB"}};
}

WindowGeometry geometry(std::int64_t input, const Attributes& a, const std::string& axis) {
  return {input, a.integer("kernel" + axis), a.integer("stride" + axis),
          a.integer("padding" + axis), 1};
}

bool fits(std::int64_t input, const Attributes& a, const std::string& axis) {
  const WindowGeometry g = geometry(input, a, axis);
  return input >= 1 && g.window() <= g.padded() && 2 * g.padding <= g.kernel;
}

Pool2d pool_of(const Shape& x, const Attributes& a) {
  return {geometry(x[2], a, "_h"), geometry(x[3], a, "_w"), a.integer("ceil_mode") == 1};
}

fast::WindowAxis axis(std::int64_t input, const Attributes& a, const std::string& axis) {
  const WindowGeometry g = geometry(input, a, axis);
  return {g.input, g.kernel, g.stride, g.padding, g.dilation, a.integer("ceil_mode") == 1};
}

fast::PoolExtents extents(const Shape& x, const Attributes& a) {
  return {x[0] * x[1], axis(x[2], a, "_h"), axis(x[3], a, "_w")};
}

Tensor<float> pooled(const Shape& x, const fast::PoolExtents& e) {
  return Tensor<float>({x[0], x[1], e.rows.output(), e.columns.output()});
}

bool counts_padding(const Attributes& a) { return a.integer("count_include_pad") == 1; }

const std::string nan_rule =
    "a NaN shows in the windows that cover it; with a stride beyond the window, or at the far end, "
    "some pixels lie in no window";

/// What both cards share.
Card pooling_card() {
  return {.name = {},
          .summary = {},
          .formula = {},
          .source =
              "Dumoulin & Visin 2016, arXiv 1603.07285, chapter 3, relationship 7; windows "
              "and padding as in PyTorch's and ONNX's operators",
          .dims = {{"N", 0, 2}, {"c", 1, 2}, {"h", 1, 5}, {"w", 1, 11}},
          .inputs = {{.name = "x", .dims = {"N", "c", "h", "w"}}},
          .attributes = window_attributes(),
          .outputs = {{"y", {"N", "c", "?", "?"}}},
          .admits =
              [](const Sizes& sizes, const Attributes& a) {
                return fits(sizes.at("h"), a, "_h") && fits(sizes.at("w"), a, "_w");
              },
          .batch = "N",
          .conventions = window_conventions(),
          .nan_rule = nan_rule};
}

Card max_pool2d_card() {
  Card card = pooling_card();
  card.name = "pooling/max_pool2d";
  card.summary = "The largest pixel of each window";
  card.formula = "y_{n,c,p,q} = \\max_{(h,w) \\in \\Omega(p,q)} x_{n,c,h,w}";
  card.gradient_formula =
      "\\partial x_{n,c,h,w} = \\sum_{p,q} g_{n,c,p,q}\\, [(h,w) \\text{ is the first maximum of } "
      "\\Omega(p,q)]";
  card.conventions.push_back(
      {"padding_value", "padding is no pixel",
       "-infinity in PyTorch, ONNX, TensorFlow and JAX; zeros written by hand win over negatives"});
  card.kinks = {{.where = "the largest pixel of a window is not unique",
                 .subgradient = "1 for the first of them in row-major order, 0 for the others, as "
                                "PyTorch and XLA's select-and-scatter"}};
  card.promise = Grade::exact;
  card.gradient_depth = {.steps = 1, .over = "kernel_h*kernel_w"};
  return card;
}

Card average_pool2d_card() {
  Card card = pooling_card();
  card.name = "pooling/average_pool2d";
  card.summary = "The average of each window";
  card.formula =
      "y_{n,c,p,q} = \\frac{1}{D(p,q)} \\sum_{(h,w) \\in \\Omega(p,q)} x_{n,c,h,w},\\ D \\text{ "
      "the "
      "positions of the padded image, or the pixels, in the window}";
  card.gradient_formula =
      "\\partial x_{n,c,h,w} = \\sum_{(p,q):\\, (h,w) \\in \\Omega(p,q)} "
      "g_{n,c,p,q} / D(p,q)";
  card.attributes.push_back(integer_attribute(
      "count_include_pad", 1, {0, 1}, "1 divides by the padded positions in the window too", 0, 1));
  card.conventions.push_back(
      {"count_include_pad", "attribute, 1",
       "1 by default in PyTorch, 0 in ONNX; TensorFlow, Keras and JAX's 'SAME' leave padding out"});
  card.depth = {.steps = 2, .over = "kernel_h*kernel_w"};
  card.gradient_depth = {.steps = 2, .over = "kernel_h*kernel_w"};
  return card;
}

Operator max_pool2d_row() {
  return {.card = max_pool2d_card(),
          .reference = tensorwise([]<class T>(const Bag<T>& in, const Attributes& a) {
            return Bag<T>{max_pool2d(in.at(0), pool_of(in[0].shape, a))};
          }),
          .gradient = tensorwise_gradient([]<class T>(const Bag<T>& in, const Bag<T>& upstream,
                                                      const Attributes& a) {
            return Bag<T>{max_pool2d_gradient(in.at(0), upstream.at(0), pool_of(in[0].shape, a))};
          }),
          .fast = fast_on_tensors([](const Bag<float>& in, const Attributes& a) {
            const fast::PoolExtents e = extents(in[0].shape, a);
            Tensor<float> y = pooled(in[0].shape, e);
            fast::max_pool2d(in[0].data, y.data, e);
            return Bag<float>{y};
          }),
          .fast_gradient = fast_gradient_on_tensors(
              [](const Bag<float>& in, const Bag<float>& upstream, const Attributes& a) {
                Tensor<float> dx(in[0].shape);
                fast::max_pool2d_gradient(in[0].data, upstream[0].data, dx.data,
                                          extents(in[0].shape, a));
                return Bag<float>{dx};
              }),
          .identities = pooling_laws::max_pool2d_identities()};
}

Operator average_pool2d_row() {
  return {.card = average_pool2d_card(),
          .reference = tensorwise([]<class T>(const Bag<T>& in, const Attributes& a) {
            return Bag<T>{average_pool2d(in.at(0), pool_of(in[0].shape, a), counts_padding(a))};
          }),
          .gradient = tensorwise_gradient(
              []<class T>(const Bag<T>& in, const Bag<T>& upstream, const Attributes& a) {
                return Bag<T>{average_pool2d_gradient(in.at(0).shape, upstream.at(0),
                                                      pool_of(in[0].shape, a), counts_padding(a))};
              }),
          .fast = fast_on_tensors([](const Bag<float>& in, const Attributes& a) {
            const fast::PoolExtents e = extents(in[0].shape, a);
            Tensor<float> y = pooled(in[0].shape, e);
            fast::average_pool2d(in[0].data, y.data, e, counts_padding(a));
            return Bag<float>{y};
          }),
          .fast_gradient = fast_gradient_on_tensors(
              [](const Bag<float>& in, const Bag<float>& upstream, const Attributes& a) {
                Tensor<float> dx(in[0].shape);
                fast::average_pool2d_gradient(upstream[0].data, dx.data, extents(in[0].shape, a),
                                              counts_padding(a));
                return Bag<float>{dx};
              }),
          .identities = pooling_laws::average_pool2d_identities()};
}

}  // namespace

std::vector<Operator> pooling_family() { return {max_pool2d_row(), average_pool2d_row()}; }

}  // namespace assay
