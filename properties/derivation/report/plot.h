// A plot as inline SVG, drawn with the page's own colours.
#pragma once

#include <string>

#include "properties/derivation/verdict/trace.h"

namespace assay::derivation {

/// Both sides over the varied input: the left one a line, the right one dashes, dots where the
/// input is discrete, gaps where a side is undefined, marks at the counterexample. What reaches
/// far beyond the rest is cut off. `name` says in words what is shown.
std::string plot(const Trace& trace, const std::string& name);

/// Round numbers from low to high, about `count` of them, as they are written at an axis.
std::vector<std::pair<double, std::string>> ticks(double low, double high, int count);

}  // namespace assay::derivation
