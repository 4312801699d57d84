// Drawing cases from a card: sizes around the vector lengths, and elements of many styles.
#pragma once

#include <optional>

#include "properties/cases/case.h"
#include "properties/cases/random.h"

namespace assay {

/// A case whose sizes grow with `size` (0 .. 100). Deterministic in `seed`.
Case draw_case(const Card& card, std::uint64_t seed, int size);

/// A case with the sizes and attributes given (sizes not given are drawn).
Case draw_case(const Card& card, std::uint64_t seed, int size, const Sizes& fixed_sizes,
               const std::optional<Attributes>& fixed_attributes);

/// `count` elements of the domain, representable in the card's format; `row` is the extent of the
/// last axis, along which a simplex is normalised.
std::vector<double> draw_elements(const Card& card, const Domain& domain, std::int64_t count,
                                  std::int64_t row, const Sizes& sizes, RandomSource& random);

/// `count` elements within spread/2 of the domain's natural centre.
std::vector<double> draw_near_centre(const Card& card, const Domain& domain, std::int64_t count,
                                     double spread, RandomSource& random);

/// Simpler cases that are close to this one, simplest first: smaller sizes, default attributes,
/// elements nearer to 0 and 1 or with fewer digits. Each lies in the card's domain.
std::vector<Case> simpler_cases(const Card& card, const Case& drawn);

}  // namespace assay
