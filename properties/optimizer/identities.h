// What only the optimizers promise.
#pragma once

#include <vector>

#include "properties/catalogue/operator.h"

namespace assay::optimizer_laws {

std::vector<Identity> sgd_identities();
std::vector<Identity> sgd_dampened_identities();
std::vector<Identity> adagrad_identities();
std::vector<Identity> adadelta_identities();
std::vector<Identity> rmsprop_identities();
std::vector<Identity> adam_identities();
std::vector<Identity> adamw_identities();
std::vector<Identity> adamax_identities();
std::vector<Identity> nadam_identities();
std::vector<Identity> radam_identities();
/// Of every rule's trajectory.
std::vector<Identity> trajectory_identities();

}  // namespace assay::optimizer_laws
