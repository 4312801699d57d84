// The value of an expression in an environment.
#pragma once

#include <functional>

#include "properties/derivation/evaluation/environment.h"

namespace assay::derivation {

/// Throws IllFormed (shapes), Undefined (no value here), Imprecise (more digits may help), AtKink,
/// OutOfBudget.
Value evaluate(const Tree& tree, const Environment& environment);
Number evaluate_scalar(const Tree& tree, const Environment& environment);
bool evaluate_truth(const Tree& tree, const Environment& environment);
long evaluate_integer(const Tree& tree, const Environment& environment);

/// The value of a definition, a term of a sequence, a call of a function of the document.
Value value_of_name(const Tree& name, const Environment& environment);
Value term_of_sequence(const Sequence& sequence, long index, Span where,
                       const Environment& environment);
Value call_function(const std::string& name, const std::vector<Value>& arguments,
                    const std::map<std::string, Tree>& named, Span where,
                    const Environment& environment);

/// Runs `body` in a frame for every value of the binders that meets the condition.
void for_each_binding(const std::vector<Tree>& binders, const Tree& condition, const Tree& body,
                      const Environment& environment,
                      const std::function<void(const Environment&)>& visit);

// Each in the file of its name, or of its kind: arithmetic.cc, logic.cc, names.cc.
Value evaluate_arithmetic(const Node& node, const Environment& environment);
Value evaluate_index(const Node& node, const Environment& environment);
Value evaluate_matrix(const Node& node, const Environment& environment);
bool evaluate_logic(const Node& node, const Environment& environment);
Value evaluate_indicator(const Node& node, const Environment& environment);
Value evaluate_cases(const Node& node, const Environment& environment);
Value evaluate_call(const Node& node, const Environment& environment);
Value evaluate_derivative(const Node& node, const Environment& environment);
Value evaluate_derived_call(const Node& node, const Environment& environment);
/// 1 for inf, -1 for -inf, 0 for what is finite.
int infinite_sign(const Node& node);
Value evaluate_limit(const Node& node, const Environment& environment);
/// The sum of `body` over all integers from `first` on. Throws Imprecise where it does not settle.
Value evaluate_series(const std::string& index, long first, const Tree& body,
                      const Environment& environment);
Value evaluate_expectation(const Node& node, const Environment& environment);
Value evaluate_integral(const Node& node, const Environment& environment);
Value evaluate_divergence(const Node& node, const Environment& environment);
Value evaluate_reduction(const Node& node, const Environment& environment);
Value evaluate_count(const Node& node, const Environment& environment);

/// The shape with the names of the sizes, where a size of the draw has just one name.
std::string named_shape(const Value& value, const Environment& environment);

}  // namespace assay::derivation
