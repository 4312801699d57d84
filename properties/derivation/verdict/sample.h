// One value of a domain.
#pragma once

#include "properties/cases/random.h"
#include "properties/derivation/verdict/draw.h"

namespace assay::derivation {

/// A value of a range or a set: the ends and small ones are as likely as all others together.
Number finite_scalar(const Domain& domain, RandomSource& random, const Environment& e);

/// A positive number, or one of either sign.
Number draw_positive(Style style, RandomSource& random);
Number draw_real(Style style, RandomSource& random);

/// A matrix or vector of a structure: positive definite, orthogonal, on the simplex, ...
/// Throws Undefined for a size that is not drawn.
Value draw_structure(const Domain& domain, Style style, RandomSource& random,
                     const Environment& e);

Value sample(const Domain& domain, Style style, RandomSource& random, const Environment& e);

/// The shape that the domain's dimensions give. Throws Undefined and OutOfBudget.
Shape dims_of(const Domain& domain, const Environment& e);

/// A real number outside an interval or a range. Throws IllFormed for domains that have no outside.
Value outside_value(const Domain& domain, RandomSource& random, const Environment& e);

/// Every value of a finite domain, at most `limit` of them.
std::vector<Value> all_values(const Domain& domain, std::size_t limit, const Environment& e);

}  // namespace assay::derivation
