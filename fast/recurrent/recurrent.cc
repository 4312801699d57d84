// See activation.cc for the pattern.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "fast/recurrent/recurrent.cc"
// clang-format off
#include "hwy/foreach_target.h"  // must come first
// clang-format on
#include "fast/recurrent/recurrent.h"

#include "fast/precondition.h"
#include "fast/recurrent/elman_cell-inl.h"
#include "fast/recurrent/gru_cell-inl.h"
#include "fast/recurrent/lstm_cell-inl.h"
#include "fast/recurrent/pointers.h"
#include "hwy/highway.h"

#if HWY_ONCE
namespace assay::fast {

HWY_EXPORT(elman_forward);
HWY_EXPORT(elman_backward_units);
HWY_EXPORT(elman_backward);
HWY_EXPORT(gru_forward);
HWY_EXPORT(gru_backward);
HWY_EXPORT(lstm_forward);
HWY_EXPORT(lstm_backward_units);
HWY_EXPORT(lstm_backward_inputs);
HWY_EXPORT(lstm_backward_weights);

namespace {

LstmPointers pointers(const LstmCellInputs& in, const LstmLayout& layout) {
  return {in.x.data(),         in.h.data(),    in.c.data(), in.weight_ih.data(),
          in.weight_hh.data(), in.bias.data(), layout};
}

struct Operand {
  const char* name;
  std::size_t size, expected;
};

void require_all(const char* op, std::initializer_list<Operand> operands) {
  for (const auto& [name, size, expected] : operands) require_same_size(op, name, size, expected);
}

struct Counts {
  std::size_t x, state, rows, weight_ih, weight_hh;
};

Counts counts_of(const char* op, CellExtents e) {
  const std::size_t rows = element_count(op, 4, e.units);
  return {element_count(op, e.batch, e.inputs), element_count(op, e.batch, e.units), rows,
          element_count(op, rows, e.inputs), element_count(op, rows, e.units)};
}

void require_inputs(const char* op, const LstmCellInputs& in, const Counts& counts) {
  require_all(op, {{"x", in.x.size(), counts.x},
                   {"h", in.h.size(), counts.state},
                   {"c", in.c.size(), counts.state},
                   {"weight_ih", in.weight_ih.size(), counts.weight_ih},
                   {"weight_hh", in.weight_hh.size(), counts.weight_hh},
                   {"bias", in.bias.size(), counts.rows}});
}

void require_layout(const char* op, const LstmLayout& layout) {
  bool taken[4] = {};
  for (const std::size_t block : layout.block) {
    if (block > 3 || taken[block])
      precondition_failed(op, "a gate's block", static_cast<std::int64_t>(block),
                          "0, 1, 2 or 3, each once");
    taken[block] = true;
  }
}

}  // namespace

void lstm_cell(const LstmCellInputs& in, std::span<float> h_next, std::span<float> c_next,
               CellExtents e, const LstmLayout& layout) {
  const char* const op = "lstm_cell";
  const Counts counts = counts_of(op, e);
  require_layout(op, layout);
  require_inputs(op, in, counts);
  require_all(op,
              {{"h_next", h_next.size(), counts.state}, {"c_next", c_next.size(), counts.state}});
  HWY_DYNAMIC_DISPATCH(lstm_forward)(pointers(in, layout), h_next.data(), c_next.data(), e);
}

std::size_t lstm_cell_gradient_workspace(CellExtents e) {
  const char* const op = "lstm_cell_gradient";
  return element_count(op, e.batch, counts_of(op, e).rows);
}

void lstm_cell_gradient(const LstmCellInputs& in, std::span<const float> dh_next,
                        std::span<const float> dc_next, const LstmCellGradients& out,
                        std::span<double> workspace, CellExtents e, const LstmLayout& layout) {
  const char* const op = "lstm_cell_gradient";
  const Counts counts = counts_of(op, e);
  require_layout(op, layout);
  require_inputs(op, in, counts);
  require_all(op, {{"dh_next", dh_next.size(), counts.state},
                   {"dc_next", dc_next.size(), counts.state},
                   {"dx", out.dx.size(), counts.x},
                   {"dh", out.dh.size(), counts.state},
                   {"dc", out.dc.size(), counts.state},
                   {"dweight_ih", out.dweight_ih.size(), counts.weight_ih},
                   {"dweight_hh", out.dweight_hh.size(), counts.weight_hh},
                   {"dbias", out.dbias.size(), counts.rows},
                   {"workspace", workspace.size(), lstm_cell_gradient_workspace(e)}});
  double* const dz = workspace.data();
  HWY_DYNAMIC_DISPATCH(lstm_backward_units)
  (pointers(in, layout), dh_next.data(), dc_next.data(), dz, out.dc.data(), e);
  HWY_DYNAMIC_DISPATCH(lstm_backward_inputs)
  (pointers(in, layout), dz, out.dx.data(), out.dh.data(), e);
  HWY_DYNAMIC_DISPATCH(lstm_backward_weights)
  (pointers(in, layout), dz, out.dweight_ih.data(), out.dweight_hh.data(), out.dbias.data(), e);
}

namespace {

ElmanPointers pointers(const ElmanCellInputs& in) {
  return {in.x.data(), in.h.data(), in.weight_ih.data(), in.weight_hh.data(), in.bias.data()};
}

void require_inputs(const char* op, const ElmanCellInputs& in, CellExtents e) {
  require_all(op, {{"x", in.x.size(), element_count(op, e.batch, e.inputs)},
                   {"h", in.h.size(), element_count(op, e.batch, e.units)},
                   {"weight_ih", in.weight_ih.size(), element_count(op, e.units, e.inputs)},
                   {"weight_hh", in.weight_hh.size(), element_count(op, e.units, e.units)},
                   {"bias", in.bias.size(), e.units}});
}

GruPointers pointers(const GruCellInputs& in) {
  return {in.x.data(),         in.h.data(),       in.weight_ih.data(),
          in.weight_hh.data(), in.bias_ih.data(), in.bias_hh.data()};
}

void require_inputs(const char* op, const GruCellInputs& in, GruLayout layout,
                    std::span<double> workspace, CellExtents e) {
  if (layout.reset_block > 1)
    precondition_failed(op, "reset_block", static_cast<std::int64_t>(layout.reset_block), "0 or 1");
  const std::size_t rows = element_count(op, 3, e.units);
  require_all(op, {{"x", in.x.size(), element_count(op, e.batch, e.inputs)},
                   {"h", in.h.size(), element_count(op, e.batch, e.units)},
                   {"weight_ih", in.weight_ih.size(), element_count(op, rows, e.inputs)},
                   {"weight_hh", in.weight_hh.size(), element_count(op, rows, e.units)},
                   {"bias_ih", in.bias_ih.size(), rows},
                   {"bias_hh", in.bias_hh.size(), rows},
                   {"workspace", workspace.size(), gru_cell_workspace(e)}});
}

}  // namespace

void elman_cell(const ElmanCellInputs& in, bool rectified, std::span<float> h_next, CellExtents e) {
  require_inputs("elman_cell", in, e);
  require_same_size("elman_cell", "h_next", h_next.size(), in.h.size());
  HWY_DYNAMIC_DISPATCH(elman_forward)(pointers(in), rectified, h_next.data(), e);
}

void elman_cell_gradient(const ElmanCellInputs& in, bool rectified, std::span<const float> dh_next,
                         const ElmanCellGradients& out, std::span<double> workspace,
                         CellExtents e) {
  const char* const op = "elman_cell_gradient";
  require_inputs(op, in, e);
  require_all(op, {{"dh_next", dh_next.size(), in.h.size()},
                   {"dx", out.dx.size(), in.x.size()},
                   {"dh", out.dh.size(), in.h.size()},
                   {"dweight_ih", out.dweight_ih.size(), in.weight_ih.size()},
                   {"dweight_hh", out.dweight_hh.size(), in.weight_hh.size()},
                   {"dbias", out.dbias.size(), in.bias.size()},
                   {"workspace", workspace.size(), in.h.size()}});
  HWY_DYNAMIC_DISPATCH(elman_backward_units)
  (pointers(in), rectified, dh_next.data(), workspace.data(), e);
  HWY_DYNAMIC_DISPATCH(elman_backward)
  (pointers(in), workspace.data(),
   {out.dx.data(), out.dh.data(), out.dweight_ih.data(), out.dweight_hh.data(), out.dbias.data()},
   e);
}

std::size_t gru_cell_workspace(CellExtents e) {
  const char* const op = "gru_cell";
  const std::size_t rows = element_count(op, 3, e.units);
  return 13 * e.units + element_count(op, e.batch, e.inputs) + element_count(op, rows, e.inputs) +
         element_count(op, rows, e.units) + 2 * rows;
}

void gru_cell(const GruCellInputs& in, GruLayout layout, std::span<float> h_next,
              std::span<double> workspace, CellExtents e) {
  require_inputs("gru_cell", in, layout, workspace, e);
  require_same_size("gru_cell", "h_next", h_next.size(), in.h.size());
  HWY_DYNAMIC_DISPATCH(gru_forward)(pointers(in), layout, h_next.data(), workspace.data(), e);
}

void gru_cell_gradient(const GruCellInputs& in, GruLayout layout, std::span<const float> dh_next,
                       const GruCellGradients& out, std::span<double> workspace, CellExtents e) {
  const char* const op = "gru_cell_gradient";
  require_inputs(op, in, layout, workspace, e);
  require_all(op, {{"dh_next", dh_next.size(), in.h.size()},
                   {"dx", out.dx.size(), in.x.size()},
                   {"dh", out.dh.size(), in.h.size()},
                   {"dweight_ih", out.dweight_ih.size(), in.weight_ih.size()},
                   {"dweight_hh", out.dweight_hh.size(), in.weight_hh.size()},
                   {"dbias_ih", out.dbias_ih.size(), in.bias_ih.size()},
                   {"dbias_hh", out.dbias_hh.size(), in.bias_hh.size()}});
  HWY_DYNAMIC_DISPATCH(gru_backward)
  (pointers(in), layout, dh_next.data(),
   {out.dx.data(), out.dh.data(), out.dweight_ih.data(), out.dweight_hh.data(), out.dbias_ih.data(),
    out.dbias_hh.data()},
   workspace.data(), e);
}

}  // namespace assay::fast
#endif  // HWY_ONCE
