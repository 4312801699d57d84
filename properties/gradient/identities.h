// What only the rules for gradients promise.
#pragma once

#include <vector>

#include "properties/catalogue/operator.h"

namespace assay::gradient_laws {

std::vector<Identity> clip_by_value_identities();
std::vector<Identity> clip_by_norm_identities();
std::vector<Identity> clip_by_global_norm_identities();
std::vector<Identity> average_over_workers_identities();

}  // namespace assay::gradient_laws
