// The inputs of a sweep, in the order of their bit patterns, and their chunks.
#pragma once

#include <vector>

#include "properties/sweep/piece.h"

namespace assay::sweep {

/// So many inputs are hashed, remembered and, by another program, answered together: 64 MiB of
/// float32.
inline constexpr std::uint64_t chunk_size = std::uint64_t{1} << 24;

struct Inputs {
  Format format = Format::binary32;
  std::vector<Block> runs = {};  ///< disjoint, in ascending order

  std::uint64_t size() const;
  std::uint64_t chunks() const { return (size() + chunk_size - 1) / chunk_size; }
  /// The patterns of the chunk's inputs, numbered through all runs.
  std::vector<Block> chunk(std::uint64_t index) const;
};

/// Every bit pattern: all numbers, both infinities, every NaN.
Inputs all_inputs(Format format);

/// The numbers from `low` to `high`, both included: the positive ones first, by their patterns.
/// Throws std::invalid_argument unless low <= high.
Inputs inputs_between(double low, double high, Format format);

}  // namespace assay::sweep
