// What the commands that grade answers share: the named mistakes, and how a grade is printed.
#pragma once

#include <vector>

#include "fixtures/cases/mistakes.h"

namespace assay {
struct ComparedTensor;
}

namespace assay::cli {

/// The planted mistakes that this program knows; none where it was built without its tests.
std::vector<Mistake> named_mistakes();

/// One line; what failed, or all with `explain`, unfolded below it.
void print_graded(const ComparedTensor& row, bool explain);

}  // namespace assay::cli
