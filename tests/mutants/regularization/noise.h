// The part of the regularizers' slips that is about noise.
#pragma once

#include "tests/mutants/mutants.h"

namespace assay {

std::vector<Mutant> noise_mutants();

}  // namespace assay
