// conv2d(x, W, b)[n,o,p,q] = b[o] + sum_{c,i,j} W[o,c,i,j] x[n, group(o) C + c, h, w] with
// h = p s_h + i d_h - P_h and w = q s_w + j d_w - P_w, x being absent outside.
// x [N, groups C, H, W], W [O, C, KH, KW], b [O].
//
// A cross-correlation, as frameworks ship it; with `flip` the kernel is read backwards along both
// axes: a convolution. [Goodfellow, Bengio & Courville 2016, eq. 9.4 and 9.6; Dumoulin & Visin
// 2016, arXiv 1603.07285]
#pragma once

#include "reference/contract/operator.h"
#include "reference/shape/window.h"

namespace assay {

struct Conv2d {
  WindowGeometry rows, columns;
  std::int64_t groups;
  bool flip;
};

// One product of y[n,o,p,q]: W[o,c,i,j] x[n,channel,h,w].
struct Conv2dProduct {
  std::int64_t n, o, p, q, channel, h, w, c, i, j;
};

template <class Visit>
void for_each_product(const Conv2d& a, const Shape& x, const Shape& weight, Visit visit) {
  const std::int64_t outputs_a_group = weight[0] / a.groups;
  for (std::int64_t n = 0; n < x[0]; ++n)
    for (std::int64_t o = 0; o < weight[0]; ++o)
      for (std::int64_t c = 0; c < weight[1]; ++c) {
        const std::int64_t channel = o / outputs_a_group * weight[1] + c;
        for_each_reading(a.rows, convolution_output_size(a.rows), [&](auto p, auto i, auto h) {
          for_each_reading(
              a.columns, convolution_output_size(a.columns), [&](auto q, auto j, auto w) {
                visit(Conv2dProduct{n, o, p, q, channel, h, w, c, a.flip ? weight[2] - 1 - i : i,
                                    a.flip ? weight[3] - 1 - j : j});
              });
        });
      }
}

template <class T>
Tensor<T> conv2d(const Tensor<T>& x, const Tensor<T>& weight, const Tensor<T>& bias,
                 const Conv2d& a) {
  Tensor<T> y({x.extent(0), weight.extent(0), convolution_output_size(a.rows),
               convolution_output_size(a.columns)});
  for (std::int64_t n = 0; n < y.extent(0); ++n)
    for (std::int64_t o = 0; o < y.extent(1); ++o)
      for (std::int64_t p = 0; p < y.extent(2); ++p)
        for (std::int64_t q = 0; q < y.extent(3); ++q) y.at(n, o, p, q) = bias.at(o);
  for_each_product(a, x.shape, weight.shape, [&](const Conv2dProduct& t) {
    y.at(t.n, t.o, t.p, t.q) += weight.at(t.o, t.c, t.i, t.j) * x.at(t.n, t.channel, t.h, t.w);
  });
  return y;
}

// Every product W x in y[n,o,p,q] adds g W to dx and g x to dW; db sums g over examples and
// positions.
template <class T>
Bag<T> conv2d_gradient(const Tensor<T>& x, const Tensor<T>& weight, const Tensor<T>& upstream,
                       const Conv2d& a) {
  Tensor<T> dx(x.shape), dweight(weight.shape), dbias({weight.extent(0)});
  for_each_product(a, x.shape, weight.shape, [&](const Conv2dProduct& t) {
    const T& g = upstream.at(t.n, t.o, t.p, t.q);
    dx.at(t.n, t.channel, t.h, t.w) += g * weight.at(t.o, t.c, t.i, t.j);
    dweight.at(t.o, t.c, t.i, t.j) += g * x.at(t.n, t.channel, t.h, t.w);
  });
  for (std::int64_t n = 0; n < upstream.extent(0); ++n)
    for (std::int64_t o = 0; o < upstream.extent(1); ++o)
      for (std::int64_t p = 0; p < upstream.extent(2); ++p)
        for (std::int64_t q = 0; q < upstream.extent(3); ++q)
          dbias.at(o) += upstream.at(n, o, p, q);
  return {dx, dweight, dbias};
}

}  // namespace assay
