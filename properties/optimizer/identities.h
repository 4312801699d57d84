// What only the optimizers promise.
#pragma once

#include <vector>

#include "properties/catalogue/operator.h"

namespace assay::optimizer_laws {

std::vector<Identity> sgd_identities();
std::vector<Identity> rmsprop_identities();
std::vector<Identity> adam_identities();
std::vector<Identity> adamw_identities();

}  // namespace assay::optimizer_laws
