// max_pool2d(x)[n,c,p,q] = max of x[n,c,h,w] over the pixels (h, w) of window (p, q); padding is no
// pixel. A NaN in the window is its maximum.
// [Dumoulin & Visin 2016, arXiv 1603.07285, chapter 3]
#pragma once

#include "reference/contract/operator.h"
#include "reference/pooling/window.h"

namespace assay {

// The first of the largest pixels in row-major order.
template <class T>
Pixel first_maximum(const Tensor<T>& x, std::int64_t n, std::int64_t c,
                    const std::vector<Pixel>& window) {
  Pixel best = window.at(0);
  for (const Pixel& at : window) {
    const T &candidate = x.at(n, c, at.h, at.w), &largest = x.at(n, c, best.h, best.w);
    const bool first_nan = candidate != candidate && largest == largest;
    if (candidate > largest || first_nan) best = at;
  }
  return best;
}

template <class T>
Tensor<T> max_pool2d(const Tensor<T>& x, const Pool2d& a) {
  Tensor<T> y(pooled_shape(a, x.shape));
  for_each_window(a, x.shape, [&](auto n, auto c, auto p, auto q, const auto& window) {
    const Pixel best = first_maximum(x, n, c, window);
    y.at(n, c, p, q) = x.at(n, c, best.h, best.w);
  });
  return y;
}

// Each window hands its upstream to the pixel that it took; of tied ones to the first.
template <class T>
Tensor<T> max_pool2d_gradient(const Tensor<T>& x, const Tensor<T>& upstream, const Pool2d& a) {
  Tensor<T> dx(x.shape);
  for_each_window(a, x.shape, [&](auto n, auto c, auto p, auto q, const auto& window) {
    const Pixel best = first_maximum(x, n, c, window);
    dx.at(n, c, best.h, best.w) += upstream.at(n, c, p, q);
  });
  return dx;
}

}  // namespace assay
