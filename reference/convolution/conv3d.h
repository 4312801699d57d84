// conv3d(x, W, b)[n,o,r,p,q] = b[o] + sum_{c,k,i,j} W[o,c,k,i,j] x[n, group(o) C + c, d, h, w] with
// d = r s_d + k d_d - P_d, and h and w likewise, x being absent outside.
// x [N, groups C, D, H, W], W [O, C, KD, KH, KW], b [O].
//
// A cross-correlation, as frameworks ship it; with `flip` the kernel is read backwards along all
// three axes: a convolution. [Goodfellow, Bengio & Courville 2016, eq. 9.4 and 9.6, one axis more]
#pragma once

#include "reference/contract/operator.h"
#include "reference/shape/window.h"

namespace assay {

struct Conv3d {
  WindowGeometry depth, rows, columns;
  std::int64_t groups;
  bool flip;
};

// One product of y[n,o,r,p,q]: W[o,c,k,i,j] x[n,channel,d,h,w].
struct Conv3dProduct {
  std::int64_t n, o, r, p, q, channel, d, h, w, c, k, i, j;
};

template <class Visit>
void for_each_product(const Conv3d& a, const Shape& x, const Shape& weight, Visit visit) {
  const std::int64_t outputs_a_group = weight[0] / a.groups;
  const std::int64_t planes = convolution_output_size(a.depth),
                     rows = convolution_output_size(a.rows),
                     columns = convolution_output_size(a.columns);
  const auto tap = [&](std::int64_t m, std::size_t axis) {
    return a.flip ? weight[axis] - 1 - m : m;
  };
  for (std::int64_t n = 0; n < x[0]; ++n)
    for (std::int64_t o = 0; o < weight[0]; ++o)
      for (std::int64_t c = 0; c < weight[1]; ++c) {
        const std::int64_t channel = o / outputs_a_group * weight[1] + c;
        for_each_reading(a.depth, planes, [&](auto r, auto k, auto d) {
          for_each_reading(a.rows, rows, [&](auto p, auto i, auto h) {
            for_each_reading(a.columns, columns, [&](auto q, auto j, auto w) {
              visit(Conv3dProduct{n, o, r, p, q, channel, d, h, w, c, tap(k, 2), tap(i, 3),
                                  tap(j, 4)});
            });
          });
        });
      }
}

template <class T>
Tensor<T> conv3d(const Tensor<T>& x, const Tensor<T>& weight, const Tensor<T>& bias,
                 const Conv3d& a) {
  const std::int64_t planes = convolution_output_size(a.depth),
                     rows = convolution_output_size(a.rows),
                     columns = convolution_output_size(a.columns);
  Tensor<T> y({x.extent(0), weight.extent(0), planes, rows, columns});
  for (std::int64_t n = 0; n < x.extent(0); ++n)
    for (std::int64_t o = 0; o < weight.extent(0); ++o)
      for (std::int64_t r = 0; r < planes; ++r)
        for (std::int64_t p = 0; p < rows; ++p)
          for (std::int64_t q = 0; q < columns; ++q) y.at(n, o, r, p, q) = bias.at(o);
  for_each_product(a, x.shape, weight.shape, [&](const Conv3dProduct& t) {
    y.at(t.n, t.o, t.r, t.p, t.q) +=
        weight.at(t.o, t.c, t.k, t.i, t.j) * x.at(t.n, t.channel, t.d, t.h, t.w);
  });
  return y;
}

// Every product W x in y[n,o,r,p,q] adds g W to dx and g x to dW; db sums g over examples and
// positions.
template <class T>
Bag<T> conv3d_gradient(const Tensor<T>& x, const Tensor<T>& weight, const Tensor<T>& upstream,
                       const Conv3d& a) {
  Tensor<T> dx(x.shape), dweight(weight.shape), dbias({weight.extent(0)});
  for_each_product(a, x.shape, weight.shape, [&](const Conv3dProduct& t) {
    const T& g = upstream.at(t.n, t.o, t.r, t.p, t.q);
    dx.at(t.n, t.channel, t.d, t.h, t.w) += g * weight.at(t.o, t.c, t.k, t.i, t.j);
    dweight.at(t.o, t.c, t.k, t.i, t.j) += g * x.at(t.n, t.channel, t.d, t.h, t.w);
  });
  for (std::int64_t n = 0; n < upstream.extent(0); ++n)
    for (std::int64_t o = 0; o < upstream.extent(1); ++o)
      for (std::int64_t r = 0; r < upstream.extent(2); ++r)
        for (std::int64_t p = 0; p < upstream.extent(3); ++p)
          for (std::int64_t q = 0; q < upstream.extent(4); ++q)
            dbias.at(o) += upstream.at(n, o, r, p, q);
  return {dx, dweight, dbias};
}

}  // namespace assay
