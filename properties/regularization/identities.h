// What only the regularizers promise.
#pragma once

#include <vector>

#include "properties/catalogue/operator.h"

namespace assay::regularization_laws {

std::vector<Identity> dropout_identities();
std::vector<Identity> l2_penalty_identities();
std::vector<Identity> l1_penalty_identities();
std::vector<Identity> elastic_net_identities();

}  // namespace assay::regularization_laws
