// What only the softmax family promises.
#pragma once

#include <vector>

#include "properties/catalogue/operator.h"

namespace assay::softmax_laws {

std::vector<Identity> logsumexp_identities();
std::vector<Identity> softmax_identities();
std::vector<Identity> log_softmax_identities();
std::vector<Identity> softargmax_weighted_sum_identities();

}  // namespace assay::softmax_laws
