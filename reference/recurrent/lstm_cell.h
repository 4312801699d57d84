// One step of a long short-term memory with a forget gate and without peepholes:
//
//   z = W_ih x + W_hh h + b, four blocks of k rows: i, f, g, o, or in another order
//   c' = sigmoid(z_f) c + sigmoid(z_i) tanh(z_g)
//   h' = sigmoid(z_o) tanh(c')
//
// x [n, d]; h, c [n, k]; W_ih [4k, d]; W_hh [4k, k]; b [4k].
// [Hochreiter & Schmidhuber 1997, Neural Computation 9(8), section 4; the forget gate: Gers,
// Schmidhuber & Cummins 2000, Neural Computation 12(10), section 3]
#pragma once

#include "reference/activation/sigmoid.h"
#include "reference/activation/tanh.h"
#include "reference/contract/operator.h"
#include "reference/scalar/functions.h"

namespace assay {

/// Which block of k rows belongs to each gate.
struct LstmBlocks {
  std::int64_t i = 0, f = 1, g = 2, o = 3;
};

/// The inputs of one step.
template <class T>
struct LstmCell {
  const Tensor<T>&x, &h, &c, &w_ih, &w_hh, &b;
  LstmBlocks block = {};

  std::int64_t units() const { return c.extent(1); }
};

/// One number for each gate of a unit.
template <class T>
struct LstmGates {
  T i, f, g, o;
};

/// z[n,row] = b[row] + sum_d W_ih[row,d] x[n,d] + sum_m W_hh[row,m] h[n,m].
template <class T>
T lstm_preactivation(const LstmCell<T>& in, std::int64_t n, std::int64_t row) {
  T z = in.b.at(row);
  for (std::int64_t d = 0; d < in.x.extent(1); ++d) z += in.w_ih.at(row, d) * in.x.at(n, d);
  for (std::int64_t m = 0; m < in.h.extent(1); ++m) z += in.w_hh.at(row, m) * in.h.at(n, m);
  return z;
}

/// The four numbers of unit j before they are squashed: row j of each block.
template <class T>
LstmGates<T> lstm_preactivations(const LstmCell<T>& in, std::int64_t n, std::int64_t j) {
  const std::int64_t k = in.units();
  return {
      lstm_preactivation(in, n, in.block.i * k + j), lstm_preactivation(in, n, in.block.f * k + j),
      lstm_preactivation(in, n, in.block.g * k + j), lstm_preactivation(in, n, in.block.o * k + j)};
}

template <class T>
T lstm_next_state(const LstmGates<T>& z, const T& c) {
  return sigmoid(z.f) * c + sigmoid(z.i) * hyperbolic_tangent(z.g);
}

/// h' and c'.
template <class T>
Bag<T> lstm_cell(const LstmCell<T>& in) {
  Tensor<T> h_next(in.c.shape), c_next(in.c.shape);
  for (std::int64_t n = 0; n < in.c.extent(0); ++n)
    for (std::int64_t j = 0; j < in.units(); ++j) {
      const LstmGates<T> z = lstm_preactivations(in, n, j);
      c_next.at(n, j) = lstm_next_state(z, in.c.at(n, j));
      h_next.at(n, j) = sigmoid(z.o) * hyperbolic_tangent(c_next.at(n, j));
    }
  return {h_next, c_next};
}

/// What reaches a unit's pre-activations and its old state.
template <class T>
struct LstmUnitGradient {
  LstmGates<T> z;
  T c;
};

// With s = dc' + dh' o tanh'(c'), all that reaches the new state:
// dz_i = s g sigmoid'(z_i), dz_f = s c sigmoid'(z_f), dz_g = s i tanh'(z_g),
// dz_o = dh' tanh(c') sigmoid'(z_o), dc = s f.
template <class T>
LstmUnitGradient<T> lstm_unit_gradient(const LstmGates<T>& z, const T& c, const T& dh_next,
                                       const T& dc_next) {
  const T c_next = lstm_next_state(z, c);
  const T s = dc_next + dh_next * sigmoid(z.o) * hyperbolic_tangent_derivative(c_next);
  return {{s * hyperbolic_tangent(z.g) * sigmoid_derivative(z.i), s * c * sigmoid_derivative(z.f),
           s * sigmoid(z.i) * hyperbolic_tangent_derivative(z.g),
           dh_next * hyperbolic_tangent(c_next) * sigmoid_derivative(z.o)},
          T(s * sigmoid(z.f))};
}

/// Adds dz dz/d(input) of one row to the gradients {dx, dh, dc, dW_ih, dW_hh, db}.
template <class T>
void add_lstm_preactivation_gradient(const LstmCell<T>& in, std::int64_t n, std::int64_t row,
                                     const T& dz, Bag<T>& gradient) {
  gradient[5].at(row) += dz;
  for (std::int64_t d = 0; d < in.x.extent(1); ++d) {
    gradient[0].at(n, d) += dz * in.w_ih.at(row, d);
    gradient[3].at(row, d) += dz * in.x.at(n, d);
  }
  for (std::int64_t m = 0; m < in.h.extent(1); ++m) {
    gradient[1].at(n, m) += dz * in.w_hh.at(row, m);
    gradient[4].at(row, m) += dz * in.h.at(n, m);
  }
}

/// {dx, dh, dc, dW_ih, dW_hh, db} from dL/dh' and dL/dc'.
template <class T>
Bag<T> lstm_cell_gradient(const LstmCell<T>& in, const Tensor<T>& dh_next,
                          const Tensor<T>& dc_next) {
  Bag<T> gradient;
  for (const Tensor<T>* input : {&in.x, &in.h, &in.c, &in.w_ih, &in.w_hh, &in.b})
    gradient.emplace_back(input->shape);
  const std::int64_t k = in.units();
  for (std::int64_t n = 0; n < in.c.extent(0); ++n)
    for (std::int64_t j = 0; j < k; ++j) {
      const LstmUnitGradient<T> unit = lstm_unit_gradient(
          lstm_preactivations(in, n, j), in.c.at(n, j), dh_next.at(n, j), dc_next.at(n, j));
      gradient[2].at(n, j) = unit.c;
      add_lstm_preactivation_gradient(in, n, in.block.i * k + j, unit.z.i, gradient);
      add_lstm_preactivation_gradient(in, n, in.block.f * k + j, unit.z.f, gradient);
      add_lstm_preactivation_gradient(in, n, in.block.g * k + j, unit.z.g, gradient);
      add_lstm_preactivation_gradient(in, n, in.block.o * k + j, unit.z.o, gradient);
    }
  return gradient;
}

}  // namespace assay
