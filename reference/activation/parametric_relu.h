// parametric_relu(x)_nci = x_nci where x_nci > 0, slope_c x_nci elsewhere: a slope for each
// channel, learned. At the kink the derivative is the slope. [He et al. 2015, eq. 1 and 3]
#pragma once

#include "reference/activation/leaky_relu.h"
#include "reference/contract/tensor.h"

namespace assay {

template <class T>
Tensor<T> parametric_relu(const Tensor<T>& x, const Tensor<T>& slope) {
  Tensor<T> y(x.shape);
  for (std::int64_t n = 0; n < x.extent(0); ++n)
    for (std::int64_t c = 0; c < x.extent(1); ++c)
      for (std::int64_t i = 0; i < x.extent(2); ++i)
        y.at(n, c, i) = leaky_relu(x.at(n, c, i), slope.at(c));
  return y;
}

template <class T>
struct ParametricReluGradient {
  Tensor<T> x, slope;
};

// The slope of a channel collects g x over its elements that are not positive.
template <class T>
ParametricReluGradient<T> parametric_relu_gradient(const Tensor<T>& x, const Tensor<T>& slope,
                                                   const Tensor<T>& upstream) {
  ParametricReluGradient<T> gradient{Tensor<T>(x.shape), Tensor<T>(slope.shape)};
  for (std::int64_t n = 0; n < x.extent(0); ++n) {
    for (std::int64_t c = 0; c < x.extent(1); ++c) {
      for (std::int64_t i = 0; i < x.extent(2); ++i) {
        const T& element = x.at(n, c, i);
        const T& g = upstream.at(n, c, i);
        gradient.x.at(n, c, i) = g * leaky_relu_derivative(element, slope.at(c));
        if (element <= 0) gradient.slope.at(c) += g * element;
      }
    }
  }
  return gradient;
}

}  // namespace assay
