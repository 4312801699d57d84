// residual_block(x) = psi(x + F(x)), F a perceptron from as many inputs to as many outputs, its
// last units linear. psi = relu in the paper, the identity where blocks follow each other unbent.
// [He, Zhang, Ren & Sun 2016, arXiv 1512.03385, eq. 1; 1603.05027, eq. 1-2]
#pragma once

#include "reference/network/perceptron.h"

namespace assay {

template <class T>
Tensor<T> joined_with(const Tensor<T>& x, const Tensor<T>& residual) {
  Tensor<T> sum = x;
  for (std::size_t i = 0; i < sum.data.size(); ++i) sum.data[i] += residual.data[i];
  return sum;
}

template <class T>
Tensor<T> residual_block(const Tensor<T>& x, const DenseLayers<T>& layers, const Unit<T>& last) {
  return through_units(last, joined_with(x, perceptron(x, layers)));
}

// With delta = g psi'(x + F(x)): the gradients of F from delta, and dx = delta + that of F.
template <class T>
Bag<T> residual_block_gradient(const Tensor<T>& x, const DenseLayers<T>& layers,
                               const Unit<T>& last, const Tensor<T>& upstream) {
  const ForwardPass<T> pass = forward_pass(x, layers);
  const Tensor<T> delta = back_through_units(last, joined_with(x, pass.h.back()), upstream);
  Bag<T> gradient = backward_pass(pass, layers, delta);
  gradient[0] = joined_with(gradient[0], delta);
  return gradient;
}

}  // namespace assay
