// conv1d(x, W, b)[n,o,p] = b[o] + sum_{c,m} W[o,c,m] x[n, group(o) C + c, p s + m d - P], x being
// absent outside 0 .. L-1. x [N, groups C, L], W [O, C, K], b [O].
//
// Without `flip` this is the cross-correlation that frameworks call convolution; with it the kernel
// is read backwards, W[o,c,K-1-m], which is the convolution of mathematics.
// [Goodfellow, Bengio & Courville 2016, eq. 9.3 and 9.6; Dumoulin & Visin 2016, arXiv 1603.07285]
#pragma once

#include "reference/contract/operator.h"
#include "reference/shape/window.h"

namespace assay {

struct Conv1d {
  WindowGeometry length;
  std::int64_t groups;
  bool flip;
};

// Calls visit(n, o, p, channel, l, c, m) for every product W[o,c,m] x[n,channel,l] of y[n,o,p].
template <class Visit>
void for_each_product(const Conv1d& a, const Shape& x, const Shape& weight, Visit visit) {
  const std::int64_t outputs_a_group = weight[0] / a.groups;
  for (std::int64_t n = 0; n < x[0]; ++n)
    for (std::int64_t o = 0; o < weight[0]; ++o)
      for (std::int64_t c = 0; c < weight[1]; ++c) {
        const std::int64_t channel = o / outputs_a_group * weight[1] + c;
        for_each_reading(a.length, convolution_output_size(a.length),
                         [&](std::int64_t p, std::int64_t m, std::int64_t l) {
                           visit(n, o, p, channel, l, c, a.flip ? weight[2] - 1 - m : m);
                         });
      }
}

template <class T>
Tensor<T> conv1d(const Tensor<T>& x, const Tensor<T>& weight, const Tensor<T>& bias,
                 const Conv1d& a) {
  Tensor<T> y({x.extent(0), weight.extent(0), convolution_output_size(a.length)});
  for (std::int64_t n = 0; n < y.extent(0); ++n)
    for (std::int64_t o = 0; o < y.extent(1); ++o)
      for (std::int64_t p = 0; p < y.extent(2); ++p) y.at(n, o, p) = bias.at(o);
  for_each_product(a, x.shape, weight.shape,
                   [&](auto n, auto o, auto p, auto channel, auto l, auto c, auto m) {
                     y.at(n, o, p) += weight.at(o, c, m) * x.at(n, channel, l);
                   });
  return y;
}

// Every product W x in y[n,o,p] adds g[n,o,p] W to dx and g[n,o,p] x to dW; db sums g over examples
// and positions.
template <class T>
Bag<T> conv1d_gradient(const Tensor<T>& x, const Tensor<T>& weight, const Tensor<T>& upstream,
                       const Conv1d& a) {
  Tensor<T> dx(x.shape), dweight(weight.shape), dbias({weight.extent(0)});
  for_each_product(a, x.shape, weight.shape,
                   [&](auto n, auto o, auto p, auto channel, auto l, auto c, auto m) {
                     dx.at(n, channel, l) += upstream.at(n, o, p) * weight.at(o, c, m);
                     dweight.at(o, c, m) += upstream.at(n, o, p) * x.at(n, channel, l);
                   });
  for (std::int64_t n = 0; n < upstream.extent(0); ++n)
    for (std::int64_t o = 0; o < upstream.extent(1); ++o)
      for (std::int64_t p = 0; p < upstream.extent(2); ++p) dbias.at(o) += upstream.at(n, o, p);
  return {dx, dweight, dbias};
}

}  // namespace assay
