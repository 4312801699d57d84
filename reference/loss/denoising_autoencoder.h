// The loss of an autoencoder that sees its examples with noise and is compared with what they were
// without it. With xi = x + n, an example at a time:
//
//   h = s(W xi + b),  r = V h + c - x,  loss = |r|^2
//
// x, n [d]; W [k, d]; b [k]; V [d, k]; c [d].
// [Vincent, Larochelle, Bengio & Manzagol 2008, Extracting and composing robust features with
// denoising autoencoders, section 2.3, with squared error and an affine decoder]
#pragma once

#include "reference/activation/sigmoid.h"
#include "reference/activation/tanh.h"
#include "reference/contract/operator.h"

namespace assay {

enum class Encoder { identity, sigmoid, tanh };

template <class T>
T encoder_value(const T& z, Encoder s) {
  if (s == Encoder::identity) return z;
  return s == Encoder::sigmoid ? sigmoid(z) : hyperbolic_tangent(z);
}

template <class T>
T encoder_slope(const T& z, Encoder s) {
  if (s == Encoder::identity) return T(1);
  return s == Encoder::sigmoid ? sigmoid_derivative(z) : hyperbolic_tangent_derivative(z);
}

template <class T>
struct DenoisingAutoencoder {
  const Tensor<T>&x, &noise, &w, &b, &v, &c;
  Encoder encoder;

  std::int64_t features() const { return x.extent(1); }
  std::int64_t units() const { return b.extent(0); }
};

// z_j = b_j + sum_i W_ji (x_i + n_i) of example e.
template <class T>
std::vector<T> preactivations(const DenoisingAutoencoder<T>& a, std::int64_t e) {
  std::vector<T> z = a.b.data;
  for (std::int64_t j = 0; j < a.units(); ++j)
    for (std::int64_t i = 0; i < a.features(); ++i)
      z[static_cast<std::size_t>(j)] += a.w.at(j, i) * (a.x.at(e, i) + a.noise.at(e, i));
  return z;
}

// r_i = c_i + sum_j V_ij s(z_j) - x_i of example e.
template <class T>
std::vector<T> reconstruction_error(const DenoisingAutoencoder<T>& a, std::int64_t e,
                                    const std::vector<T>& z) {
  std::vector<T> r = a.c.data;
  for (std::int64_t i = 0; i < a.features(); ++i) {
    T& error = r[static_cast<std::size_t>(i)];
    for (std::int64_t j = 0; j < a.units(); ++j)
      error += a.v.at(i, j) * encoder_value(z[static_cast<std::size_t>(j)], a.encoder);
    error -= a.x.at(e, i);
  }
  return r;
}

// The sum over the examples.
template <class T>
T denoising_autoencoder(const DenoisingAutoencoder<T>& a) {
  T sum(0);
  for (std::int64_t e = 0; e < a.x.extent(0); ++e)
    for (const T& r : reconstruction_error(a, e, preactivations(a, e))) sum += r * r;
  return sum;
}

// With g = 2 r: dc += g, dV += g h^T, dz = (V^T g) s'(z), db += dz, dW += dz xi^T, dn = W^T dz, and
// x is both input and target: dx = dn - g.
template <class T>
Bag<T> denoising_autoencoder_gradient(const DenoisingAutoencoder<T>& a, const T& upstream) {
  Tensor<T> dx(a.x.shape), dn(a.x.shape), dw(a.w.shape), db(a.b.shape), dv(a.v.shape),
      dc(a.c.shape);
  for (std::int64_t e = 0; e < a.x.extent(0); ++e) {
    const std::vector<T> z = preactivations(a, e), r = reconstruction_error(a, e, z);
    for (std::int64_t i = 0; i < a.features(); ++i) {
      const T g = 2 * upstream * r[static_cast<std::size_t>(i)];
      dc.at(i) += g;
      dx.at(e, i) -= g;
    }
    for (std::int64_t j = 0; j < a.units(); ++j) {
      const T& zj = z[static_cast<std::size_t>(j)];
      T dz(0);
      for (std::int64_t i = 0; i < a.features(); ++i) {
        const T g = 2 * upstream * r[static_cast<std::size_t>(i)];
        dv.at(i, j) += g * encoder_value(zj, a.encoder);
        dz += g * a.v.at(i, j) * encoder_slope(zj, a.encoder);
      }
      db.at(j) += dz;
      for (std::int64_t i = 0; i < a.features(); ++i) {
        dw.at(j, i) += dz * (a.x.at(e, i) + a.noise.at(e, i));
        dn.at(e, i) += dz * a.w.at(j, i);
        dx.at(e, i) += dz * a.w.at(j, i);
      }
    }
  }
  return {dx, dn, dw, db, dv, dc};
}

}  // namespace assay
