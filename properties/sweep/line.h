// Functions that all but are straight lines: x sigmoid(x) on tiny numbers, x - tanh(x) on large
// ones.
#pragma once

#include "properties/sweep/piece.h"

namespace assay::sweep {

/// Makes `piece` a line if f(x) = a x + b + d on the block, where a x + b is exact in double and d
/// is too small to move its rounding, except from a tie: then the sign of d must be known. `x`,
/// `middle` and `everywhere` are the variable and f at the block's middle, and f on all of it.
bool settle_line(Piece& piece, const SweptFunction& f, Format format, const Grid& grid,
                 const Series& x, const Series& middle, const Series& everywhere);

}  // namespace assay::sweep
