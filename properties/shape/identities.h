// What only the shape rules promise.
#pragma once

#include <vector>

#include "properties/catalogue/operator.h"

namespace assay::shape_laws {

std::vector<Identity> convolution_output_size_identities();
std::vector<Identity> pool_output_size_identities();
std::vector<Identity> receptive_field_identities();
std::vector<Identity> parameter_count_identities();
std::vector<Identity> padded_output_size_identities();
std::vector<Identity> same_padding_identities();
std::vector<Identity> transposed_output_size_identities();
std::vector<Identity> convolution_parameter_count_identities();

}  // namespace assay::shape_laws
