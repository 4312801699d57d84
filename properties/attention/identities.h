// What only attention promises.
#pragma once

#include <vector>

#include "properties/catalogue/operator.h"

namespace assay::attention_laws {

std::vector<Identity> scaled_dot_product_attention_identities();

}  // namespace assay::attention_laws
