// How one draw answers a step that was mended or restricted.
#pragma once

#include "properties/derivation/verdict/judge.h"

namespace assay::derivation {

enum class Answer { yes, no, undefined, unknown };

/// What cannot be evaluated at all is no agreement.
Answer agrees(const Step& step, const Draw& draw, Comparison& comparison);

/// Agreement of nothing with nothing says little.
bool is_telling(const Outcome& outcome);

/// `count` draws, from number `first` on.
std::vector<Draw> fresh_draws(Drawer& drawer, const Judging& judging, std::size_t first,
                              std::size_t count);

}  // namespace assay::derivation
