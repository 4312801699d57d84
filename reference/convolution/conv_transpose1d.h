// conv_transpose1d(x, W, b): every x[n,c,p] adds its kernel, x[n,c,p] W[c,o,m], to the outputs
// y[n, group(c) O + o, l] at l = p s + m d - P; y starts from b. x [N, C, L], W [C, O, K],
// b [groups O].
//
// The adjoint of conv1d with the same W, read as [outputs, inputs / groups, K]. [Dumoulin & Visin
// 2016, arXiv 1603.07285, chapter 4; Zeiler et al. 2010, Deconvolutional networks]
#pragma once

#include "reference/contract/operator.h"
#include "reference/shape/transposed_window.h"

namespace assay {

struct ConvTranspose1d {
  TransposedGeometry length;
  std::int64_t groups;
};

// Calls visit(n, c, p, channel, l, o, m) for every product x[n,c,p] W[c,o,m] in y[n,channel,l].
template <class Visit>
void for_each_product(const ConvTranspose1d& a, const Shape& x, const Shape& weight, Visit visit) {
  const std::int64_t inputs_a_group = x[1] / a.groups;
  for (std::int64_t n = 0; n < x[0]; ++n)
    for (std::int64_t c = 0; c < x[1]; ++c)
      for (std::int64_t o = 0; o < weight[1]; ++o)
        for_each_writing(a.length, transposed_output_size(a.length), [&](auto p, auto m, auto l) {
          visit(n, c, p, c / inputs_a_group * weight[1] + o, l, o, m);
        });
}

template <class T>
Tensor<T> conv_transpose1d(const Tensor<T>& x, const Tensor<T>& weight, const Tensor<T>& bias,
                           const ConvTranspose1d& a) {
  Tensor<T> y({x.extent(0), bias.extent(0), transposed_output_size(a.length)});
  for (std::int64_t n = 0; n < y.extent(0); ++n)
    for (std::int64_t o = 0; o < y.extent(1); ++o)
      for (std::int64_t l = 0; l < y.extent(2); ++l) y.at(n, o, l) = bias.at(o);
  for_each_product(a, x.shape, weight.shape,
                   [&](auto n, auto c, auto p, auto channel, auto l, auto o, auto m) {
                     y.at(n, channel, l) += x.at(n, c, p) * weight.at(c, o, m);
                   });
  return y;
}

// Every product x W in y[n,channel,l] adds g W to dx and g x to dW; db sums g over examples and
// positions.
template <class T>
Bag<T> conv_transpose1d_gradient(const Tensor<T>& x, const Tensor<T>& weight,
                                 const Tensor<T>& upstream, const ConvTranspose1d& a) {
  Tensor<T> dx(x.shape), dweight(weight.shape), dbias({upstream.extent(1)});
  for_each_product(a, x.shape, weight.shape,
                   [&](auto n, auto c, auto p, auto channel, auto l, auto o, auto m) {
                     dx.at(n, c, p) += upstream.at(n, channel, l) * weight.at(c, o, m);
                     dweight.at(c, o, m) += upstream.at(n, channel, l) * x.at(n, c, p);
                   });
  for (std::int64_t n = 0; n < upstream.extent(0); ++n)
    for (std::int64_t o = 0; o < upstream.extent(1); ++o)
      for (std::int64_t l = 0; l < upstream.extent(2); ++l) dbias.at(o) += upstream.at(n, o, l);
  return {dx, dweight, dbias};
}

}  // namespace assay
