// Recurrent networks over sequences in float64, example by example.
#if defined(ASSAY_FAST_RECURRENT_SEQUENCE_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_RECURRENT_SEQUENCE_INL_H
#undef ASSAY_FAST_RECURRENT_SEQUENCE_INL_H
#else
#define ASSAY_FAST_RECURRENT_SEQUENCE_INL_H
#endif

#include "fast/lanes/doubles-inl.h"
#include "fast/recurrent/sequence.h"
#include "fast/recurrent/units-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

inline std::size_t gate_count(CellKind kind) {
  return kind == CellKind::lstm ? 4 : kind == CellKind::gru ? 3 : 1;
}

/// The parameters in float64, or their gradients' sums.
struct Parameters {
  double *weight_ih, *weight_hh, *bias, *bias_hh;
};

/// What a step leaves for its way back, all [units] but the gates: [gates, units].
struct StepRecord {
  double *x, *h, *c;       ///< what went in
  double *value, *slope;   ///< of the gates
  double *first, *second;  ///< lstm: tanh c' and its slope; gru: U_n h + b_hn and r h
  double* complement;      ///< gru: 1 - z
};

/// The sizes, and the carving of the workspace.
struct SequencePlan {
  SequenceCell cell;
  std::size_t steps, batch, d, k, gates, rows;
  double* memory;

  SequencePlan(const SequenceCell& what, const SequenceExtents& e, double* workspace)
      : cell(what),
        steps(e.steps),
        batch(e.cell.batch),
        d(e.cell.inputs),
        k(e.cell.units),
        gates(gate_count(what.kind)),
        rows(gates * k),
        memory(workspace) {}

  std::size_t parameter_count() const { return rows * (d + k + 2); }
  std::size_t record_size() const { return d + 5 * k + 2 * rows; }
  std::size_t scratch_size() const { return 5 * k + 2 * rows + d; }
  std::size_t total() const {
    return 2 * parameter_count() + (steps + 1) * record_size() + scratch_size();
  }
  Parameters parameters(std::size_t which) const {
    double* const at = memory + which * parameter_count();
    return {at, at + rows * d, at + rows * (d + k), at + rows * (d + k + 1)};
  }
  /// One more than there are steps: the last holds the final states.
  StepRecord record(std::size_t t) const {
    double* const x = memory + 2 * parameter_count() + t * record_size();
    double* const value = x + d + 2 * k;
    double* const first = value + 2 * rows;
    return {x, x + d, x + d + k, value, value + rows, first, first + k, first + 2 * k};
  }
  double* scratch() const { return memory + 2 * parameter_count() + (steps + 1) * record_size(); }
};

inline void widen(const float* from, std::size_t count, double* to) {
  for (std::size_t i = 0; i < count; ++i) to[i] = from[i];
}

inline void narrow_all(const double* from, std::size_t count, float* to) {
  for (std::size_t i = 0; i < count; ++i) to[i] = static_cast<float>(from[i]);
}

/// z[row] += W[row] x for the rows from `first` on.
inline void add_products(const double* weight, const double* x, std::size_t width,
                         std::size_t first, std::size_t count, double* z) {
  for (std::size_t row = first; row < first + count; ++row)
    z[row] += dot(weight + row * width, x, width);
}

inline void ramp_all(const double* z, double* values, double* slopes, std::size_t count) {
  for (std::size_t j = 0; j < count; ++j) {
    const bool nan = z[j] != z[j];
    values[j] = z[j] > 0 || nan ? z[j] : 0;
    slopes[j] = nan ? z[j] : z[j] > 0 ? 1 : 0;
  }
}

/// `z` holds W_ih x + b of all rows.
inline void simple_step(const SequencePlan& plan, const Parameters& p, const StepRecord& r,
                        double* z, double* h_next) {
  add_products(p.weight_hh, r.h, plan.k, 0, plan.k, z);
  if (plan.cell.kind == CellKind::relu)
    ramp_all(z, r.value, r.slope, plan.k);
  else
    squash_all(Tanh{}, z, r.value, r.slope, plan.k);
  for (std::size_t j = 0; j < plan.k; ++j) h_next[j] = r.value[j];
}

/// Where the rows of an lstm's gates begin.
struct LstmRows {
  std::size_t i, f, g, o;

  explicit LstmRows(const SequencePlan& plan)
      : i(plan.cell.gates.block[0] * plan.k),
        f(plan.cell.gates.block[1] * plan.k),
        g(plan.cell.gates.block[2] * plan.k),
        o(plan.cell.gates.block[3] * plan.k) {}
};

inline void lstm_step(const SequencePlan& plan, const Parameters& p, const StepRecord& r, double* z,
                      double* h_next, double* c_next) {
  const std::size_t k = plan.k;
  const LstmRows at(plan);
  add_products(p.weight_hh, r.h, k, 0, 4 * k, z);
  for (const std::size_t gate : {at.i, at.f, at.o})
    squash_all(Sigmoid{}, z + gate, r.value + gate, r.slope + gate, k);
  squash_all(Tanh{}, z + at.g, r.value + at.g, r.slope + at.g, k);
  for (std::size_t j = 0; j < k; ++j)
    c_next[j] = r.value[at.f + j] * r.c[j] + r.value[at.i + j] * r.value[at.g + j];
  squash_all(Tanh{}, c_next, r.first, r.second, k);
  for (std::size_t j = 0; j < k; ++j) h_next[j] = r.value[at.o + j] * r.first[j];
}

inline void gru_step(const SequencePlan& plan, const Parameters& p, const StepRecord& r, double* z,
                     double* h_next) {
  const std::size_t k = plan.k, reset = plan.cell.layout.reset_block * k, update = k - reset;
  for (std::size_t row = 0; row < 2 * k; ++row) z[row] += p.bias_hh[row];
  add_products(p.weight_hh, r.h, k, 0, 2 * k, z);
  squash_all(Sigmoid{}, z, r.value, r.slope, 2 * k);
  for (std::size_t j = 0; j < k; ++j) h_next[j] = -z[update + j];
  squash_all(Sigmoid{}, h_next, r.complement, r.slope + update, k);  // the slope is even
  const bool before = plan.cell.layout.resets_before;
  for (std::size_t j = 0; j < k; ++j) r.second[j] = r.value[reset + j] * r.h[j];
  for (std::size_t j = 0; j < k; ++j) {
    const std::size_t row = 2 * k + j;
    r.first[j] = dot(p.weight_hh + row * k, before ? r.second : r.h, k) + p.bias_hh[row];
    z[row] += before ? r.first[j] : r.value[reset + j] * r.first[j];
  }
  squash_all(Tanh{}, z + 2 * k, r.value + 2 * k, r.slope + 2 * k, k);
  for (std::size_t j = 0; j < k; ++j)
    h_next[j] = r.complement[j] * r.value[2 * k + j] + r.value[update + j] * r.h[j];
}

/// All steps of example n, from the widened parameters; records are kept.
inline void run_example(const SequencePlan& plan, const float* x, const float* h, const float* c,
                        std::size_t n) {
  const Parameters p = plan.parameters(0);
  double* const z = plan.scratch();
  widen(h + n * plan.k, plan.k, plan.record(0).h);
  if (plan.cell.kind == CellKind::lstm) widen(c + n * plan.k, plan.k, plan.record(0).c);
  for (std::size_t t = 0; t < plan.steps; ++t) {
    const StepRecord r = plan.record(t), next = plan.record(t + 1);
    widen(x + (t * plan.batch + n) * plan.d, plan.d, r.x);
    for (std::size_t row = 0; row < plan.rows; ++row) z[row] = p.bias[row];
    add_products(p.weight_ih, r.x, plan.d, 0, plan.rows, z);
    if (plan.cell.kind == CellKind::lstm)
      lstm_step(plan, p, r, z, next.h, next.c);
    else if (plan.cell.kind == CellKind::gru)
      gru_step(plan, p, r, z, next.h);
    else
      simple_step(plan, p, r, z, next.h);
  }
}

/// A row's dz into x, W_ih and b, and `recurrent` into W_hh (times `state`), b_hh and dstate.
inline void add_row(const SequencePlan& plan, std::size_t row, double dz, double recurrent,
                    const StepRecord& r, const double* state, double* dstate, double* dx) {
  const Parameters p = plan.parameters(0), g = plan.parameters(1);
  add_scaled_doubles(dz, r.x, plan.d, g.weight_ih + row * plan.d);
  add_scaled_doubles(dz, p.weight_ih + row * plan.d, plan.d, dx);
  add_scaled_doubles(recurrent, state, plan.k, g.weight_hh + row * plan.k);
  add_scaled_doubles(recurrent, p.weight_hh + row * plan.k, plan.k, dstate);
  g.bias[row] += dz;
  g.bias_hh[row] += recurrent;
}

/// From dh' and dc' to dh and dc, which replaces dc'.
inline void lstm_step_back(const SequencePlan& plan, const StepRecord& r, const double* dh_next,
                           double* dc, double* dh, double* dx) {
  const LstmRows at(plan);
  for (std::size_t j = 0; j < plan.k; ++j) {
    const std::size_t i = at.i + j, f = at.f + j, g = at.g + j, o = at.o + j;
    const double s = dc[j] + dh_next[j] * r.value[o] * r.second[j];
    const double dz[4] = {s * r.value[g] * r.slope[i], s * r.c[j] * r.slope[f],
                          s * r.value[i] * r.slope[g], dh_next[j] * r.first[j] * r.slope[o]};
    const std::size_t row[4] = {i, f, g, o};
    for (std::size_t gate = 0; gate < 4; ++gate)
      add_row(plan, row[gate], dz[gate], dz[gate], r, r.h, dh, dx);
    dc[j] = s * r.value[f];
  }
}

inline void gru_step_back(const SequencePlan& plan, const StepRecord& r, const double* dh_next,
                          double* dh, double* dx, double* dkept) {
  const std::size_t k = plan.k, reset = plan.cell.layout.reset_block * k, update = k - reset;
  const bool before = plan.cell.layout.resets_before;
  double* const through = dkept + k;
  for (std::size_t j = 0; j < k; ++j) dkept[j] = 0;
  for (std::size_t j = 0; j < k; ++j) {
    const double n = r.value[2 * k + j], gate = r.value[reset + j];
    const double dz = dh_next[j] * (r.h[j] - n) * r.slope[update + j];
    const double dn = dh_next[j] * r.complement[j] * r.slope[2 * k + j];
    dh[j] += dh_next[j] * r.value[update + j];
    add_row(plan, update + j, dz, dz, r, r.h, dh, dx);
    if (before)
      add_row(plan, 2 * k + j, dn, dn, r, r.second, dkept, dx);
    else
      add_row(plan, 2 * k + j, dn, dn * gate, r, r.h, dh, dx);
    through[j] = dn * r.first[j];
  }
  for (std::size_t j = 0; j < k; ++j) {
    const double dr = (before ? dkept[j] * r.h[j] : through[j]) * r.slope[reset + j];
    if (before) dh[j] += dkept[j] * r.value[reset + j];
    add_row(plan, reset + j, dr, dr, r, r.h, dh, dx);
  }
}

/// Where the gradients of examples go.
struct ExampleGradients {
  float *dx, *dh, *dc;
};

/// Example n backward through time, after run_example.
inline void return_example(const SequencePlan& plan, const float* dh_path, const float* dc_last,
                           std::size_t length, const ExampleGradients& out, std::size_t n) {
  const std::size_t k = plan.k, at = n * k;
  const bool has_c = plan.cell.kind == CellKind::lstm;
  double *const dh = plan.scratch() + 2 * plan.rows, *const above = dh + k, *const dc = above + k;
  double *const dkept = dc + k, *const dx = dkept + 2 * k;
  for (std::size_t j = 0; j < k; ++j) {
    dh[j] = 0;
    dc[j] = has_c ? dc_last[at + j] : 0;
  }
  for (std::size_t t = plan.steps; t-- > 0;) {
    const StepRecord r = plan.record(t);
    for (std::size_t j = 0; j < k; ++j) {
      above[j] = dh[j] + dh_path[t * plan.batch * k + at + j];
      dh[j] = 0;
    }
    for (std::size_t i = 0; i < plan.d; ++i) dx[i] = 0;
    if (has_c)
      lstm_step_back(plan, r, above, dc, dh, dx);
    else if (plan.cell.kind == CellKind::gru)
      gru_step_back(plan, r, above, dh, dx, dkept);
    else
      for (std::size_t j = 0; j < k; ++j) {
        const double dz = above[j] * r.slope[j];
        add_row(plan, j, dz, dz, r, r.h, dh, dx);
      }
    narrow_all(dx, plan.d, out.dx + (t * plan.batch + n) * plan.d);
    for (std::size_t j = 0; t % length == 0 && t != 0 && j < k; ++j) dh[j] = dc[j] = 0;
  }
  narrow_all(dh, k, out.dh + at);
  if (has_c) narrow_all(dc, k, out.dc + at);
}

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
