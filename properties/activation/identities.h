// What only the activations promise.
#pragma once

#include <vector>

#include "properties/catalogue/operator.h"

namespace assay::activation {

std::vector<Identity> identity_identities();
std::vector<Identity> relu_identities();
std::vector<Identity> scaled_relu_identities();
std::vector<Identity> leaky_relu_identities();
std::vector<Identity> sigmoid_identities();
std::vector<Identity> tanh_identities();
std::vector<Identity> softplus_identities();
std::vector<Identity> gelu_erf_identities();
std::vector<Identity> gelu_tanh_identities();
std::vector<Identity> silu_identities();

}  // namespace assay::activation
