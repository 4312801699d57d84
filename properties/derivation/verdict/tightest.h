// Inequalities are tried where they leave the least room: what fails in a small region only is not
// met by chance.
#pragma once

#include <functional>

#include "properties/derivation/verdict/judge.h"

namespace assay::derivation {

/// True for an inequality, and for a premise with an inequality as its conclusion.
bool leaves_room(const Step& step);

/// From those of `bases` that leave the least room, downhill on the room one number at a time, the
/// declarations kept. Hands every place without room to `is_over`, until that says so; evaluates
/// at most `nodes` nodes.
void walk_to_the_tightest(const Step& step, const Judging& judging, const std::vector<Draw>& bases,
                          std::uint64_t nodes, const std::function<bool(const Draw&)>& is_over);

}  // namespace assay::derivation
