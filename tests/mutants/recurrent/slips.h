// The tables of the recurrent family, file by file.
#pragma once

#include <vector>

#include "tests/mutants/mutants.h"

namespace assay {

/// Of the cells of one state.
std::vector<Mutant> cell_mutants();

/// Of all sequences.
std::vector<Mutant> sequence_mutants();

}  // namespace assay
