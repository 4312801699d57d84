// What a report shows of a step that is wrong.
#pragma once

#include "properties/derivation/verdict/judge.h"

namespace assay::derivation {

/// One side has a value and the other has none.
bool is_one_sided(Outcome::Kind kind);

/// The verdict, the smallest counterexample that is found in the time left, and its diagnosis.
void refute(const Step& step, const Draw& at, const Outcome& outcome, Drawer& drawer,
            const Judging& judging, Link& link);

}  // namespace assay::derivation
