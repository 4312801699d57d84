// What identities are written with: values of an operator in 100 digits, and equality to many.
#pragma once

#include <string>

#include "properties/cases/case.h"
#include "properties/grading/grading.h"
#include "properties/laws/law.h"

namespace assay {

/// The outputs of the reference in 100 digits.
Bag<WideReal> evaluate(const Operator& op, const Bag<WideReal>& inputs,
                       const Attributes& attributes);

/// A unary pointwise operator at one point.
WideReal evaluate_at(const Operator& op, const WideReal& x, const Attributes& attributes);

/// Throws LawBroken unless |a - b| <= 10^-digits max(|a|, |b|, scale).
void expect_equal(const WideReal& a, const WideReal& b, const std::string& what,
                  const WideReal& scale = 0, int digits = 40);

/// The same, element by element.
void expect_equal(const Tensor<WideReal>& a, const Tensor<WideReal>& b, const std::string& what,
                  const WideReal& scale = 0, int digits = 40);

/// Throws LawBroken with the sentence unless `condition`.
void expect(bool condition, const std::string& what);

/// `value` kept within [-most, most], where a law needs moderate numbers.
double within(double value, double most);

}  // namespace assay
