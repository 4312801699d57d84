// Sizes of values as powers of two: balls have no underflow, so that these have none either.
#pragma once

#include "properties/derivation/evaluation/value.h"

namespace assay::derivation {

/// log2 of the largest entry, and of the widest enclosure; -inf of zeros and of exact entries.
double log2_largest(const Value& value);
double log2_radius(const Value& value);

}  // namespace assay::derivation
