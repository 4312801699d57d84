// What the laws of optimizers are written with: one step of one element in 100 digits.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "properties/laws/expect.h"

namespace assay::optimizer_laws {

using Values = std::vector<WideReal>;

/// The updated values of one element: f(theta, gradient, state...).
Values step(const Operator& op, const Values& values, const Attributes& attributes);

Attributes with(Attributes attributes, const std::string& name, const AttributeValue& value);

/// A sentence about each element: its moderate inputs and the attributes drawn.
Identity at_each_element(
    const std::string& sentence,
    const std::function<void(const Operator&, const Values&, const Attributes&)>& check);

constexpr double sizes = 1e7;  // the scale of sums of the values above

/// A moment lies between its old value and the new term, at the share that its decay gives it.
Identity moment_is_an_average(const std::string& sentence, std::size_t input, std::size_t output,
                              const std::string& decay, bool squared);

/// From an empty state, a constant gradient gives the same step at every t.
Identity constant_gradient_gives_constant_steps(const std::string& epsilon_mode);

}  // namespace assay::optimizer_laws
