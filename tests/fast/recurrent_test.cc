// The recurrent cells on every instruction set, against their definition in long double, at sizes
// that fill vectors and tiles and leave tails.
#include "fast/recurrent/recurrent.h"

#include "tests/fast/kernel_checks.h"
#include "tests/fast/random_floats.h"

namespace assay::fast {
namespace {

using Floats = std::vector<float>;

Real logistic(Real z) { return 1 / (1 + std::exp(-z)); }

struct Cell {
  CellExtents e;
  Floats x, h, c, weight_ih, weight_hh, bias, dh_next, dc_next;
  Floats h_next, c_next, dx, dh, dc, dweight_ih, dweight_hh, dbias;

  Cell(CellExtents extents, Generator& random)
      : e(extents),
        x(uniform(random, e.batch * e.inputs, 1)),
        h(uniform(random, e.batch * e.units, 1)),
        c(uniform(random, e.batch * e.units, 2)),
        weight_ih(uniform(random, 4 * e.units * e.inputs, 1)),
        weight_hh(uniform(random, 4 * e.units * e.units, 1)),
        bias(uniform(random, 4 * e.units, 1)),
        dh_next(uniform(random, e.batch * e.units, 1)),
        dc_next(uniform(random, e.batch * e.units, 1)) {}

  void run() {
    for (Floats* state : {&h_next, &c_next, &dh, &dc}) state->assign(h.size(), kNan);
    dx.assign(x.size(), kNan);
    dweight_ih.assign(weight_ih.size(), kNan);
    dweight_hh.assign(weight_hh.size(), kNan);
    dbias.assign(bias.size(), kNan);
    std::vector<double> workspace(lstm_cell_gradient_workspace(e), kNan);
    const LstmCellInputs inputs = {x, h, c, weight_ih, weight_hh, bias};
    lstm_cell(inputs, h_next, c_next, e);
    lstm_cell_gradient(inputs, dh_next, dc_next, {dx, dh, dc, dweight_ih, dweight_hh, dbias},
                       workspace, e);
  }

  Real preactivation(std::size_t n, std::size_t row) const {
    Real z = bias[row];
    for (std::size_t d = 0; d < e.inputs; ++d)
      z += Real(weight_ih[row * e.inputs + d]) * x[n * e.inputs + d];
    for (std::size_t m = 0; m < e.units; ++m)
      z += Real(weight_hh[row * e.units + m]) * h[n * e.units + m];
    return z;
  }

  /// Compares the results of one unit, and adds what it sends back to `dz`.
  void check_unit(std::size_t n, std::size_t j, std::vector<Real>& dz) const {
    const std::size_t k = e.units, at = n * k + j;
    const Real i = logistic(preactivation(n, j)), f = logistic(preactivation(n, k + j));
    const Real g = std::tanh(preactivation(n, 2 * k + j));
    const Real o = logistic(preactivation(n, 3 * k + j));
    const Real state = f * c[at] + i * g, shown = std::tanh(state);
    EXPECT_LE(ulps(c_next[at], state), 0.51L);
    EXPECT_LE(ulps(h_next[at], o * shown), 0.51L);
    const Real s = dc_next[at] + dh_next[at] * o * (1 - shown * shown);
    EXPECT_LE(ulps(dc[at], s * f), 0.51L);
    dz[n * 4 * k + j] = s * g * i * (1 - i);
    dz[n * 4 * k + k + j] = s * c[at] * f * (1 - f);
    dz[n * 4 * k + 2 * k + j] = s * i * (1 - g * g);
    dz[n * 4 * k + 3 * k + j] = dh_next[at] * shown * o * (1 - o);
  }

  void check_inputs(const std::vector<Real>& dz, const Floats& weight, const Floats& got) const {
    const std::size_t rows = 4 * e.units, columns = got.size() / e.batch;
    for (std::size_t n = 0; n < e.batch; ++n) {
      for (std::size_t d = 0; d < columns; ++d) {
        Sum want;
        for (std::size_t r = 0; r < rows; ++r) want.add(dz[n * rows + r] * weight[r * columns + d]);
        EXPECT_TRUE(want.admits(got[n * columns + d])) << n << " " << d;
      }
    }
  }

  void check_weights(const std::vector<Real>& dz, const Floats& input, const Floats& got) const {
    const std::size_t rows = 4 * e.units, columns = input.size() / e.batch;
    for (std::size_t r = 0; r < rows; ++r) {
      for (std::size_t d = 0; d < columns; ++d) {
        Sum want;
        for (std::size_t n = 0; n < e.batch; ++n)
          want.add(dz[n * rows + r] * input[n * columns + d]);
        EXPECT_TRUE(want.admits(got[r * columns + d])) << r << " " << d;
      }
    }
  }

  void check() const {
    std::vector<Real> dz(e.batch * 4 * e.units);
    for (std::size_t n = 0; n < e.batch; ++n)
      for (std::size_t j = 0; j < e.units; ++j) check_unit(n, j, dz);
    check_inputs(dz, weight_ih, dx);
    check_inputs(dz, weight_hh, dh);
    check_weights(dz, x, dweight_ih);
    check_weights(dz, h, dweight_hh);
    check_weights(dz, Floats(e.batch, 1.0f), dbias);
  }
};

TEST(LstmCellKernels, AgreeWithTheDefinitionAtEveryTail) {
  Generator random(17);
  std::vector<Cell> cells;
  for (std::size_t n = 1; n < 20; ++n) cells.emplace_back(CellExtents{3, 20 - n, n}, random);
  for (const std::size_t units : {31u, 32u, 33u, 67u})
    cells.emplace_back(CellExtents{2, 5, units}, random);
  on_every_target([&] {
    for (Cell& cell : cells) {
      cell.run();
      cell.check();
    }
  });
}

TEST(LstmCellKernels, KeepNanOfEachExample) {
  Generator random(18);
  on_every_target([&] {
    Cell cell({2, 3, 5}, random);
    cell.x[3] = kNan;
    cell.run();
    for (std::size_t j = 0; j < 5; ++j) {
      EXPECT_FALSE(std::isnan(cell.h_next[j]) || std::isnan(cell.c_next[j]));
      EXPECT_TRUE(std::isnan(cell.h_next[5 + j]) && std::isnan(cell.c_next[5 + j]));
      EXPECT_FALSE(std::isnan(cell.dc[j]));
      EXPECT_TRUE(std::isnan(cell.dc[5 + j]));
    }
  });
}

TEST(LstmCellKernels, RefuseAWrongWorkspace) {
  Generator random(19);
  Cell cell({1, 2, 3}, random);
  cell.run();
  std::vector<double> short_workspace(11);
  EXPECT_DEATH(
      lstm_cell_gradient({cell.x, cell.h, cell.c, cell.weight_ih, cell.weight_hh, cell.bias},
                         cell.dh_next, cell.dc_next,
                         {cell.dx, cell.dh, cell.dc, cell.dweight_ih, cell.dweight_hh, cell.dbias},
                         short_workspace, cell.e),
      "lstm_cell_gradient: workspace holds 11 elements, expected 12");
}

}  // namespace
}  // namespace assay::fast
