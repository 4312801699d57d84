// What identities of a function of one number are written with.
#pragma once

#include <functional>
#include <string>

#include "properties/laws/expect.h"

namespace assay::activation {

/// f as drawn: its attributes bound, one argument left.
using Unary = std::function<WideReal(const WideReal&)>;

/// One side of an equation about f at x.
using Side = std::function<WideReal(const Unary& f, const WideReal& x, const Attributes&)>;

/// A sentence about f at each drawn x, moderate enough for the exponentials on both sides.
Identity everywhere(
    const std::string& sentence,
    const std::function<void(const Unary&, const WideReal&, const Attributes&)>& check);

/// The sentence that two sides are equal, to 40 digits of the larger one or of 1.
Identity equation(const std::string& sentence, const Side& left, const Side& right);

/// f(x) - f(-x) = x, which x g(x) satisfies whenever g(x) + g(-x) = 1.
Identity reflects_to_the_identity();
Identity is_odd();

/// f'(x) by central differences, to 45 digits.
WideReal difference(const Unary& f, const WideReal& x);

/// An attribute in 100 digits.
WideReal attribute(const Attributes& attributes, const std::string& name);

}  // namespace assay::activation
