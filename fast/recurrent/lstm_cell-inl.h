// z = W_ih x + W_hh h + b; c' = sigmoid(z_f) c + sigmoid(z_i) tanh(z_g); h' = sigmoid(z_o)
// tanh(c'). Pre-activations, and all that is made of them, stay in float64.
#if defined(ASSAY_FAST_RECURRENT_LSTM_CELL_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_RECURRENT_LSTM_CELL_INL_H
#undef ASSAY_FAST_RECURRENT_LSTM_CELL_INL_H
#else
#define ASSAY_FAST_RECURRENT_LSTM_CELL_INL_H
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

/// Some units of one example: the pre-activations of i, f, g, o and the old state.
struct UnitTile {
  std::size_t count;
  UnitLanes z[4], c;
};

inline double preactivation(const LstmPointers& in, CellExtents e, std::size_t n, std::size_t row) {
  const double from_x =
      sum(Product{}, e.inputs, in.x + n * e.inputs, in.weight_ih + row * e.inputs);
  const double from_h = sum(Product{}, e.units, in.h + n * e.units, in.weight_hh + row * e.units);
  return from_x + from_h + in.bias[row];
}

inline UnitTile load_units(const LstmPointers& in, CellExtents e, std::size_t n,
                           std::size_t first) {
  const std::size_t count = std::min(kUnitTile, e.units - first);
  UnitTile tile = {count, {}, UnitLanes(in.c + n * e.units + first, count)};
  for (std::size_t gate = 0; gate < 4; ++gate) {
    for (std::size_t j = 0; j < count; ++j)
      tile.z[gate].lanes[j] = preactivation(in, e, n, in.layout.block[gate] * e.units + first + j);
  }
  return tile;
}

/// A tile's gates, state and result in the lanes from `at` on.
template <class D>
struct UnitVectors {
  using V = hn::Vec<D>;
  V c;
  Squashed<V> i, f, g, o;
  V c_next;
  Squashed<V> bounded;  // tanh(c')

  HWY_INLINE UnitVectors(D d, const UnitTile& tile, std::size_t at)
      : c(hn::Load(d, tile.c.lanes + at)),
        i(squash(Sigmoid{}, d, hn::Load(d, tile.z[0].lanes + at))),
        f(squash(Sigmoid{}, d, hn::Load(d, tile.z[1].lanes + at))),
        g(squash(Tanh{}, d, hn::Load(d, tile.z[2].lanes + at))),
        o(squash(Sigmoid{}, d, hn::Load(d, tile.z[3].lanes + at))),
        c_next(hn::MulAdd(f.value, c, hn::Mul(i.value, g.value))),
        bounded(squash(Tanh{}, d, c_next)) {}
};

inline void lstm_units(const UnitTile& tile, float* h_next, float* c_next) {
  const Tag<double> d;
  UnitLanes h, c;
  for (std::size_t at = 0; at < tile.count; at += hn::Lanes(d)) {
    const UnitVectors unit(d, tile, at);
    hn::Store(unit.c_next, d, c.lanes + at);
    hn::Store(hn::Mul(unit.o.value, unit.bounded.value), d, h.lanes + at);
  }
  h.narrow_to(h_next, tile.count);
  c.narrow_to(c_next, tile.count);
}

inline void lstm_forward(const LstmPointers& in, float* h_next, float* c_next, CellExtents e) {
  for (std::size_t n = 0; n < e.batch; ++n) {
    for (std::size_t first = 0; first < e.units; first += kUnitTile) {
      const std::size_t at = n * e.units + first;
      lstm_units(load_units(in, e, n, first), h_next + at, c_next + at);
    }
  }
}

/// Replaces a tile's z and c by their gradients. With s = dc' + dh' o tanh'(c'):
/// dz_i = s g i', dz_f = s c f', dz_g = s i g', dz_o = dh' tanh(c') o', dc = s f.
inline void lstm_units_gradient(const UnitLanes& dh_next, const UnitLanes& dc_next,
                                UnitTile& tile) {
  const Tag<double> d;
  for (std::size_t at = 0; at < tile.count; at += hn::Lanes(d)) {
    const UnitVectors unit(d, tile, at);
    const auto dh = hn::Load(d, dh_next.lanes + at);
    const auto through_h = hn::Mul(hn::Mul(dh, unit.o.value), unit.bounded.slope);
    const auto s = hn::Add(hn::Load(d, dc_next.lanes + at), through_h);
    const auto di = hn::Mul(hn::Mul(s, unit.g.value), unit.i.slope);
    const auto df = hn::Mul(hn::Mul(s, unit.c), unit.f.slope);
    const auto dg = hn::Mul(hn::Mul(s, unit.i.value), unit.g.slope);
    const auto d_o = hn::Mul(hn::Mul(dh, unit.bounded.value), unit.o.slope);
    hn::Store(di, d, tile.z[0].lanes + at);
    hn::Store(df, d, tile.z[1].lanes + at);
    hn::Store(dg, d, tile.z[2].lanes + at);
    hn::Store(d_o, d, tile.z[3].lanes + at);
    hn::Store(hn::Mul(s, unit.f.value), d, tile.c.lanes + at);
  }
}

/// dz [batch, 4 units] and dc.
inline void lstm_backward_units(const LstmPointers& in, const float* dh_next, const float* dc_next,
                                double* dz, float* dc, CellExtents e) {
  for (std::size_t n = 0; n < e.batch; ++n) {
    for (std::size_t first = 0; first < e.units; first += kUnitTile) {
      const std::size_t at = n * e.units + first;
      UnitTile tile = load_units(in, e, n, first);
      lstm_units_gradient(UnitLanes(dh_next + at, tile.count), UnitLanes(dc_next + at, tile.count),
                          tile);
      tile.c.narrow_to(dc + at, tile.count);
      for (std::size_t gate = 0; gate < 4; ++gate)
        tile.z[gate].copy_to(dz + (4 * n + in.layout.block[gate]) * e.units + first, tile.count);
    }
  }
}

/// dx = dz W_ih, dh = dz W_hh.
inline void lstm_backward_inputs(const LstmPointers& in, const double* dz, float* dx, float* dh,
                                 CellExtents e) {
  const std::size_t rows = 4 * e.units;
  for (std::size_t n = 0; n < e.batch; ++n) {
    const Strided<double> row = {dz + n * rows, 1};
    weighted_row_sum(row, in.weight_ih, rows, e.inputs, dx + n * e.inputs);
    weighted_row_sum(row, in.weight_hh, rows, e.units, dh + n * e.units);
  }
}

/// dW_ih = dz^T x, dW_hh = dz^T h, db = the sum of dz over the batch.
inline void lstm_backward_weights(const LstmPointers& in, const double* dz, float* dweight_ih,
                                  float* dweight_hh, float* dbias, CellExtents e) {
  const std::size_t rows = 4 * e.units;
  for (std::size_t row = 0; row < rows; ++row) {
    const Strided<double> column = {place(dz, row), rows};
    weighted_row_sum(column, in.x, e.batch, e.inputs, dweight_ih + row * e.inputs);
    weighted_row_sum(column, in.h, e.batch, e.units, dweight_hh + row * e.units);
    double total = 0;
    for (std::size_t n = 0; n < e.batch; ++n) total += column[n];
    dbias[row] = static_cast<float>(total);
  }
}

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
