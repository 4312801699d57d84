// The code e_k next to each z_n, k = argmin_j |z_n - e_j|^2 (the first of them), and what the codes
// and the encoder pay: |sg(z) - e_k|^2 and |z - sg(e_k)|^2, of equal value; sg stops gradients.
// z [n, d], e [k, d]. [van den Oord, Vinyals & Kavukcuoglu 2017, arXiv 1711.00937, eq. 1-3]
#pragma once

#include "reference/contract/operator.h"

namespace assay {

template <class T>
T squared_distance(const Tensor<T>& z, std::int64_t n, const Tensor<T>& e, std::int64_t k) {
  T sum(0);
  for (std::int64_t i = 0; i < z.extent(1); ++i)
    sum += (z.at(n, i) - e.at(k, i)) * (z.at(n, i) - e.at(k, i));
  return sum;
}

template <class T>
std::int64_t nearest_code(const Tensor<T>& z, std::int64_t n, const Tensor<T>& e) {
  std::int64_t best = 0;
  for (std::int64_t k = 1; k < e.extent(0); ++k)
    if (squared_distance(z, n, e, k) < squared_distance(z, n, e, best)) best = k;
  return best;
}

// The quantised vectors, their codes, and the summed squared distance over the divisor.
template <class T>
Bag<T> vector_quantization(const Tensor<T>& z, const Tensor<T>& e, const T& divisor) {
  Tensor<T> quantized(z.shape), code({z.extent(0)});
  T distance(0);
  for (std::int64_t n = 0; n < z.extent(0); ++n) {
    const std::int64_t k = nearest_code(z, n, e);
    code.at(n) = T(static_cast<double>(k));
    distance += squared_distance(z, n, e, k);
    for (std::int64_t i = 0; i < z.extent(1); ++i) quantized.at(n, i) = e.at(k, i);
  }
  return {quantized, code, Tensor<T>::scalar(distance / divisor)};
}

// What training uses for the gradients of L(quantized) + codebook loss + beta commitment loss:
// dL/dquantized passed straight to z, and each loss to the one argument that is not stopped.
//   dz = g + 2 beta (z - e_k) / divisor,   de_k = sum over its examples of 2 (e_k - z) / divisor
template <class T>
Bag<T> vector_quantization_gradient(const Tensor<T>& z, const Tensor<T>& e, const Tensor<T>& g,
                                    const T& beta, const T& divisor) {
  Tensor<T> dz = g, de(e.shape);
  for (std::int64_t n = 0; n < z.extent(0); ++n) {
    const std::int64_t k = nearest_code(z, n, e);
    for (std::int64_t i = 0; i < z.extent(1); ++i) {
      const T step = 2 * (z.at(n, i) - e.at(k, i)) / divisor;
      dz.at(n, i) += beta * step;
      de.at(k, i) -= step;
    }
  }
  return {dz, de};
}

}  // namespace assay
