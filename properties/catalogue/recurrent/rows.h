// The rows of recurrent networks, and how a row of a cell becomes one of a sequence.
#pragma once

#include "fast/recurrent/sequence.h"
#include "properties/catalogue/operator.h"

namespace assay {

Operator elman_cell_row();
Operator gru_cell_row();

/// The blocks of an lstm's gates by the attribute gate_order, such as "ifgo".
fast::LstmLayout lstm_layout(const Attributes& a);

/// Which cell a kernel of sequences runs, from the attributes.
using CellOf = fast::SequenceCell (*)(const Attributes&);

fast::SequenceCell simple_cell(const Attributes& a);
fast::SequenceCell gated_unit(const Attributes& a);
fast::SequenceCell long_short_term_memory(const Attributes& a);

/// The cell over t steps: x [t, n, d], the first states and the parameters to h of every step,
/// [t, n, k], and the other states of the last one; backward through time. The cell's inputs are x,
/// `states` states and parameters, its outputs the states.
Operator sequence_of(const Operator& cell, std::size_t states, CellOf cell_of);

/// A sequence read from both ends, each with parameters of its own: h of both, side by side,
/// [t, n, 2k], and the other last states of each.
Operator bidirectional_of(const Operator& sequence);

/// The parameters' gradient of a sequence of `states` states, cut every `length` steps: states pass
/// the cuts, gradients do not.
Operator truncated_gradient_of(const Operator& sequence, std::size_t states, CellOf cell_of);

}  // namespace assay
