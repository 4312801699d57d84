// One step of a long short-term memory on float32 memory, with its gradient.
//
// Pre-activations, gates and states run in float64; results are rounded once. An example's result
// does not depend on other examples. NaN and infinities follow IEEE arithmetic. A wrong span size
// aborts with the operator's name. Outputs may not overlap inputs. Nothing is allocated.
#pragma once

#include <cstddef>
#include <span>

namespace assay::fast {

struct LstmCellExtents {
  std::size_t batch;
  std::size_t inputs;  // features of x
  std::size_t units;   // features of h and c
};

/// x [batch, inputs]; h, c [batch, units]; weight_ih [4 units, inputs];
/// weight_hh [4 units, units]; bias [4 units], one for both products. The rows of weights and bias
/// are four blocks: input gate, forget gate, candidate, output gate.
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
               LstmCellExtents extents);

/// How many numbers lstm_cell_gradient needs to work with.
std::size_t lstm_cell_gradient_workspace(LstmCellExtents extents);

/// dL/d(inputs) from dL/dh' and dL/dc', both [batch, units]. What `workspace` held is lost.
void lstm_cell_gradient(const LstmCellInputs& inputs, std::span<const float> dh_next,
                        std::span<const float> dc_next, const LstmCellGradients& gradients,
                        std::span<double> workspace, LstmCellExtents extents);

}  // namespace assay::fast
