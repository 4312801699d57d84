// What only discrete latent variables promise.
#pragma once

#include <vector>

#include "properties/catalogue/operator.h"

namespace assay::latent_laws {

std::vector<Identity> gumbel_softmax_identities();
std::vector<Identity> gumbel_max_identities();
std::vector<Identity> straight_through_gradient_identities();
std::vector<Identity> vector_quantization_identities();
std::vector<Identity> vector_quantization_gradient_identities();

}  // namespace assay::latent_laws
