// What only the scales of initial weights promise.
#pragma once

#include <vector>

#include "properties/catalogue/operator.h"

namespace assay::initialization_laws {

std::vector<Identity> lecun_identities();
std::vector<Identity> glorot_identities();
std::vector<Identity> he_identities();

}  // namespace assay::initialization_laws
