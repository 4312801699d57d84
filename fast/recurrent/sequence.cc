// See activation.cc for the pattern.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "fast/recurrent/sequence.cc"
// clang-format off
#include "hwy/foreach_target.h"  // must come first
// clang-format on
#include "fast/recurrent/sequence.h"

#include <algorithm>

#include "fast/precondition.h"
#include "fast/recurrent/sequence-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace {

std::size_t workspace_of(const SequenceCell& cell, const SequenceExtents& e) {
  return SequencePlan(cell, e, nullptr).total();
}

SequencePlan prepare(const SequenceCell& cell, const SequenceInputs& in, double* workspace,
                     const SequenceExtents& e) {
  const SequencePlan plan(cell, e, workspace);
  const Parameters p = plan.parameters(0);
  widen(in.weight_ih.data(), plan.rows * plan.d, p.weight_ih);
  widen(in.weight_hh.data(), plan.rows * plan.k, p.weight_hh);
  widen(in.bias.data(), plan.rows, p.bias);
  widen(in.bias_hh.data(), in.bias_hh.size(), p.bias_hh);
  return plan;
}

void run(const SequenceCell& cell, const SequenceInputs& in, float* h_path, float* c_last,
         double* workspace, const SequenceExtents& e) {
  const SequencePlan plan = prepare(cell, in, workspace, e);
  for (std::size_t n = 0; n < plan.batch; ++n) {
    run_example(plan, in.x.data(), in.h.data(), in.c.data(), n);
    for (std::size_t t = 0; t < plan.steps; ++t)
      narrow_all(plan.record(t + 1).h, plan.k, h_path + (t * plan.batch + n) * plan.k);
    if (cell.kind == CellKind::lstm)
      narrow_all(plan.record(plan.steps).c, plan.k, c_last + n * plan.k);
  }
}

void run_back(const SequenceCell& cell, const SequenceInputs& in, const float* dh_path,
              const float* dc_last, const SequenceGradients& out, std::size_t length,
              double* workspace, const SequenceExtents& e) {
  const SequencePlan plan = prepare(cell, in, workspace, e);
  const Parameters sums = plan.parameters(1);
  std::fill(sums.weight_ih, sums.weight_ih + plan.parameter_count(), 0.0);
  for (std::size_t n = 0; n < plan.batch; ++n) {
    run_example(plan, in.x.data(), in.h.data(), in.c.data(), n);
    return_example(plan, dh_path, dc_last, length, {out.dx.data(), out.dh.data(), out.dc.data()},
                   n);
  }
  narrow_all(sums.weight_ih, out.dweight_ih.size(), out.dweight_ih.data());
  narrow_all(sums.weight_hh, out.dweight_hh.size(), out.dweight_hh.data());
  narrow_all(sums.bias, out.dbias.size(), out.dbias.data());
  narrow_all(sums.bias_hh, out.dbias_hh.size(), out.dbias_hh.data());
}

}  // namespace
}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace assay::fast {

HWY_EXPORT(workspace_of);
HWY_EXPORT(run);
HWY_EXPORT(run_back);

namespace {

void require(const char* op, const SequenceCell& cell, const SequenceInputs& in,
             std::span<double> workspace, const SequenceExtents& e) {
  const bool is_lstm = cell.kind == CellKind::lstm, is_gru = cell.kind == CellKind::gru;
  if (cell.layout.reset_block > 1)
    precondition_failed(op, "reset_block", static_cast<std::int64_t>(cell.layout.reset_block),
                        "0 or 1");
  for (const std::size_t block : cell.gates.block)
    if (block > 3)
      precondition_failed(op, "a gate's block", static_cast<std::int64_t>(block), "0 .. 3");
  const std::size_t gates = is_lstm ? 4 : is_gru ? 3 : 1;
  const std::size_t rows = element_count(op, gates, e.cell.units);
  const std::size_t states = element_count(op, e.cell.batch, e.cell.units);
  const std::size_t examples = element_count(op, e.steps, e.cell.batch);
  require_same_size(op, "x", in.x.size(), element_count(op, examples, e.cell.inputs));
  require_same_size(op, "h", in.h.size(), states);
  require_same_size(op, "c", in.c.size(), is_lstm ? states : 0);
  require_same_size(op, "weight_ih", in.weight_ih.size(), element_count(op, rows, e.cell.inputs));
  require_same_size(op, "weight_hh", in.weight_hh.size(), element_count(op, rows, e.cell.units));
  require_same_size(op, "bias", in.bias.size(), rows);
  require_same_size(op, "bias_hh", in.bias_hh.size(), is_gru ? rows : 0);
  require_same_size(op, "workspace", workspace.size(), sequence_workspace(cell, e));
}

}  // namespace

std::size_t sequence_workspace(const SequenceCell& cell, const SequenceExtents& e) {
  return HWY_DYNAMIC_DISPATCH(workspace_of)(cell, e);
}

void sequence(const SequenceCell& cell, const SequenceInputs& in, std::span<float> h_path,
              std::span<float> c_last, std::span<double> workspace, const SequenceExtents& e) {
  require("sequence", cell, in, workspace, e);
  require_same_size("sequence", "h_path", h_path.size(), e.steps * in.h.size());
  require_same_size("sequence", "c_last", c_last.size(), in.c.size());
  HWY_DYNAMIC_DISPATCH(run)(cell, in, h_path.data(), c_last.data(), workspace.data(), e);
}

void sequence_gradient(const SequenceCell& cell, const SequenceInputs& in,
                       std::span<const float> dh_path, std::span<const float> dc_last,
                       const SequenceGradients& out, std::size_t length,
                       std::span<double> workspace, const SequenceExtents& e) {
  const char* const op = "sequence_gradient";
  require(op, cell, in, workspace, e);
  if (length < 1) precondition_failed(op, "length", 0, "1 or more");
  require_same_size(op, "dh_path", dh_path.size(), e.steps * in.h.size());
  require_same_size(op, "dc_last", dc_last.size(), in.c.size());
  const std::span<const float> inputs[] = {in.x,         in.h,    in.c,      in.weight_ih,
                                           in.weight_hh, in.bias, in.bias_hh};
  const std::span<float> outputs[] = {out.dx,         out.dh,    out.dc,      out.dweight_ih,
                                      out.dweight_hh, out.dbias, out.dbias_hh};
  for (std::size_t k = 0; k < 7; ++k)
    require_same_size(op, "a gradient", outputs[k].size(), inputs[k].size());
  HWY_DYNAMIC_DISPATCH(run_back)
  (cell, in, dh_path.data(), dc_last.data(), out, length, workspace.data(), e);
}

}  // namespace assay::fast
#endif  // HWY_ONCE
