// What a sweep counts: how far each result lies from the correctly rounded one.
#pragma once

#include <array>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "properties/sweep/truth.h"

namespace assay::sweep {

/// A result that is not the correctly rounded one.
struct Miss {
  std::uint64_t pattern = 0;  ///< of the input
  double x = 0, got = 0, wanted = 0;
  double ulps = 0;  ///< |got - exact| in ulps; infinite where one of both is a NaN
};

/// The misses among the inputs whose patterns share their first bits.
struct Bin {
  std::uint64_t misses = 0;
  double worst_ulps = 0;
};

struct Tally {
  /// distances[k] counts results 2^(k-1) < d <= 2^k floats away from the right one, d = 1 first.
  static constexpr std::size_t bins = 34;
  static constexpr std::size_t most_worst = 8;

  std::uint64_t inputs = 0;
  std::uint64_t right = 0;  ///< the bits of the truth; any NaN is one where a NaN is due
  std::array<std::uint64_t, bins> distances = {};
  std::uint64_t zero_signs = 0;                   ///< a zero of the other sign
  std::uint64_t nans = 0;                         ///< a NaN for a number or a number for a NaN
  std::uint64_t unproven = 0, sampled_zeros = 0;  ///< see Tile
  std::vector<Miss> worst = {};                   ///< the worst first
  std::map<std::uint64_t, Bin> plot = {};         ///< by plot_bin

  bool all_right() const { return right == inputs; }
  double worst_ulps() const { return worst.empty() ? 0 : worst.front().ulps; }
};

/// Which of the 4096 parts of a plot a pattern belongs to.
std::uint64_t plot_bin(std::uint64_t pattern, Format format);

/// Compares the results for a tile and counts them. Results of NaN become the quiet NaN.
void count(Tally& tally, const Tile& tile, std::span<float> got, Format format);

void merge(Tally& into, const Tally& part);

nlohmann::json to_json(const Tally& tally);
/// Throws nlohmann's exceptions on anything that to_json does not write.
Tally tally_from_json(const nlohmann::json& json);

}  // namespace assay::sweep
