// What only the entropies promise.
#pragma once

#include <vector>

#include "properties/catalogue/operator.h"

namespace assay::entropy_laws {

std::vector<Identity> categorical_entropy_identities();
std::vector<Identity> categorical_cross_entropy_identities();
std::vector<Identity> bernoulli_entropy_identities();
std::vector<Identity> bernoulli_cross_entropy_identities();
std::vector<Identity> normal_entropy_identities();
std::vector<Identity> normal_cross_entropy_identities();
std::vector<Identity> multivariate_normal_entropy_identities();

}  // namespace assay::entropy_laws
