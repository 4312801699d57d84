// What only choosing by scores promises.
#pragma once

#include <vector>

#include "properties/catalogue/operator.h"

namespace assay::decoding_laws {

std::vector<Identity> greedy_decoding_identities();
std::vector<Identity> beam_search_identities();
std::vector<Identity> most_likely_sequence_identities();
std::vector<Identity> epsilon_greedy_identities();

}  // namespace assay::decoding_laws
