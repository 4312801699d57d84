// A plot as inline SVG, drawn with the page's own colours.
#pragma once

#include <string>

#include "properties/derivation/verdict/trace.h"

namespace assay::derivation {

/// Both sides over the varied input: the left one a line, the right one dashes, dots where the
/// input is discrete, gaps where a side is undefined, marks at the counterexample. What reaches
/// far beyond the rest is cut off. `name` says in words what is shown.
std::string plot(const Trace& trace, const std::string& name);

}  // namespace assay::derivation
