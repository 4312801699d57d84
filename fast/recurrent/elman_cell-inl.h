// h' = phi(W_ih x + W_hh h + b). Pre-activations stay in float64.
#if defined(ASSAY_FAST_RECURRENT_ELMAN_CELL_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_RECURRENT_ELMAN_CELL_INL_H
#undef ASSAY_FAST_RECURRENT_ELMAN_CELL_INL_H
#else
#define ASSAY_FAST_RECURRENT_ELMAN_CELL_INL_H
#endif

#include <algorithm>

#include "fast/lanes/columns-inl.h"
#include "fast/lanes/reduce-inl.h"
#include "fast/operand.h"
#include "fast/recurrent/pointers.h"
#include "fast/recurrent/recurrent.h"
#include "fast/recurrent/units-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// A tile of phi(z), or of phi'(z).
inline UnitLanes squash_tile(const UnitLanes& z, bool rectified, bool slopes) {
  const Tag<double> d;
  UnitLanes y;
  for (std::size_t at = 0; at < kUnitTile; at += hn::Lanes(d)) {
    const auto v = hn::Load(d, z.lanes + at);
    const auto zero = hn::Zero(d), one = hn::Set(d, 1.0);
    const auto positive = hn::Gt(v, zero);
    const Squashed<hn::Vec<Tag<double>>> bent = squash(Tanh{}, d, v);
    const auto ramp = hn::IfThenElse(hn::IsNaN(v), v, hn::IfThenElseZero(positive, v));
    const auto step = hn::IfThenElse(hn::IsNaN(v), v, hn::IfThenElseZero(positive, one));
    const auto value = rectified ? ramp : bent.value, slope = rectified ? step : bent.slope;
    hn::Store(slopes ? slope : value, d, y.lanes + at);
  }
  return y;
}

inline UnitLanes elman_tile(const ElmanPointers& in, CellExtents e, std::size_t n,
                            std::size_t first, std::size_t count) {
  UnitLanes z;
  for (std::size_t j = 0; j < count; ++j) {
    const std::size_t row = first + j;
    z.lanes[j] = sum(Product{}, e.inputs, in.x + n * e.inputs, in.weight_ih + row * e.inputs) +
                 sum(Product{}, e.units, in.h + n * e.units, in.weight_hh + row * e.units) +
                 in.bias[row];
  }
  return z;
}

inline void elman_forward(const ElmanPointers& in, bool rectified, float* h_next, CellExtents e) {
  for (std::size_t n = 0; n < e.batch; ++n)
    for (std::size_t first = 0; first < e.units; first += kUnitTile) {
      const std::size_t count = std::min(kUnitTile, e.units - first);
      squash_tile(elman_tile(in, e, n, first, count), rectified, false)
          .narrow_to(h_next + n * e.units + first, count);
    }
}

/// dz [batch, units]
inline void elman_backward_units(const ElmanPointers& in, bool rectified, const float* dh_next,
                                 double* dz, CellExtents e) {
  for (std::size_t n = 0; n < e.batch; ++n)
    for (std::size_t first = 0; first < e.units; first += kUnitTile) {
      const std::size_t count = std::min(kUnitTile, e.units - first), at = n * e.units + first;
      const UnitLanes slopes = squash_tile(elman_tile(in, e, n, first, count), rectified, true);
      for (std::size_t j = 0; j < count; ++j) dz[at + j] = dh_next[at + j] * slopes.lanes[j];
    }
}

/// dx = dz W_ih, dh = dz W_hh, dW_ih = dz^T x, dW_hh = dz^T h, db = the sum of dz.
inline void elman_backward(const ElmanPointers& in, const double* dz,
                           const ElmanGradientPointers& out, CellExtents e) {
  for (std::size_t n = 0; n < e.batch; ++n) {
    const Strided<double> row = {dz + n * e.units, 1};
    weighted_row_sum(row, in.weight_ih, e.units, e.inputs, out.dx + n * e.inputs);
    weighted_row_sum(row, in.weight_hh, e.units, e.units, out.dh + n * e.units);
  }
  for (std::size_t j = 0; j < e.units; ++j) {
    const Strided<double> column = {place(dz, j), e.units};
    weighted_row_sum(column, in.x, e.batch, e.inputs, out.dweight_ih + j * e.inputs);
    weighted_row_sum(column, in.h, e.batch, e.units, out.dweight_hh + j * e.units);
    double total = 0;
    for (std::size_t n = 0; n < e.batch; ++n) total += column[n];
    out.dbias[j] = static_cast<float>(total);
  }
}

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
