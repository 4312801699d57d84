// The parts of the family.
#pragma once

#include <vector>

#include "properties/catalogue/operator.h"

namespace assay::latent {

/// The nearest code of a codebook.
std::vector<Operator> codebook_rows();

}  // namespace assay::latent
