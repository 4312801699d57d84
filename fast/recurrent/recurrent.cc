// See activation.cc for the pattern.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "fast/recurrent/recurrent.cc"
// clang-format off
#include "hwy/foreach_target.h"  // must come first
// clang-format on
#include "fast/recurrent/recurrent.h"

#include "fast/precondition.h"
#include "fast/recurrent/lstm_cell-inl.h"
#include "fast/recurrent/pointers.h"
#include "hwy/highway.h"

#if HWY_ONCE
namespace assay::fast {

HWY_EXPORT(lstm_forward);
HWY_EXPORT(lstm_backward_units);
HWY_EXPORT(lstm_backward_inputs);
HWY_EXPORT(lstm_backward_weights);

namespace {

LstmPointers pointers(const LstmCellInputs& in) {
  return {in.x.data(),         in.h.data(),         in.c.data(),
          in.weight_ih.data(), in.weight_hh.data(), in.bias.data()};
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

Counts counts_of(const char* op, LstmCellExtents e) {
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

}  // namespace

void lstm_cell(const LstmCellInputs& in, std::span<float> h_next, std::span<float> c_next,
               LstmCellExtents e) {
  const char* const op = "lstm_cell";
  const Counts counts = counts_of(op, e);
  require_inputs(op, in, counts);
  require_all(op,
              {{"h_next", h_next.size(), counts.state}, {"c_next", c_next.size(), counts.state}});
  HWY_DYNAMIC_DISPATCH(lstm_forward)(pointers(in), h_next.data(), c_next.data(), e);
}

std::size_t lstm_cell_gradient_workspace(LstmCellExtents e) {
  const char* const op = "lstm_cell_gradient";
  return element_count(op, e.batch, counts_of(op, e).rows);
}

void lstm_cell_gradient(const LstmCellInputs& in, std::span<const float> dh_next,
                        std::span<const float> dc_next, const LstmCellGradients& out,
                        std::span<double> workspace, LstmCellExtents e) {
  const char* const op = "lstm_cell_gradient";
  const Counts counts = counts_of(op, e);
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
  (pointers(in), dh_next.data(), dc_next.data(), dz, out.dc.data(), e);
  HWY_DYNAMIC_DISPATCH(lstm_backward_inputs)(pointers(in), dz, out.dx.data(), out.dh.data(), e);
  HWY_DYNAMIC_DISPATCH(lstm_backward_weights)
  (pointers(in), dz, out.dweight_ih.data(), out.dweight_hh.data(), out.dbias.data(), e);
}

}  // namespace assay::fast
#endif  // HWY_ONCE
