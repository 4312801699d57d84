// average_pool2d(x)[n,c,p,q] = the sum of x[n,c,h,w] over the pixels of window (p, q), divided by
// their number; with `count_include_pad` by the number of positions of the padded image there.
// [Dumoulin & Visin 2016, arXiv 1603.07285, chapter 3; PyTorch's and ONNX's rule for the divisor]
#pragma once

#include "reference/contract/operator.h"
#include "reference/pooling/window.h"

namespace assay {

inline int average_divisor(const Pool2d& a, bool count_include_pad, std::int64_t p, std::int64_t q,
                           const std::vector<Pixel>& window) {
  if (!count_include_pad) return static_cast<int>(window.size());
  return static_cast<int>(padded_coverage(a.rows, p) * padded_coverage(a.columns, q));
}

template <class T>
Tensor<T> average_pool2d(const Tensor<T>& x, const Pool2d& a, bool count_include_pad) {
  Tensor<T> y(pooled_shape(a, x.shape));
  for_each_window(a, x.shape, [&](auto n, auto c, auto p, auto q, const auto& window) {
    T sum(0);
    for (const Pixel& at : window) sum += x.at(n, c, at.h, at.w);
    y.at(n, c, p, q) = sum / T(average_divisor(a, count_include_pad, p, q, window));
  });
  return y;
}

// Each window hands every pixel in it the same share of its upstream.
template <class T>
Tensor<T> average_pool2d_gradient(const Shape& x, const Tensor<T>& upstream, const Pool2d& a,
                                  bool count_include_pad) {
  Tensor<T> dx(x);
  for_each_window(a, x, [&](auto n, auto c, auto p, auto q, const auto& window) {
    const T share =
        upstream.at(n, c, p, q) / T(average_divisor(a, count_include_pad, p, q, window));
    for (const Pixel& at : window) dx.at(n, c, at.h, at.w) += share;
  });
  return dx;
}

}  // namespace assay
