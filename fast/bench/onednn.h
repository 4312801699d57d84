#pragma once

#include "fast/bench/peers.h"

namespace assay::fast::bench {

std::vector<Peer> onednn_peers();

}  // namespace assay::fast::bench
