// One step of a gated recurrent unit:
//
//   r = sigmoid(W_r x + b_ir + U_r h + b_hr), z = sigmoid(W_z x + b_iz + U_z h + b_hz)
//   n = tanh(W_n x + b_in + r (U_n h + b_hn)), reset after, or
//   n = tanh(W_n x + b_in + U_n (r h) + b_hn), reset before
//   h' = (1 - z) n + z h
//
// [Cho et al. 2014, arXiv 1406.1078, version 3, eq. 5-8, reset before; version 1, reset after]
#pragma once

#include <vector>

#include "reference/activation/sigmoid.h"
#include "reference/activation/tanh.h"
#include "reference/recurrent/product.h"

namespace assay {

/// How the gates are laid out, and where the reset gate acts: on h before it is multiplied by
/// U_n, or on the product.
struct GruForm {
  bool resets_before;
  std::int64_t reset_block, update_block;  ///< of 0 and 1; the candidate's block is 2
};

/// x [n, d]; h [n, k]; W_ih [3k, d]; W_hh [3k, k]; b_ih, b_hh [3k].
template <class T>
struct GruCell {
  const Tensor<T>&x, &h, &w_ih, &w_hh, &b_ih, &b_hh;
  GruForm form;

  std::int64_t units() const { return h.extent(1); }
  std::int64_t reset_row(std::int64_t j) const { return form.reset_block * units() + j; }
  std::int64_t update_row(std::int64_t j) const { return form.update_block * units() + j; }
  std::int64_t candidate_row(std::int64_t j) const { return 2 * units() + j; }

  T preactivation(std::int64_t n, std::int64_t row) const {
    return row_product(w_ih, row, x, n) + b_ih.at(row) + row_product(w_hh, row, h, n) +
           b_hh.at(row);
  }
};

/// One example before its gates and candidates are squashed, what the reset gate multiplies or
/// the candidate adds (U_n h + b_hn, or U_n (r h) + b_hn), and r h.
template <class T>
struct GruUnits {
  std::vector<T> reset, update, candidate, recurrent;
  Tensor<T> kept;  ///< [1, k]
};

template <class T>
GruUnits<T> gru_units(const GruCell<T>& in, std::int64_t n) {
  const std::int64_t k = in.units();
  GruUnits<T> units{{}, {}, {}, {}, Tensor<T>({1, k})};
  for (std::int64_t j = 0; j < k; ++j) {
    units.reset.push_back(in.preactivation(n, in.reset_row(j)));
    units.update.push_back(in.preactivation(n, in.update_row(j)));
    units.kept.at(0, j) = sigmoid(units.reset.back()) * in.h.at(n, j);
  }
  for (std::int64_t j = 0; j < k; ++j) {
    const std::int64_t row = in.candidate_row(j);
    const T from_h = in.form.resets_before ? row_product(in.w_hh, row, units.kept, 0)
                                           : row_product(in.w_hh, row, in.h, n);
    units.recurrent.push_back(from_h + in.b_hh.at(row));
    T gated = units.recurrent.back();
    if (!in.form.resets_before) gated *= sigmoid(units.reset[static_cast<std::size_t>(j)]);
    units.candidate.push_back(row_product(in.w_ih, row, in.x, n) + in.b_ih.at(row) + gated);
  }
  return units;
}

/// h' = (1 - z) n + z h, with 1 - z = sigmoid of the negative, which keeps its digits near z = 1.
template <class T>
Bag<T> gru_cell(const GruCell<T>& in) {
  Tensor<T> h_next(in.h.shape);
  for (std::int64_t n = 0; n < in.h.extent(0); ++n) {
    const GruUnits<T> units = gru_units(in, n);
    for (std::int64_t j = 0; j < in.units(); ++j) {
      const auto u = static_cast<std::size_t>(j);
      h_next.at(n, j) = sigmoid(T(-units.update[u])) * hyperbolic_tangent(units.candidate[u]) +
                        sigmoid(units.update[u]) * in.h.at(n, j);
    }
  }
  return {h_next};
}

/// Adds what a gate's or candidate's pre-activation gradient dz gives to the gradients by x, W_ih
/// and b_ih, and, with the factor of the recurrent product, by the state it reads, W_hh and b_hh.
template <class T>
void add_gru_row_gradient(const GruCell<T>& in, std::int64_t n, std::int64_t row, const T& dz,
                          const T& recurrent_dz, const Tensor<T>& state, std::int64_t state_row,
                          Tensor<T>& dstate, Bag<T>& gradient) {
  add_row_product_gradient(in.w_ih, row, in.x, n, dz, gradient[2], gradient[0]);
  gradient[4].at(row) += dz;
  add_row_product_gradient(in.w_hh, row, state, state_row, recurrent_dz, gradient[3], dstate);
  gradient[5].at(row) += recurrent_dz;
}

// With dh' given: dz~ = dh' (h - n) z (1 - z), dn~ = dh' (1 - z) (1 - n^2), dh gets dh' z. Reset
// after: dr~ = dn~ (U_n h + b_hn) r (1 - r), and U_n sees dn~ r. Reset before: q = U_n^T dn~ is the
// gradient by r h, so dr~ = q h r (1 - r), and dh gets q r.
template <class T>
Bag<T> gru_cell_gradient(const GruCell<T>& in, const Tensor<T>& dh_next) {
  Bag<T> gradient;
  for (const Tensor<T>* input : {&in.x, &in.h, &in.w_ih, &in.w_hh, &in.b_ih, &in.b_hh})
    gradient.emplace_back(input->shape);
  const std::int64_t k = in.units();
  for (std::int64_t n = 0; n < in.h.extent(0); ++n) {
    const GruUnits<T> units = gru_units(in, n);
    Tensor<T> dkept({1, k});
    std::vector<T> dr;
    for (std::int64_t j = 0; j < k; ++j) {
      const auto u = static_cast<std::size_t>(j);
      const T &z = units.update[u], r = sigmoid(units.reset[u]);
      const T dn =
          dh_next.at(n, j) * sigmoid(T(-z)) * hyperbolic_tangent_derivative(units.candidate[u]);
      const T dz = dh_next.at(n, j) * (in.h.at(n, j) - hyperbolic_tangent(units.candidate[u])) *
                   sigmoid_derivative(z);
      gradient[1].at(n, j) += dh_next.at(n, j) * sigmoid(z);
      add_gru_row_gradient(in, n, in.update_row(j), dz, dz, in.h, n, gradient[1], gradient);
      if (in.form.resets_before)
        add_gru_row_gradient(in, n, in.candidate_row(j), dn, dn, units.kept, 0, dkept, gradient);
      else
        add_gru_row_gradient(in, n, in.candidate_row(j), dn, T(dn * r), in.h, n, gradient[1],
                             gradient);
      dr.push_back(dn * units.recurrent[u]);
    }
    for (std::int64_t j = 0; j < k; ++j) {
      const auto u = static_cast<std::size_t>(j);
      const T through = in.form.resets_before ? T(dkept.at(0, j) * in.h.at(n, j)) : dr[u];
      const T dz = through * sigmoid_derivative(units.reset[u]);
      if (in.form.resets_before) gradient[1].at(n, j) += dkept.at(0, j) * sigmoid(units.reset[u]);
      add_gru_row_gradient(in, n, in.reset_row(j), dz, dz, in.h, n, gradient[1], gradient);
    }
  }
  return gradient;
}

}  // namespace assay
