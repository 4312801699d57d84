// What a sweep found, for people.
#pragma once

#include "properties/sweep/sweep.h"

namespace assay::sweep {

struct Swept {
  std::string function;    ///< "activation/silu'"
  std::string attributes;  ///< "alpha=1 beta=2"
  std::string format;
  Grade promise = Grade::exact;
  std::uint64_t inputs = 0;
  std::vector<Outcome> outcomes = {};
  std::vector<Special> specials = {};
  double seconds = 0;
};

/// "4294967290 correctly rounded (99.9999999 %), 6 next to it".
std::string summary(const Tally& tally);

/// "1", "2", "up to 4", "up to 8": the distances that the k-th bin counts.
std::string distance_text(std::size_t k);

/// One self-contained page: for each subject the distances, the error against the input, the worst
/// results; the special values; the digests and the line that confirms them.
std::string page(const Swept& swept, Format format);

}  // namespace assay::sweep
