// What only the linear maps promise.
#pragma once

#include <vector>

#include "properties/catalogue/operator.h"

namespace assay::linear_laws {

std::vector<Identity> linear_identities();
std::vector<Identity> geometric_identities();  ///< part of linear_identities
std::vector<Identity> embedding_identities();

}  // namespace assay::linear_laws
