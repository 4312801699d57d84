// The minimum of the room that an inequality leaves, found to so many digits that they tell whether
// its sides meet there: sin(x) < 1 fails at pi/2 and at no number that is drawn.
#pragma once

#include "properties/derivation/verdict/tightest.h"

namespace assay::derivation {

/// From a draw close to a minimum of the room, by Newton's method on differences, the room squared
/// where it has a kink. Hands what it meets without room to `is_over`, and a minimum inside the
/// domain where the sides of a strict inequality agree to 75 digits or more. Returns what that says
/// last.
bool visit_the_minimum(const Step& step, const Judging& judging, const Draw& from,
                       const AtTightest& is_over);

}  // namespace assay::derivation
