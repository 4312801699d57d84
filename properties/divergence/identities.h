// What only the divergences promise.
#pragma once

#include <vector>

#include "properties/catalogue/operator.h"

namespace assay::divergence_laws {

std::vector<Identity> kl_normal_standard_identities();
std::vector<Identity> kl_normal_normal_identities();
std::vector<Identity> kl_bernoulli_identities();
std::vector<Identity> kl_categorical_identities();
std::vector<Identity> jensen_shannon_identities();
std::vector<Identity> jeffreys_identities();
std::vector<Identity> kl_multivariate_normal_identities();
std::vector<Identity> normal_fit_identities();

}  // namespace assay::divergence_laws
