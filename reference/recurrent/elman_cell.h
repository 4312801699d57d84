// One step of a simple recurrent network: h' = phi(W_ih x + W_hh h + b), phi = tanh or relu.
// [Elman 1990, Finding structure in time, Cognitive Science 14(2), figure 2]
#pragma once

#include "reference/activation/relu.h"
#include "reference/activation/tanh.h"
#include "reference/recurrent/product.h"

namespace assay {

/// x [n, d]; h [n, k]; W_ih [k, d]; W_hh [k, k]; b [k].
template <class T>
struct ElmanCell {
  const Tensor<T>&x, &h, &w_ih, &w_hh, &b;
  bool rectified;  ///< relu in place of tanh

  T preactivation(std::int64_t n, std::int64_t j) const {
    return row_product(w_ih, j, x, n) + row_product(w_hh, j, h, n) + b.at(j);
  }
};

template <class T>
Bag<T> elman_cell(const ElmanCell<T>& in) {
  Tensor<T> h_next(in.h.shape);
  for (std::int64_t n = 0; n < in.h.extent(0); ++n)
    for (std::int64_t j = 0; j < in.h.extent(1); ++j) {
      const T z = in.preactivation(n, j);
      h_next.at(n, j) = in.rectified ? relu(z) : hyperbolic_tangent(z);
    }
  return {h_next};
}

// dz = dh' phi'(z); dx = W_ih^T dz, dh = W_hh^T dz, dW_ih = dz x^T, dW_hh = dz h^T, db = dz.
template <class T>
Bag<T> elman_cell_gradient(const ElmanCell<T>& in, const Tensor<T>& dh_next) {
  Bag<T> gradient;
  for (const Tensor<T>* input : {&in.x, &in.h, &in.w_ih, &in.w_hh, &in.b})
    gradient.emplace_back(input->shape);
  for (std::int64_t n = 0; n < in.h.extent(0); ++n)
    for (std::int64_t j = 0; j < in.h.extent(1); ++j) {
      const T z = in.preactivation(n, j);
      const T slope = in.rectified ? relu_derivative(z) : hyperbolic_tangent_derivative(z);
      const T dz = dh_next.at(n, j) * slope;
      add_row_product_gradient(in.w_ih, j, in.x, n, dz, gradient[2], gradient[0]);
      add_row_product_gradient(in.w_hh, j, in.h, n, dz, gradient[3], gradient[1]);
      gradient[4].at(j) += dz;
    }
  return gradient;
}

}  // namespace assay
