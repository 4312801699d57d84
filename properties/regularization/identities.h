// What only the regularizers promise.
#pragma once

#include <vector>

#include "properties/catalogue/operator.h"

namespace assay::regularization_laws {

std::vector<Identity> dropout_identities();
std::vector<Identity> l2_penalty_identities();
std::vector<Identity> l1_penalty_identities();
std::vector<Identity> elastic_net_identities();
std::vector<Identity> gaussian_noise_identities();
std::vector<Identity> fast_gradient_sign_identities();
std::vector<Identity> noise_ridge_identities();
std::vector<Identity> noise_ridge_minimiser_identities();
std::vector<Identity> noise_ridge_descent_identities();

}  // namespace assay::regularization_laws
