// What the fast twins really do: the distribution of grades over drawn cases, on each target.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "properties/laws/law.h"

namespace assay {

/// The grades of all elements that one target computed, and the worst of them.
struct Measured {
  std::string target;
  bool gradient = false;
  std::array<std::int64_t, all_grades.size()> count = {};
  Grade worst = Grade::exact;
  double worst_ulps = 0;           ///< at that element
  std::string worst_element = {};  ///< "y[3]: wanted ..., got ..."
  std::string worst_case = {};     ///< its case, exactly
};

/// "5123 exact, 40 faithful".
std::string grade_counts(const Measured& row);

/// Values and gradients of `cases` drawn cases, a row for each target. `progress` is told the share
/// done.
std::vector<Measured> measure(const Operator& op, int cases, std::uint64_t seed,
                              const std::function<void(double)>& progress = {});

}  // namespace assay
