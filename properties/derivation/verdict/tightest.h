// Inequalities are tried where they leave the least room: what fails in a small region only is not
// met by chance.
#pragma once

#include <functional>

#include "properties/derivation/verdict/judge.h"

namespace assay::derivation {

/// True for an inequality, for "!=", and for a premise with one of them as its conclusion.
bool leaves_room(const Step& step);

/// What is told of a tight place: true when that ends the search. `meeting` is set where the sides
/// of a strict inequality become equal at a point that no draw hits, such as x = sqrt(2).
using AtTightest = std::function<bool(const Draw& draw, const std::optional<Outcome>& meeting)>;

/// From those of `bases` that leave the least room, downhill on the room one number at a time, the
/// declarations kept, and from there to the minimum itself. Hands every place without room to
/// `is_over`, until that says so; evaluates at most `nodes` nodes.
void walk_to_the_tightest(const Step& step, const Judging& judging, const std::vector<Draw>& bases,
                          std::uint64_t nodes, const AtTightest& is_over);

}  // namespace assay::derivation
