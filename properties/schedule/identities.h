// What only the learning-rate schedules promise.
#pragma once

#include <vector>

#include "properties/catalogue/operator.h"

namespace assay::schedule_laws {

std::vector<Identity> step_decay_identities();
std::vector<Identity> exponential_decay_identities();
std::vector<Identity> multistep_decay_identities();
std::vector<Identity> polynomial_decay_identities();
std::vector<Identity> cosine_decay_identities();
std::vector<Identity> linear_warmup_identities();
std::vector<Identity> inverse_time_decay_identities();
std::vector<Identity> robbins_monro_identities();
std::vector<Identity> transformer_warmup_identities();
std::vector<Identity> epsilon_decay_identities();

}  // namespace assay::schedule_laws
