// What only the recurrent cells promise.
#pragma once

#include <vector>

#include "properties/catalogue/operator.h"

namespace assay::recurrent_laws {

std::vector<Identity> lstm_cell_identities();
std::vector<Identity> elman_cell_identities();
std::vector<Identity> gru_cell_identities();
/// Of every cell's sequence.
std::vector<Identity> sequence_identities();
std::vector<Identity> bidirectional_identities();
std::vector<Identity> truncated_gradient_identities();

}  // namespace assay::recurrent_laws
