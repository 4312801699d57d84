// Both sides of a step on a line through a counterexample, for a plot.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "properties/derivation/verdict/judge.h"

namespace assay::derivation {

/// The values of the sides where the varied input is `x`; none where a side is undefined, the
/// point lies outside the input's domain or a condition forbids it.
struct TracePoint {
  double x = 0;
  std::optional<double> left = {};
  std::optional<double> right = {};
};

struct Trace {
  std::string input;           ///< what varies, such as "w" or "W[1,2]"
  std::string gives_way = {};  ///< what changes with it where entries must sum to one
  std::string entry = {};  ///< which entry of the sides is shown, such as "[2,1]"; empty of scalars
  bool discrete = false;   ///< the input takes only the values of `points`
  std::vector<TracePoint> points;
  TracePoint at;  ///< the counterexample
};

/// Varies one scalar, or one entry of a tensor, and leaves the other inputs as they are;
/// scalars before entries. The same for the same counterexample. nullopt where no input can vary
/// alone, no side changes, or evaluating takes too much work.
std::optional<Trace> trace(const Step& step, const Scope& scope, const Counterexample& example);

}  // namespace assay::derivation
