// h' = (1 - z) n + z h. Gates, candidates and all sums stay in float64.
#if defined(ASSAY_FAST_RECURRENT_GRU_CELL_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_RECURRENT_GRU_CELL_INL_H
#undef ASSAY_FAST_RECURRENT_GRU_CELL_INL_H
#else
#define ASSAY_FAST_RECURRENT_GRU_CELL_INL_H
#endif

#include <algorithm>

#include "fast/lanes/reduce-inl.h"
#include "fast/lanes/strided-inl.h"
#include "fast/recurrent/pointers.h"
#include "fast/recurrent/recurrent.h"
#include "fast/recurrent/units-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// What one example needs, `units` numbers each.
struct GruScratch {
  double *z, *reset, *reset_slope, *update, *complement, *update_slope, *candidate,
      *candidate_slope;
  double *recurrent, *kept, *dcandidate, *dkept, *dh;

  GruScratch(double* memory, std::size_t k)
      : z(memory),
        reset(z + k),
        reset_slope(reset + k),
        update(reset_slope + k),
        complement(update + k),
        update_slope(complement + k),
        candidate(update_slope + k),
        candidate_slope(candidate + k),
        recurrent(candidate_slope + k),
        kept(recurrent + k),
        dcandidate(kept + k),
        dkept(dcandidate + k),
        dh(dkept + k) {}
};

/// W_ih x + b_ih, or W_hh h + b_hh, of one row.
inline double gru_product(const float* weight, const float* bias, const float* x, std::size_t row,
                          std::size_t n, std::size_t width) {
  return sum(Product{}, width, x + n * width, weight + row * width) + bias[row];
}

inline double widened_dot(const float* weight, const double* x, std::size_t count) {
  double total = 0;
  for (std::size_t i = 0; i < count; ++i) total += static_cast<double>(weight[i]) * x[i];
  return total;
}

/// Gates, candidates and what they are made of, for example n.
inline void gru_units(const GruPointers& in, GruLayout layout, std::size_t n, CellExtents e,
                      const GruScratch& s) {
  const std::size_t k = e.units;
  const auto rows = [&](std::size_t block) {
    for (std::size_t j = 0; j < k; ++j) {
      const std::size_t row = block * k + j;
      s.z[j] = gru_product(in.weight_ih, in.bias_ih, in.x, row, n, e.inputs) +
               gru_product(in.weight_hh, in.bias_hh, in.h, row, n, k);
    }
  };
  rows(layout.reset_block);
  squash_all(Sigmoid{}, s.z, s.reset, s.reset_slope, k);
  rows(1 - layout.reset_block);
  squash_all(Sigmoid{}, s.z, s.update, s.update_slope, k);
  // 1 - z without cancellation; the slope is the same.
  for (std::size_t j = 0; j < k; ++j) s.z[j] = -s.z[j];
  squash_all(Sigmoid{}, s.z, s.complement, s.update_slope, k);
  for (std::size_t j = 0; j < k; ++j) s.kept[j] = s.reset[j] * in.h[n * k + j];
  for (std::size_t j = 0; j < k; ++j) {
    const std::size_t row = 2 * k + j;
    s.recurrent[j] = layout.resets_before
                         ? widened_dot(in.weight_hh + row * k, s.kept, k) + in.bias_hh[row]
                         : gru_product(in.weight_hh, in.bias_hh, in.h, row, n, k);
    s.z[j] = gru_product(in.weight_ih, in.bias_ih, in.x, row, n, e.inputs) +
             (layout.resets_before ? 1 : s.reset[j]) * s.recurrent[j];
  }
  squash_all(Tanh{}, s.z, s.candidate, s.candidate_slope, k);
}

inline void gru_forward(const GruPointers& in, GruLayout layout, float* h_next, double* workspace,
                        CellExtents e) {
  const std::size_t k = e.units;
  const GruScratch s(workspace, k);
  for (std::size_t n = 0; n < e.batch; ++n) {
    gru_units(in, layout, n, e, s);
    for (std::size_t j = 0; j < k; ++j) {
      const double moved = s.complement[j] * s.candidate[j];
      h_next[n * k + j] = static_cast<float>(moved + s.update[j] * in.h[n * k + j]);
    }
  }
}

/// Gradients of rows, summed over the batch in float64: what each row of weights and biases gets.
struct GruTotals {
  double *dx, *weight_ih, *weight_hh, *bias_ih, *bias_hh;
};

/// A row's dz into x, W_ih and b_ih, and `recurrent` into W_hh (times `state`), b_hh and dstate.
inline void add_gru_row(const GruPointers& in, std::size_t row, std::size_t n, double dz,
                        double recurrent, const double* state, double* dstate, CellExtents e,
                        const GruTotals& totals) {
  const auto d = static_cast<std::int64_t>(e.inputs), k = static_cast<std::int64_t>(e.units);
  add_scaled(dz, in.x + n * e.inputs, d, totals.weight_ih + row * e.inputs);
  add_scaled(dz, in.weight_ih + row * e.inputs, d, totals.dx + n * e.inputs);
  add_scaled(recurrent, in.weight_hh + row * e.units, k, dstate);
  for (std::size_t m = 0; m < e.units; ++m)
    totals.weight_hh[row * e.units + m] += recurrent * state[m];
  totals.bias_ih[row] += dz;
  totals.bias_hh[row] += recurrent;
}

/// One example's part of all gradients.
inline void gru_backward_example(const GruPointers& in, GruLayout layout, std::size_t n,
                                 const float* dh_next, float* dh, CellExtents e,
                                 const GruScratch& s, const GruTotals& totals) {
  const std::size_t k = e.units;
  gru_units(in, layout, n, e, s);
  double* const h = s.z;  // no longer needed
  for (std::size_t j = 0; j < k; ++j) {
    h[j] = in.h[n * k + j];
    s.dkept[j] = 0;
    s.dh[j] = dh_next[n * k + j] * s.update[j];
  }
  for (std::size_t j = 0; j < k; ++j) {
    const double above = dh_next[n * k + j];
    const double dz = above * (h[j] - s.candidate[j]) * s.update_slope[j];
    const double dn = above * s.complement[j] * s.candidate_slope[j];
    s.dcandidate[j] = dn;
    add_gru_row(in, (1 - layout.reset_block) * k + j, n, dz, dz, h, s.dh, e, totals);
    if (layout.resets_before)
      add_gru_row(in, 2 * k + j, n, dn, dn, s.kept, s.dkept, e, totals);
    else
      add_gru_row(in, 2 * k + j, n, dn, dn * s.reset[j], h, s.dh, e, totals);
  }
  for (std::size_t j = 0; j < k; ++j) {
    const double through =
        layout.resets_before ? s.dkept[j] * h[j] : s.dcandidate[j] * s.recurrent[j];
    const double dr = through * s.reset_slope[j];
    if (layout.resets_before) s.dh[j] += s.dkept[j] * s.reset[j];
    add_gru_row(in, layout.reset_block * k + j, n, dr, dr, h, s.dh, e, totals);
  }
  narrow_row(s.dh, static_cast<std::int64_t>(k), dh + n * k);
}

inline void gru_backward(const GruPointers& in, GruLayout layout, const float* dh_next,
                         const GruGradientPointers& out, double* workspace, CellExtents e) {
  const std::size_t rows = 3 * e.units, wide = rows * e.inputs, square = rows * e.units;
  const GruScratch s(workspace, e.units);
  double* const memory = workspace + 13 * e.units;
  const std::size_t size = e.batch * e.inputs + wide + square + 2 * rows;
  std::fill(memory, memory + size, 0.0);
  const GruTotals totals = {memory, memory + e.batch * e.inputs, memory + e.batch * e.inputs + wide,
                            memory + e.batch * e.inputs + wide + square,
                            memory + e.batch * e.inputs + wide + square + rows};
  for (std::size_t n = 0; n < e.batch; ++n)
    gru_backward_example(in, layout, n, dh_next, out.dh, e, s, totals);
  narrow_row(totals.dx, static_cast<std::int64_t>(e.batch * e.inputs), out.dx);
  narrow_row(totals.weight_ih, static_cast<std::int64_t>(wide), out.dweight_ih);
  narrow_row(totals.weight_hh, static_cast<std::int64_t>(square), out.dweight_hh);
  narrow_row(totals.bias_ih, static_cast<std::int64_t>(rows), out.dbias_ih);
  narrow_row(totals.bias_hh, static_cast<std::int64_t>(rows), out.dbias_hh);
}

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
