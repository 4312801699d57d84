// perceptron(x) = phi_L(W_L ... phi_1(W_1 x + b_1) ... + b_L): dense layers one after another.
// x [n, d]; W_l [out, in], b_l [out]. [Rumelhart, Hinton & Williams 1986, Nature 323, eq. 1-2;
// Goodfellow, Bengio & Courville 2016, algorithms 6.3 and 6.4]
#pragma once

#include "reference/linear/linear.h"
#include "reference/network/unit.h"

namespace assay {

template <class T>
struct DenseLayer {
  const Tensor<T>&weight, &bias;
  Unit<T> unit;
};

template <class T>
using DenseLayers = std::vector<DenseLayer<T>>;

/// What the way forward leaves for the way back: z_l = W_l h_{l-1} + b_l and h_l = phi_l(z_l),
/// where h_0 = x.
template <class T>
struct ForwardPass {
  Bag<T> z, h;
};

template <class T>
Tensor<T> through_units(const Unit<T>& unit, const Tensor<T>& z) {
  Tensor<T> h(z.shape);
  for (std::size_t i = 0; i < z.data.size(); ++i) h.data[i] = unit.value(z.data[i]);
  return h;
}

template <class T>
ForwardPass<T> forward_pass(const Tensor<T>& x, const DenseLayers<T>& layers) {
  ForwardPass<T> pass{{}, {x}};
  for (const DenseLayer<T>& layer : layers) {
    pass.z.push_back(linear(pass.h.back(), layer.weight, layer.bias));
    pass.h.push_back(through_units(layer.unit, pass.z.back()));
  }
  return pass;
}

/// g phi'(z)
template <class T>
Tensor<T> back_through_units(const Unit<T>& unit, const Tensor<T>& z, const Tensor<T>& upstream) {
  Tensor<T> delta(z.shape);
  for (std::size_t i = 0; i < z.data.size(); ++i)
    delta.data[i] = upstream.data[i] * unit.derivative(z.data[i]);
  return delta;
}

// delta_L = g phi_L'(z_L); dW_l = delta_l^T h_{l-1}, db_l = the sum of delta_l over the batch,
// delta_{l-1} = (delta_l W_l) phi_{l-1}'(z_{l-1}), dx = delta_1 W_1. In the order x, W_1, b_1, ...
template <class T>
Bag<T> backward_pass(const ForwardPass<T>& pass, const DenseLayers<T>& layers,
                     const Tensor<T>& upstream) {
  Bag<T> gradient(1 + 2 * layers.size());
  Tensor<T> dh = upstream;
  for (std::size_t l = layers.size(); l-- > 0;) {
    const Tensor<T> delta = back_through_units(layers[l].unit, pass.z[l], dh);
    Bag<T> d = linear_gradient(pass.h[l], layers[l].weight, delta);
    dh = std::move(d[0]);
    gradient[1 + 2 * l] = std::move(d[1]);
    gradient[2 + 2 * l] = std::move(d[2]);
  }
  gradient[0] = std::move(dh);
  return gradient;
}

template <class T>
Tensor<T> perceptron(const Tensor<T>& x, const DenseLayers<T>& layers) {
  return forward_pass(x, layers).h.back();
}

template <class T>
Bag<T> perceptron_gradient(const Tensor<T>& x, const DenseLayers<T>& layers,
                           const Tensor<T>& upstream) {
  return backward_pass(forward_pass(x, layers), layers, upstream);
}

}  // namespace assay
