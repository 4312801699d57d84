// The parts of the convolutions' slips: volumes; transposes and filters.
#pragma once

#include "tests/mutants/mutants.h"

namespace assay {

std::vector<Mutant> conv3d_mutants();
std::vector<Mutant> transposed_convolution_mutants();

}  // namespace assay
