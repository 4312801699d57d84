// Google Benchmark, told by code and read by code.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace assay::bench {

struct Effort {
  int repetitions = 5;
  double min_seconds = 0.02;  ///< of one repetition
};

/// The median seconds of processor time that one call of each takes. The repetitions of all calls
/// are interleaved at random, so that what else the machine does falls on all alike.
std::vector<double> median_seconds(const std::vector<std::function<void()>>& calls,
                                   const Effort& effort);

}  // namespace assay::bench
