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

std::vector<Identity> hard_tanh_identities();
std::vector<Identity> relu6_identities();
std::vector<Identity> hard_sigmoid_identities();
std::vector<Identity> hard_swish_identities();
std::vector<Identity> softshrink_identities();
std::vector<Identity> hardshrink_identities();
std::vector<Identity> heaviside_identities();
std::vector<Identity> elu_identities();
std::vector<Identity> selu_identities();
std::vector<Identity> celu_identities();
std::vector<Identity> softplus_beta_identities();
std::vector<Identity> log_sigmoid_identities();
std::vector<Identity> swish_identities();
std::vector<Identity> quick_gelu_identities();
std::vector<Identity> mish_identities();
std::vector<Identity> softsign_identities();
std::vector<Identity> tanhshrink_identities();
std::vector<Identity> parametric_relu_identities();
std::vector<Identity> glu_identities();

}  // namespace assay::activation
