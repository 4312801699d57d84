// What this machine can do at most on one thread, measured now.
#pragma once

#include <cstddef>

namespace assay::fast::bench {

/// Bytes read and written a second by memcpy between two buffers of `bytes` each: the best of many
/// copies.
double copy_bandwidth(std::size_t bytes);

/// Floating-point operations a second in float32, two for each multiply-add, on the widest vectors
/// that the compiler of this machine knows.
double peak_flops();

}  // namespace assay::fast::bench
