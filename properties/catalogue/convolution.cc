// Convolutions along one and two axes.

#include "fast/convolution/convolution.h"

#include "properties/catalogue/catalogue.h"
#include "properties/catalogue/kinds.h"
#include "properties/catalogue/tensor_kernel.h"
#include "properties/convolution/identities.h"
#include "reference/convolution/conv1d.h"
#include "reference/convolution/conv2d.h"

namespace assay {

namespace {

const Domain products = reals(0x1p+60);  // sums of products stay finite

AttributeValue whole(std::int64_t value) { return value; }

AttributeCard integer_attribute(const std::string& name, std::int64_t fallback,
                                std::vector<AttributeValue> draws, const std::string& meaning,
                                double lower, double upper) {
  return {.name = name,
          .fallback = fallback,
          .draws = std::move(draws),
          .meaning = meaning,
          .lower = lower,
          .upper = upper};
}

/// stride, padding and dilation of one axis, named with its suffix.
std::vector<AttributeCard> axis_attributes(const std::string& suffix) {
  return {integer_attribute("stride" + suffix, 1, {whole(1), whole(2), whole(3)},
                            "inputs from one output to the next", 1, 64),
          integer_attribute("padding" + suffix, 0, {whole(0), whole(1), whole(2)},
                            "zeros on each side of the input", 0, 64),
          integer_attribute("dilation" + suffix, 1, {whole(1), whole(2), whole(3)},
                            "inputs from one element of the kernel to the next", 1, 64)};
}

std::vector<AttributeCard> attributes_of(const std::vector<std::string>& suffixes) {
  std::vector<AttributeCard> all;
  for (const std::string& suffix : suffixes)
    for (AttributeCard& attribute : axis_attributes(suffix)) all.push_back(std::move(attribute));
  all.push_back(integer_attribute("groups", 1, {whole(1), whole(2), whole(3)},
                                  "blocks of channels that are convolved apart", 1, 1024));
  all.push_back(integer_attribute("flip", 0, {whole(0), whole(1)},
                                  "1 reads the kernel backwards: the convolution of mathematics", 0,
                                  1));
  return all;
}

std::vector<Convention> conventions() {
  return {{"flip", "attribute, 0",
           "not flipped, a cross-correlation, in PyTorch, TensorFlow, Keras, JAX, ONNX and the "
           "layers of MATLAB; flipped in numpy.convolve, scipy.signal.convolve, MATLAB's conv"},
          {"weight_layout", "(out, in / groups, kernel)",
           "the same in PyTorch and ONNX; (kernel, in / groups, out) in TensorFlow, Keras, Flax"},
          {"data_layout", "(batch, channel, position)",
           "the same in PyTorch and ONNX; channels last in TensorFlow, Keras, Flax, MATLAB"},
          {"padding", "zeros, as many at both ends",
           "the same in PyTorch; 'same' in TensorFlow, Keras and JAX puts an odd one at the end"},
          {"padded_products", "not formed",
           "kernels that copy the zeros in (im2col) make NaN of 0 times an infinite weight"}};
}

const std::string nan_rule =
    "a NaN shows in the outputs whose window covers it; with a stride beyond the window, or at the "
    "far end, some inputs lie in no window";

WindowGeometry geometry(std::int64_t input, std::int64_t kernel, const Attributes& a,
                        const std::string& suffix) {
  return {input, kernel, a.integer("stride" + suffix), a.integer("padding" + suffix),
          a.integer("dilation" + suffix)};
}

bool fits(std::int64_t input, std::int64_t kernel, const Attributes& a, const std::string& suffix) {
  const WindowGeometry g = geometry(input, kernel, a, suffix);
  return kernel >= 1 && g.window() <= g.padded();
}

fast::WindowAxis axis(std::int64_t input, std::int64_t kernel, const Attributes& a,
                      const std::string& suffix) {
  const WindowGeometry g = geometry(input, kernel, a, suffix);
  return {g.input, g.kernel, g.stride, g.padding, g.dilation};
}

Conv1d conv1d_of(const Shape& x, const Shape& weight, const Attributes& a) {
  return {geometry(x[2], weight[2], a, ""), a.integer("groups"), a.integer("flip") == 1};
}

fast::Conv1dExtents conv1d_extents(const Shape& x, const Shape& weight, const Attributes& a) {
  return {x[0],
          x[1],
          weight[0],
          axis(x[2], weight[2], a, ""),
          a.integer("groups"),
          a.integer("flip") == 1};
}

Conv2d conv2d_of(const Shape& x, const Shape& weight, const Attributes& a) {
  return {geometry(x[2], weight[2], a, "_h"), geometry(x[3], weight[3], a, "_w"),
          a.integer("groups"), a.integer("flip") == 1};
}

fast::Conv2dExtents conv2d_extents(const Shape& x, const Shape& weight, const Attributes& a) {
  return {x[0],
          x[1],
          weight[0],
          axis(x[2], weight[2], a, "_h"),
          axis(x[3], weight[3], a, "_w"),
          a.integer("groups"),
          a.integer("flip") == 1};
}

Operator conv1d_row() {
  return {
      .card = {.name = "convolution/conv1d",
               .summary = "Convolution along one axis, as frameworks ship it or flipped",
               .formula =
                   "y_{n,o,p} = b_o + \\sum_{c,m} W_{o,c,m}\\, x_{n,\\,C g(o) + c,\\,p s + m "
                   "d - P},\\ \\text{with flip } W_{o,c,K-1-m}",
               .gradient_formula =
                   "\\partial x_{n,Cg(o)+c,l} = \\sum_{o,\\,p s + m d - P = l} g_{n,o,p} "
                   "W_{o,c,m},\\ \\partial W_{o,c,m} = \\sum_{n,p} g_{n,o,p}\\, x_{n,Cg(o)+c,p s + "
                   "m d - P},\\ \\partial b_o = \\sum_{n,p} g_{n,o,p}",
               .source = "Goodfellow, Bengio & Courville 2016, Deep learning, eq. 9.3 and 9.6; "
                         "Dumoulin & Visin 2016, arXiv 1603.07285, relationship 15",
               .dims = {{"N", 0, 3}, {"c", 1, 2}, {"o", 1, 2}, {"l", 1, 21}, {"k", 1, 4}},
               .inputs = {{.name = "x", .dims = {"N", "groups*c", "l"}, .domain = products},
                          {.name = "W", .dims = {"groups*o", "c", "k"}, .domain = products},
                          {.name = "b", .dims = {"groups*o"}, .domain = products}},
               .attributes = attributes_of({""}),
               .outputs = {{"y", {"N", "groups*o", "?"}}},
               .admits =
                   [](const Sizes& sizes, const Attributes& a) {
                     return fits(sizes.at("l"), sizes.at("k"), a, "");
                   },
               .batch = "N",
               .conventions = conventions(),
               .depth = {.steps = 2, .over = "c*k"},
               .gradient_depth = {.steps = 2, .over = "o*k+N*l"},
               .nan_rule = nan_rule},
      .reference = tensorwise([]<class T>(const Bag<T>& in, const Attributes& a) {
        return Bag<T>{conv1d(in.at(0), in.at(1), in.at(2), conv1d_of(in[0].shape, in[1].shape, a))};
      }),
      .gradient = tensorwise_gradient(
          []<class T>(const Bag<T>& in, const Bag<T>& upstream, const Attributes& a) {
            return conv1d_gradient(in.at(0), in.at(1), upstream.at(0),
                                   conv1d_of(in[0].shape, in[1].shape, a));
          }),
      .fast = fast_on_tensors([](const Bag<float>& in, const Attributes& a) {
        const auto e = conv1d_extents(in[0].shape, in[1].shape, a);
        Tensor<float> y({e.batch, e.out_channels, e.length.output()});
        fast::conv1d(in[0].data, in[1].data, in[2].data, y.data, e);
        return Bag<float>{y};
      }),
      .fast_gradient = fast_gradient_on_tensors(
          [](const Bag<float>& in, const Bag<float>& upstream, const Attributes& a) {
            Bag<float> d = in;
            fast::conv1d_gradient(in[0].data, in[1].data, upstream[0].data, d[0].data, d[1].data,
                                  d[2].data, conv1d_extents(in[0].shape, in[1].shape, a));
            return d;
          }),
      .identities = convolution_laws::conv1d_identities()};
}

Operator conv2d_row() {
  return {
      .card = {.name = "convolution/conv2d",
               .summary = "Convolution of images, as frameworks ship it or flipped",
               .formula =
                   "y_{n,o,p,q} = b_o + \\sum_{c,i,j} W_{o,c,i,j}\\, x_{n,\\,C g(o) + c,\\,p "
                   "s_h + i d_h - P_h,\\,q s_w + j d_w - P_w},\\ \\text{with flip } "
                   "W_{o,c,K_h-1-i,K_w-1-j}",
               .gradient_formula =
                   "\\partial x_{n,Cg(o)+c,h,w} = \\sum g_{n,o,p,q} W_{o,c,i,j} \\text{ over the "
                   "windows that read it},\\ \\partial W_{o,c,i,j} = \\sum_{n,p,q} g_{n,o,p,q}\\, "
                   "x,\\ \\partial b_o = \\sum_{n,p,q} g_{n,o,p,q}",
               .source = "Goodfellow, Bengio & Courville 2016, Deep learning, eq. 9.4 and 9.6; "
                         "Dumoulin & Visin 2016, arXiv 1603.07285, relationship 15",
               .dims = {{"N", 0, 2},
                        {"c", 1, 2},
                        {"o", 1, 2},
                        {"h", 1, 4},
                        {"w", 1, 11},
                        {"kh", 1, 3},
                        {"kw", 1, 3}},
               .inputs = {{.name = "x", .dims = {"N", "groups*c", "h", "w"}, .domain = products},
                          {.name = "W", .dims = {"groups*o", "c", "kh", "kw"}, .domain = products},
                          {.name = "b", .dims = {"groups*o"}, .domain = products}},
               .attributes = attributes_of({"_h", "_w"}),
               .outputs = {{"y", {"N", "groups*o", "?", "?"}}},
               .admits =
                   [](const Sizes& sizes, const Attributes& a) {
                     return fits(sizes.at("h"), sizes.at("kh"), a, "_h") &&
                            fits(sizes.at("w"), sizes.at("kw"), a, "_w");
                   },
               .batch = "N",
               .conventions = conventions(),
               .depth = {.steps = 2, .over = "c*kh*kw"},
               .gradient_depth = {.steps = 2, .over = "o*kh*kw+N*h*w"},
               .nan_rule = nan_rule},
      .reference = tensorwise([]<class T>(const Bag<T>& in, const Attributes& a) {
        return Bag<T>{conv2d(in.at(0), in.at(1), in.at(2), conv2d_of(in[0].shape, in[1].shape, a))};
      }),
      .gradient = tensorwise_gradient(
          []<class T>(const Bag<T>& in, const Bag<T>& upstream, const Attributes& a) {
            return conv2d_gradient(in.at(0), in.at(1), upstream.at(0),
                                   conv2d_of(in[0].shape, in[1].shape, a));
          }),
      .fast = fast_on_tensors([](const Bag<float>& in, const Attributes& a) {
        const auto e = conv2d_extents(in[0].shape, in[1].shape, a);
        Tensor<float> y({e.batch, e.out_channels, e.rows.output(), e.columns.output()});
        fast::conv2d(in[0].data, in[1].data, in[2].data, y.data, e);
        return Bag<float>{y};
      }),
      .fast_gradient = fast_gradient_on_tensors(
          [](const Bag<float>& in, const Bag<float>& upstream, const Attributes& a) {
            Bag<float> d = in;
            fast::conv2d_gradient(in[0].data, in[1].data, upstream[0].data, d[0].data, d[1].data,
                                  d[2].data, conv2d_extents(in[0].shape, in[1].shape, a));
            return d;
          }),
      .identities = convolution_laws::conv2d_identities()};
}

}  // namespace

std::vector<Operator> convolution_family() { return {conv1d_row(), conv2d_row()}; }

}  // namespace assay
