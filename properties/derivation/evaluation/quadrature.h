// What the rules of quadrature share.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "properties/derivation/evaluation/distribution.h"

namespace assay::derivation {

using Point = std::vector<Number>;
using PointFunction = std::function<Value(const Point&)>;
using LineFunction = std::function<Value(const Number&)>;

Value plus(const Value& a, const Value& b);
Value minus(const Value& a, const Value& b);
Value scaled(const Value& value, const Number& factor);
/// True when every entry of a - b is zero to within 10^-digits of the entries, or of 2^floor.
bool agree(const Value& a, const Value& b, long digits, double floor = -30);

/// The average over normal laws of what is a polynomial of degree 13 or less, by Gauss-Hermite;
/// nothing where it is none.
std::optional<Value> polynomial_average(const std::vector<ScalarLaw>& laws, const PointFunction& f,
                                        Session& session);

/// The average over one law, by the double-exponential rule. Throws Imprecise.
Value line_average(const ScalarLaw& law, const LineFunction& f, Session& session);

}  // namespace assay::derivation
