// A pointwise operator's fast twin on every n-th float32 there is, or on all of them.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "properties/catalogue/operator.h"

namespace assay {

/// One instruction set's results over the swept inputs.
struct SweepRow {
  std::string target;
  std::uint64_t inputs = 0;             ///< finite inputs swept
  std::uint64_t correctly_rounded = 0;  ///< bits equal to the proven or 50-digit rounding
  double worst_ulps = 0;                ///< against 50 digits
  double worst_input = 0;
  double worst_got = 0;
  double worst_wanted = 0;
};

/// Sweeps bit patterns 0, stride, 2 stride, ... on every supported target. The double reading of
/// the reference screens: it decides where it is farther than 1e-5 ulp from a rounding boundary,
/// and 50 digits decide the rest, and every row's worst error. `progress` is told the share done.
/// Throws std::invalid_argument for an operator that is not pointwise.
std::vector<SweepRow> sweep(const Operator& op, bool derivative, std::uint64_t stride,
                            const std::function<void(double)>& progress);

}  // namespace assay
