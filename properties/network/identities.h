// What only the networks promise.
#pragma once

#include <vector>

#include "properties/catalogue/operator.h"

namespace assay::network_laws {

std::vector<Identity> perceptron_identities();
std::vector<Identity> residual_identities();
std::vector<Identity> ensemble_identities();
std::vector<Identity> training_identities();
std::vector<Identity> threshold_identities();

}  // namespace assay::network_laws
