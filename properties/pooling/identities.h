// What only pooling promises.
#pragma once

#include <vector>

#include "properties/catalogue/operator.h"

namespace assay::pooling_laws {

std::vector<Identity> max_pool2d_identities();
std::vector<Identity> average_pool2d_identities();

}  // namespace assay::pooling_laws
