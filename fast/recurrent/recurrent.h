// One step of a long short-term memory on float32 memory, with its gradient.
//
// Pre-activations, gates and states run in float64; results are rounded once. An example's result
// does not depend on other examples. NaN and infinities follow IEEE arithmetic. A wrong span size
// aborts with the operator's name. Outputs may not overlap inputs. Nothing is allocated.
#pragma once

#include <cstddef>
#include <span>

namespace assay::fast {

/// The sizes of any cell.
struct CellExtents {
  std::size_t batch;
  std::size_t inputs;  // features of x
  std::size_t units;   // features of h and c
};

/// Which block of rows belongs to the input gate, the forget gate, the candidate, the output gate.
struct LstmLayout {
  std::size_t block[4] = {0, 1, 2, 3};
};

/// x [batch, inputs]; h, c [batch, units]; weight_ih [4 units, inputs];
/// weight_hh [4 units, units]; bias [4 units], one for both products. The rows of weights and bias
/// are four blocks, see LstmLayout.
struct LstmCellInputs {
  std::span<const float> x, h, c, weight_ih, weight_hh, bias;
};

/// As the inputs.
struct LstmCellGradients {
  std::span<float> dx, dh, dc, dweight_ih, dweight_hh, dbias;
};

/// h' and c', both [batch, units]. With z = W_ih x + W_hh h + b:
/// c' = sigmoid(z_f) c + sigmoid(z_i) tanh(z_g), h' = sigmoid(z_o) tanh(c').
/// [Hochreiter & Schmidhuber 1997, section 4; Gers, Schmidhuber & Cummins 2000, section 3]
void lstm_cell(const LstmCellInputs& inputs, std::span<float> h_next, std::span<float> c_next,
               CellExtents extents, const LstmLayout& layout = {});

/// How many numbers lstm_cell_gradient needs to work with.
std::size_t lstm_cell_gradient_workspace(CellExtents extents);

/// dL/d(inputs) from dL/dh' and dL/dc', both [batch, units]. What `workspace` held is lost.
void lstm_cell_gradient(const LstmCellInputs& inputs, std::span<const float> dh_next,
                        std::span<const float> dc_next, const LstmCellGradients& gradients,
                        std::span<double> workspace, CellExtents extents,
                        const LstmLayout& layout = {});

/// x [batch, inputs]; h [batch, units]; weight_ih [units, inputs]; weight_hh [units, units];
/// bias [units].
struct ElmanCellInputs {
  std::span<const float> x, h, weight_ih, weight_hh, bias;
};

struct ElmanCellGradients {
  std::span<float> dx, dh, dweight_ih, dweight_hh, dbias;
};

/// h' = phi(W_ih x + W_hh h + b), phi = tanh, or relu where `rectified`. [Elman 1990]
void elman_cell(const ElmanCellInputs& inputs, bool rectified, std::span<float> h_next,
                CellExtents extents);

/// dL/d(inputs) from dL/dh'; `workspace` holds batch units numbers.
void elman_cell_gradient(const ElmanCellInputs& inputs, bool rectified,
                         std::span<const float> dh_next, const ElmanCellGradients& gradients,
                         std::span<double> workspace, CellExtents extents);

/// Where the reset gate acts, and which of the blocks 0 and 1 is its own; the update gate has the
/// other one, the candidate block 2.
struct GruLayout {
  bool resets_before;
  std::size_t reset_block;
};

/// x [batch, inputs]; h [batch, units]; weight_ih [3 units, inputs]; weight_hh [3 units, units];
/// biases [3 units].
struct GruCellInputs {
  std::span<const float> x, h, weight_ih, weight_hh, bias_ih, bias_hh;
};

struct GruCellGradients {
  std::span<float> dx, dh, dweight_ih, dweight_hh, dbias_ih, dbias_hh;
};

/// How many numbers gru_cell and its gradient need to work with.
std::size_t gru_cell_workspace(CellExtents extents);

/// h' = (1 - z) n + z h. [Cho et al. 2014, eq. 5-8]
void gru_cell(const GruCellInputs& inputs, GruLayout layout, std::span<float> h_next,
              std::span<double> workspace, CellExtents extents);

/// dL/d(inputs) from dL/dh'.
void gru_cell_gradient(const GruCellInputs& inputs, GruLayout layout,
                       std::span<const float> dh_next, const GruCellGradients& gradients,
                       std::span<double> workspace, CellExtents extents);

}  // namespace assay::fast
