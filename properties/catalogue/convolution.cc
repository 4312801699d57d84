// Convolutions along one, two and three axes.

#include "properties/catalogue/catalogue.h"
#include "properties/catalogue/convolution/axes.h"
#include "properties/catalogue/convolution/rows.h"
#include "properties/catalogue/tensor_kernel.h"
#include "properties/convolution/identities.h"
#include "reference/convolution/conv1d.h"
#include "reference/convolution/conv2d.h"
#include "reference/convolution/conv3d.h"

namespace assay::convolution {

namespace {

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
               .attributes = attributes_of({""}, 3),
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
               .attributes = attributes_of({"_h", "_w"}, 3),
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

Conv3d conv3d_of(const Shape& x, const Shape& weight, const Attributes& a) {
  return {geometry(x[2], weight[2], a, "_d"), geometry(x[3], weight[3], a, "_h"),
          geometry(x[4], weight[4], a, "_w"), a.integer("groups"), a.integer("flip") == 1};
}

fast::Conv3dExtents conv3d_extents(const Shape& x, const Shape& weight, const Attributes& a) {
  return {x[0],
          x[1],
          weight[0],
          axis(x[2], weight[2], a, "_d"),
          axis(x[3], weight[3], a, "_h"),
          axis(x[4], weight[4], a, "_w"),
          a.integer("groups"),
          a.integer("flip") == 1};
}

Card conv3d_card() {
  return {
      .name = "convolution/conv3d",
      .summary = "Convolution of volumes, as frameworks ship it or flipped",
      .formula =
          "y_{n,o,r,p,q} = b_o + \\sum_{c,k,i,j} W_{o,c,k,i,j}\\, x_{n,\\,C g(o) + c,\\,r s_d + "
          "k d_d - P_d,\\,p s_h + i d_h - P_h,\\,q s_w + j d_w - P_w},\\ \\text{with flip } "
          "W_{o,c,K_d-1-k,K_h-1-i,K_w-1-j}",
      .gradient_formula =
          "\\partial x_{n,Cg(o)+c,d,h,w} = \\sum g_{n,o,r,p,q} W_{o,c,k,i,j} \\text{ over the "
          "windows that read it},\\ \\partial W_{o,c,k,i,j} = \\sum_{n,r,p,q} "
          "g_{n,o,r,p,q}\\, x,\\ \\partial b_o = \\sum_{n,r,p,q} g_{n,o,r,p,q}",
      .source =
          "Goodfellow, Bengio & Courville 2016, Deep learning, eq. 9.4 and 9.6, with one "
          "axis more; Dumoulin & Visin 2016, arXiv 1603.07285, relationship 15",
      .dims = {{"N", 0, 2},
               {"c", 1, 2},
               {"o", 1, 2},
               {"d", 1, 3},
               {"h", 1, 3},
               {"w", 1, 9},
               {"kd", 1, 2},
               {"kh", 1, 2},
               {"kw", 1, 3}},
      .inputs = {{.name = "x", .dims = {"N", "groups*c", "d", "h", "w"}, .domain = products},
                 {.name = "W", .dims = {"groups*o", "c", "kd", "kh", "kw"}, .domain = products},
                 {.name = "b", .dims = {"groups*o"}, .domain = products}},
      .attributes = attributes_of({"_d", "_h", "_w"}, 2),
      .outputs = {{"y", {"N", "groups*o", "?", "?", "?"}}},
      .admits =
          [](const Sizes& sizes, const Attributes& a) {
            return fits(sizes.at("d"), sizes.at("kd"), a, "_d") &&
                   fits(sizes.at("h"), sizes.at("kh"), a, "_h") &&
                   fits(sizes.at("w"), sizes.at("kw"), a, "_w");
          },
      .batch = "N",
      .conventions = conventions(),
      .depth = {.steps = 2, .over = "c*kd*kh*kw"},
      .gradient_depth = {.steps = 2, .over = "o*kd*kh*kw+N*d*h*w"},
      .nan_rule = nan_rule};
}

Operator conv3d_row() {
  return {
      .card = conv3d_card(),
      .reference = tensorwise([]<class T>(const Bag<T>& in, const Attributes& a) {
        return Bag<T>{conv3d(in.at(0), in.at(1), in.at(2), conv3d_of(in[0].shape, in[1].shape, a))};
      }),
      .gradient = tensorwise_gradient(
          []<class T>(const Bag<T>& in, const Bag<T>& upstream, const Attributes& a) {
            return conv3d_gradient(in.at(0), in.at(1), upstream.at(0),
                                   conv3d_of(in[0].shape, in[1].shape, a));
          }),
      .fast = fast_on_tensors([](const Bag<float>& in, const Attributes& a) {
        const auto e = conv3d_extents(in[0].shape, in[1].shape, a);
        Tensor<float> y(
            {e.batch, e.out_channels, e.depth.output(), e.rows.output(), e.columns.output()});
        fast::conv3d(in[0].data, in[1].data, in[2].data, y.data, e);
        return Bag<float>{y};
      }),
      .fast_gradient = fast_gradient_on_tensors(
          [](const Bag<float>& in, const Bag<float>& upstream, const Attributes& a) {
            Bag<float> d = in;
            fast::conv3d_gradient(in[0].data, in[1].data, upstream[0].data, d[0].data, d[1].data,
                                  d[2].data, conv3d_extents(in[0].shape, in[1].shape, a));
            return d;
          }),
      .identities = convolution_laws::conv3d_identities()};
}

}  // namespace

}  // namespace assay::convolution

namespace assay {

std::vector<Operator> convolution_family() {
  using namespace convolution;
  std::vector<Operator> all = {conv1d_row(), conv2d_row(), conv3d_row()};
  for (Operator& row : transposed_rows()) all.push_back(std::move(row));
  all.push_back(fir_boxcar_response_row());
  return all;
}

}  // namespace assay
