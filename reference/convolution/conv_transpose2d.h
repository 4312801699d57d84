// conv_transpose2d(x, W, b): every x[n,c,p,q] adds its kernel, x[n,c,p,q] W[c,o,i,j], to the
// outputs y[n, group(c) O + o, h, w] at h = p s_h + i d_h - P_h and w = q s_w + j d_w - P_w; y
// starts from b. x [N, C, H, W], W [C, O, KH, KW], b [groups O].
//
// The adjoint of conv2d with the same W, read as [outputs, inputs / groups, KH, KW]. [Dumoulin &
// Visin 2016, arXiv 1603.07285, chapter 4; Zeiler et al. 2010, Deconvolutional networks]
#pragma once

#include "reference/contract/operator.h"
#include "reference/shape/transposed_window.h"

namespace assay {

struct ConvTranspose2d {
  TransposedGeometry rows, columns;
  std::int64_t groups;
};

// One product of y[n,channel,h,w]: x[n,c,p,q] W[c,o,i,j].
struct ConvTranspose2dProduct {
  std::int64_t n, c, p, q, channel, h, w, o, i, j;
};

template <class Visit>
void for_each_product(const ConvTranspose2d& a, const Shape& x, const Shape& weight, Visit visit) {
  const std::int64_t inputs_a_group = x[1] / a.groups;
  const std::int64_t rows = transposed_output_size(a.rows),
                     columns = transposed_output_size(a.columns);
  for (std::int64_t n = 0; n < x[0]; ++n)
    for (std::int64_t c = 0; c < x[1]; ++c)
      for (std::int64_t o = 0; o < weight[1]; ++o) {
        const std::int64_t channel = c / inputs_a_group * weight[1] + o;
        for_each_writing(a.rows, rows, [&](auto p, auto i, auto h) {
          for_each_writing(a.columns, columns, [&](auto q, auto j, auto w) {
            visit(ConvTranspose2dProduct{n, c, p, q, channel, h, w, o, i, j});
          });
        });
      }
}

template <class T>
Tensor<T> conv_transpose2d(const Tensor<T>& x, const Tensor<T>& weight, const Tensor<T>& bias,
                           const ConvTranspose2d& a) {
  Tensor<T> y({x.extent(0), bias.extent(0), transposed_output_size(a.rows),
               transposed_output_size(a.columns)});
  for (std::int64_t n = 0; n < y.extent(0); ++n)
    for (std::int64_t o = 0; o < y.extent(1); ++o)
      for (std::int64_t h = 0; h < y.extent(2); ++h)
        for (std::int64_t w = 0; w < y.extent(3); ++w) y.at(n, o, h, w) = bias.at(o);
  for_each_product(a, x.shape, weight.shape, [&](const ConvTranspose2dProduct& t) {
    y.at(t.n, t.channel, t.h, t.w) += x.at(t.n, t.c, t.p, t.q) * weight.at(t.c, t.o, t.i, t.j);
  });
  return y;
}

// Every product x W in y[n,channel,h,w] adds g W to dx and g x to dW; db sums g over examples and
// positions.
template <class T>
Bag<T> conv_transpose2d_gradient(const Tensor<T>& x, const Tensor<T>& weight,
                                 const Tensor<T>& upstream, const ConvTranspose2d& a) {
  Tensor<T> dx(x.shape), dweight(weight.shape), dbias({upstream.extent(1)});
  for_each_product(a, x.shape, weight.shape, [&](const ConvTranspose2dProduct& t) {
    const T& g = upstream.at(t.n, t.channel, t.h, t.w);
    dx.at(t.n, t.c, t.p, t.q) += g * weight.at(t.c, t.o, t.i, t.j);
    dweight.at(t.c, t.o, t.i, t.j) += g * x.at(t.n, t.c, t.p, t.q);
  });
  for (std::int64_t n = 0; n < upstream.extent(0); ++n)
    for (std::int64_t o = 0; o < upstream.extent(1); ++o)
      for (std::int64_t h = 0; h < upstream.extent(2); ++h)
        for (std::int64_t w = 0; w < upstream.extent(3); ++w)
          dbias.at(o) += upstream.at(n, o, h, w);
  return {dx, dweight, dbias};
}

}  // namespace assay
