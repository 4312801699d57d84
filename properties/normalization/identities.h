// What only the normalizations promise.
#pragma once

#include <vector>

#include "properties/catalogue/operator.h"

namespace assay::normalization_laws {

std::vector<Identity> batch_norm_identities();
std::vector<Identity> batch_norm_inference_identities();
std::vector<Identity> running_statistics_identities();
std::vector<Identity> layer_norm_identities();

}  // namespace assay::normalization_laws
