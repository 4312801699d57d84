// What only the recurrent cells promise.
#pragma once

#include <vector>

#include "properties/catalogue/operator.h"

namespace assay::recurrent_laws {

std::vector<Identity> lstm_cell_identities();
std::vector<Identity> elman_cell_identities();
std::vector<Identity> gru_cell_identities();

}  // namespace assay::recurrent_laws
