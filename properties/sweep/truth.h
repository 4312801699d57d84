// The correctly rounded results over a stretch of bit patterns.
#pragma once

#include <span>

#include "properties/sweep/piece.h"

namespace assay::sweep {

/// Consecutive inputs and what is true of them. Formats narrower than float32 are floats as well.
struct Tile {
  std::uint64_t first = 0;  ///< the pattern of x[0]
  std::span<const float> x;
  std::span<const float> truth;   ///< NaN is the quiet one
  std::span<const double> value;  ///< the exact results to 40 bits; the truth where it is constant
  std::uint64_t unproven = 0;     ///< how many no precision settled: their truth is a best guess
  std::uint64_t sampled_zeros = 0;  ///< zeros whose sign is that of neighbours
};

inline constexpr std::size_t tile_size = 8192;

/// Walks the patterns in order, in tiles of at most tile_size. `format` is float32 or narrower.
void walk(const SweptFunction& f, Format format, Block within,
          const std::function<void(const Tile&)>& use);

/// The pattern's number. Quicker than from_bits for float32.
float number_of(std::uint64_t pattern, Format format);

}  // namespace assay::sweep
