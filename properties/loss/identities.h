// What only the losses promise.
#pragma once

#include <vector>

#include "properties/catalogue/operator.h"

namespace assay::loss_laws {

std::vector<Identity> mean_squared_error_identities();
std::vector<Identity> binary_cross_entropy_identities();
std::vector<Identity> binary_cross_entropy_with_logits_identities();
std::vector<Identity> softmax_cross_entropy_identities();

}  // namespace assay::loss_laws
