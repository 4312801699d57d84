// The rows of recurrent cells of one state.
#pragma once

#include "properties/catalogue/operator.h"

namespace assay {

Operator elman_cell_row();
Operator gru_cell_row();

}  // namespace assay
