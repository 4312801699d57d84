// Transposed convolutions, and the response of a filter to a boxcar.

#include "fast/convolution/convolution.h"
#include "properties/catalogue/convolution/rows.h"
#include "properties/convolution/identities.h"
#include "reference/convolution/conv_transpose1d.h"
#include "reference/convolution/conv_transpose2d.h"
#include "reference/convolution/fir_boxcar_response.h"

namespace assay::convolution {

namespace {

std::vector<AttributeCard> axis_attributes(const std::string& suffix) {
  return {
      integer_attribute("stride" + suffix, 1, {1, 2, 3}, "outputs from one input to the next", 1,
                        64),
      integer_attribute("padding" + suffix, 0, {0, 1, 2},
                        "outputs left away on each side, the padding of the convolution", 0, 64),
      integer_attribute("output_padding" + suffix, 0, {0, 1, 2},
                        "outputs more at the end, fewer than the stride", 0, 63),
      integer_attribute("dilation" + suffix, 1, {1, 2, 3},
                        "outputs from one element of the kernel to the next", 1, 64)};
}

std::vector<AttributeCard> attributes_of(const std::vector<std::string>& suffixes) {
  std::vector<AttributeCard> all;
  for (const std::string& suffix : suffixes)
    for (AttributeCard& attribute : axis_attributes(suffix)) all.push_back(std::move(attribute));
  all.push_back(integer_attribute("groups", 1, {1, 2, 3},
                                  "blocks of channels that are convolved apart", 1, 1024));
  return all;
}

std::vector<Convention> conventions() {
  return {{"kernel", "as in the convolution of which it is the adjoint",
           "the same in PyTorch, TensorFlow, Keras and ONNX; jax.lax.conv_transpose correlates the "
           "spread input, which reads the kernel backwards, unless transpose_kernel is set"},
          {"weight_layout", "(in, out / groups, kernel)",
           "the same in PyTorch and ONNX; (kernel, out, in) in TensorFlow and Keras"},
          {"output_padding", "attribute, 0; outputs at the end, fewer than the stride",
           "the same in PyTorch and ONNX, where it may also reach up to a dilation beyond the "
           "stride; Keras derives it from 'same' or 'valid'"},
          {"padding", "as many at both ends",
           "the same in PyTorch; ONNX gives each end its own, or an output_shape; 'SAME' in "
           "TensorFlow gives stride times the input"},
          data_layout};
}

TransposedGeometry geometry(std::int64_t input, std::int64_t kernel, const Attributes& a,
                            const std::string& suffix) {
  return {input,
          kernel,
          a.integer("stride" + suffix),
          a.integer("padding" + suffix),
          a.integer("dilation" + suffix),
          a.integer("output_padding" + suffix)};
}

bool fits(std::int64_t input, std::int64_t kernel, const Attributes& a, const std::string& suffix) {
  const TransposedGeometry g = geometry(input, kernel, a, suffix);
  return input >= 1 && kernel >= 1 && g.output_padding < g.stride && transposed_output_size(g) >= 1;
}

fast::TransposedAxis axis(std::int64_t input, std::int64_t kernel, const Attributes& a,
                          const std::string& suffix) {
  const TransposedGeometry g = geometry(input, kernel, a, suffix);
  return {g.input, g.kernel, g.stride, g.padding, g.dilation, g.output_padding};
}

ConvTranspose1d conv_transpose1d_of(const Shape& x, const Shape& weight, const Attributes& a) {
  return {geometry(x[2], weight[2], a, ""), a.integer("groups")};
}

fast::ConvTranspose1dExtents extents1d(const Shape& x, const Shape& weight, const Attributes& a) {
  const std::int64_t groups = a.integer("groups");
  return {x[0], x[1], weight[1] * groups, axis(x[2], weight[2], a, ""), groups};
}

ConvTranspose2d conv_transpose2d_of(const Shape& x, const Shape& weight, const Attributes& a) {
  return {geometry(x[2], weight[2], a, "_h"), geometry(x[3], weight[3], a, "_w"),
          a.integer("groups")};
}

fast::ConvTranspose2dExtents extents2d(const Shape& x, const Shape& weight, const Attributes& a) {
  const std::int64_t groups = a.integer("groups");
  return {x[0],
          x[1],
          weight[1] * groups,
          axis(x[2], weight[2], a, "_h"),
          axis(x[3], weight[3], a, "_w"),
          groups};
}

const std::string source =
    "Dumoulin & Visin 2016, arXiv 1603.07285, chapter 4, relationship 14; Zeiler et al. 2010, "
    "Deconvolutional networks";

const std::string nan_rule =
    "a NaN shows in the outputs to which it leads; padding leaves some of them away";

Operator conv_transpose1d_row() {
  return {
      .card = {.name = "convolution/conv_transpose1d",
               .summary = "Transposed convolution along one axis, the adjoint of conv1d",
               .formula =
                   "y_{n,Og(c)+o,l} = b_{Og(c)+o} + \\sum_{c,\\,p s + m d - P = l} x_{n,c,p} "
                   "W_{c,o,m},\\ l < (L-1) s - 2P + d(K-1) + 1 + \\mathit{op}",
               .gradient_formula =
                   "\\partial x_{n,c,p} = \\sum_{o,m} g_{n,Og(c)+o,p s + m d - P} W_{c,o,m},\\ "
                   "\\partial W_{c,o,m} = \\sum_{n,p} g_{n,Og(c)+o,p s + m d - P}\\, x_{n,c,p},\\ "
                   "\\partial b_o = \\sum_{n,l} g_{n,o,l}",
               .source = source,
               .dims = {{"N", 0, 3}, {"c", 1, 2}, {"o", 1, 2}, {"l", 1, 11}, {"k", 1, 4}},
               .inputs = {{.name = "x", .dims = {"N", "groups*c", "l"}, .domain = products},
                          {.name = "W", .dims = {"groups*c", "o", "k"}, .domain = products},
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
               .gradient_depth = {.steps = 2, .over = "o*k+N*l*stride+N*k*dilation"},
               .nan_rule = nan_rule},
      .reference = tensorwise([]<class T>(const Bag<T>& in, const Attributes& a) {
        return Bag<T>{conv_transpose1d(in.at(0), in.at(1), in.at(2),
                                       conv_transpose1d_of(in[0].shape, in[1].shape, a))};
      }),
      .gradient = tensorwise_gradient(
          []<class T>(const Bag<T>& in, const Bag<T>& upstream, const Attributes& a) {
            return conv_transpose1d_gradient(in.at(0), in.at(1), upstream.at(0),
                                             conv_transpose1d_of(in[0].shape, in[1].shape, a));
          }),
      .fast = fast_tensorwise([](const Bag<float>& in, const Attributes& a) {
        const auto e = extents1d(in[0].shape, in[1].shape, a);
        Tensor<float> y({e.batch, e.out_channels, e.length.output()});
        fast::conv_transpose1d(in[0].data, in[1].data, in[2].data, y.data, e);
        return Bag<float>{y};
      }),
      .fast_gradient = fast_tensorwise_gradient(
          [](const Bag<float>& in, const Bag<float>& upstream, const Attributes& a) {
            Bag<float> d = in;
            fast::conv_transpose1d_gradient(in[0].data, in[1].data, upstream[0].data, d[0].data,
                                            d[1].data, d[2].data,
                                            extents1d(in[0].shape, in[1].shape, a));
            return d;
          }),
      .identities = convolution_laws::conv_transpose1d_identities()};
}

Operator conv_transpose2d_row() {
  return {
      .card = {.name = "convolution/conv_transpose2d",
               .summary = "Transposed convolution of images, the adjoint of conv2d",
               .formula =
                   "y_{n,Og(c)+o,h,w} = b_{Og(c)+o} + \\sum x_{n,c,p,q} W_{c,o,i,j} \\text{ over } "
                   "p s_h + i d_h - P_h = h,\\ q s_w + j d_w - P_w = w",
               .gradient_formula =
                   "\\partial x_{n,c,p,q} = \\sum_{o,i,j} g W_{c,o,i,j} \\text{ at the outputs to "
                   "which it leads},\\ \\partial W_{c,o,i,j} = \\sum_{n,p,q} g\\, x_{n,c,p,q},\\ "
                   "\\partial b_o = \\sum_{n,h,w} g_{n,o,h,w}",
               .source = source,
               .dims = {{"N", 0, 2},
                        {"c", 1, 2},
                        {"o", 1, 2},
                        {"h", 1, 3},
                        {"w", 1, 5},
                        {"kh", 1, 2},
                        {"kw", 1, 3}},
               .inputs = {{.name = "x", .dims = {"N", "groups*c", "h", "w"}, .domain = products},
                          {.name = "W", .dims = {"groups*c", "o", "kh", "kw"}, .domain = products},
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
               .gradient_depth = {.steps = 2, .over = "o*kh*kw+N*h*w*stride_h*stride_w"},
               .nan_rule = nan_rule},
      .reference = tensorwise([]<class T>(const Bag<T>& in, const Attributes& a) {
        return Bag<T>{conv_transpose2d(in.at(0), in.at(1), in.at(2),
                                       conv_transpose2d_of(in[0].shape, in[1].shape, a))};
      }),
      .gradient = tensorwise_gradient(
          []<class T>(const Bag<T>& in, const Bag<T>& upstream, const Attributes& a) {
            return conv_transpose2d_gradient(in.at(0), in.at(1), upstream.at(0),
                                             conv_transpose2d_of(in[0].shape, in[1].shape, a));
          }),
      .fast = fast_tensorwise([](const Bag<float>& in, const Attributes& a) {
        const auto e = extents2d(in[0].shape, in[1].shape, a);
        Tensor<float> y({e.batch, e.out_channels, e.rows.output(), e.columns.output()});
        fast::conv_transpose2d(in[0].data, in[1].data, in[2].data, y.data, e);
        return Bag<float>{y};
      }),
      .fast_gradient = fast_tensorwise_gradient(
          [](const Bag<float>& in, const Bag<float>& upstream, const Attributes& a) {
            Bag<float> d = in;
            fast::conv_transpose2d_gradient(in[0].data, in[1].data, upstream[0].data, d[0].data,
                                            d[1].data, d[2].data,
                                            extents2d(in[0].shape, in[1].shape, a));
            return d;
          }),
      .identities = convolution_laws::conv_transpose2d_identities()};
}

Card fir_boxcar_response_card() {
  return {.name = "convolution/fir_boxcar_response",
          .summary = "Response of a filter with a geometric kernel to a boxcar",
          .formula =
              "y[n] = \\sum_i x[i]\\, a^{n-i} = \\begin{cases} 0 & n < N \\\\ "
              "\\frac{1 - a^{n-N+1}}{1 - a} & N \\le n < N + L \\\\ "
              "a^{n-N-L+1} \\frac{1 - a^L}{1 - a} & n \\ge N + L - 1 \\end{cases}",
          .gradient_formula =
              "\\frac{\\partial y[n]}{\\partial a} = \\sum_i x[i]\\, (n - i)\\, "
              "a^{n-i-1}",
          .source = "Oppenheim & Schafer 2010, Discrete-time signal processing, section 2.3",
          .dims = {{"count", 1, 19}},
          .inputs = {{.name = "ratio", .domain = open_interval(0, 1)},
                     {.name = "n",
                      .dims = {"count"},
                      .domain = integers(-8, 512, 24),
                      .differentiable = false,
                      .meaning = "where the response is wanted"}},
          .attributes = {integer_attribute("length", 5, {1, 2, 5, 16}, "how many ones", 1, 256),
                         integer_attribute("delay", 0, {0, 5, -3}, "where the first one is", -256,
                                           256)},
          .outputs = {{"y", {"count"}}},
          .conventions = {{"kernel", "flipped and dragged: a true convolution",
                           "the same in numpy.convolve, scipy.signal.lfilter, MATLAB's conv and "
                           "filter; layers of frameworks correlate"}},
          .promise = Grade::faithful,
          .depth = {.steps = 12},
          .gradient_depth = {.steps = 20, .over = "count"}};
}

Boxcar boxcar_of(const Attributes& a) { return {a.integer("length"), a.integer("delay")}; }

fast::Boxcar fast_boxcar(const Attributes& a) { return {a.integer("length"), a.integer("delay")}; }

}  // namespace

std::vector<Operator> transposed_rows() { return {conv_transpose1d_row(), conv_transpose2d_row()}; }

Operator fir_boxcar_response_row() {
  return {.card = fir_boxcar_response_card(),
          .reference = tensorwise([]<class T>(const Bag<T>& in, const Attributes& a) {
            Tensor<T> y = in.at(1);
            for (T& element : y.data)
              element = fir_boxcar_response(in[0].data.at(0), T(element), boxcar_of(a));
            return Bag<T>{y};
          }),
          .gradient = tensorwise_gradient(
              []<class T>(const Bag<T>& in, const Bag<T>& upstream, const Attributes& a) {
                T total(0);
                for (std::size_t k = 0; k < in.at(1).data.size(); ++k)
                  total += upstream.at(0).data[k] *
                           fir_boxcar_response_slope(in[0].data.at(0), in[1].data[k], boxcar_of(a));
                return Bag<T>{Tensor<T>::scalar(total)};
              }),
          .fast = fast_tensorwise([](const Bag<float>& in, const Attributes& a) {
            Tensor<float> y = in[1];
            fast::fir_boxcar_response(in[0].data[0], in[1].data, y.data, fast_boxcar(a));
            return Bag<float>{y};
          }),
          .fast_gradient = fast_tensorwise_gradient(
              [](const Bag<float>& in, const Bag<float>& upstream, const Attributes& a) {
                return Bag<float>{Tensor<float>::scalar(fast::fir_boxcar_response_gradient(
                    in[0].data[0], in[1].data, upstream[0].data, fast_boxcar(a)))};
              }),
          .identities = convolution_laws::fir_boxcar_response_identities()};
}

}  // namespace assay::convolution
