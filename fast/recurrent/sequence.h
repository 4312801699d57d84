// Recurrent networks over sequences, forward and backward through time.
//
// Inputs and results are float32; states, and gradients on their way back, stay in float64 between
// the steps, since an error of a state meets the same weights again. NaN follows arithmetic. A
// wrong span size aborts with the operator's name. Nothing is allocated.
#pragma once

#include <cstddef>
#include <span>

#include "fast/recurrent/recurrent.h"

namespace assay::fast {

enum class CellKind { tanh, relu, gru, lstm };

struct SequenceCell {
  CellKind kind;
  GruLayout layout = {false, 0};  ///< of a gru
  LstmLayout gates = {};          ///< of an lstm
};

struct SequenceExtents {
  std::size_t steps;
  CellExtents cell;
};

/// x [steps, batch, inputs]; h, c [batch, units], c of an lstm only; weights and biases as the
/// cell's, bias_hh of a gru only.
struct SequenceInputs {
  std::span<const float> x, h, c, weight_ih, weight_hh, bias, bias_hh;
};

struct SequenceGradients {
  std::span<float> dx, dh, dc, dweight_ih, dweight_hh, dbias, dbias_hh;
};

/// How many numbers a sequence and its gradient need to work with.
std::size_t sequence_workspace(const SequenceCell& cell, const SequenceExtents& extents);

/// h of every step, [steps, batch, units], and c of the last one, [batch, units], of an lstm.
void sequence(const SequenceCell& cell, const SequenceInputs& inputs, std::span<float> h_path,
              std::span<float> c_last, std::span<double> workspace, const SequenceExtents& extents);

/// dL/d(inputs) from dL/dh of every step and dL/dc of the last. Where gradients are cut every
/// `length` steps, states pass the cuts and gradients do not.
void sequence_gradient(const SequenceCell& cell, const SequenceInputs& inputs,
                       std::span<const float> dh_path, std::span<const float> dc_last,
                       const SequenceGradients& gradients, std::size_t length,
                       std::span<double> workspace, const SequenceExtents& extents);

}  // namespace assay::fast
