// What a sequence does in the long run where its steps follow a linear recurrence.
#pragma once

#include "properties/derivation/evaluation/evaluate.h"

namespace assay::derivation {

/// Far steps of every entry follow d_{t+2} = a d_{t+1} + b d_t with the same a and b at two places.
struct Trend {
  bool converges;
  Value limit;       ///< where it converges: the sum of all steps that are to come
  double closeness;  ///< log2 of how well the two places agree on that
};

/// None where the steps are not those of a linear recurrence of first or second order, or grow and
/// are so only nearly: what grows for now may yet be bounded.
std::optional<Trend> trend_of(const Sequence& sequence, const Environment& e);

}  // namespace assay::derivation
