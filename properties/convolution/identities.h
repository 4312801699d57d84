// What only convolutions promise.
#pragma once

#include <vector>

#include "properties/catalogue/operator.h"

namespace assay::convolution_laws {

std::vector<Identity> conv1d_identities();
std::vector<Identity> conv2d_identities();
std::vector<Identity> conv3d_identities();
std::vector<Identity> conv_transpose1d_identities();
std::vector<Identity> conv_transpose2d_identities();
std::vector<Identity> fir_boxcar_response_identities();

}  // namespace assay::convolution_laws
