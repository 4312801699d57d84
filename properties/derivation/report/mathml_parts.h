// What the files that write MathML share; only they include it.
#pragma once

#include "properties/derivation/report/mathml.h"

namespace assay::derivation {

/// How tightly an expression holds together: brackets go around what is looser than its place asks.
enum Level { logic_level, relation_level, sum_level, product_level, factor_level, postfix_level };
int level_of(const Tree& tree);

/// The expression for a place of this level: several elements side by side.
std::string show(const Tree& tree, int level);
/// One element that holds it.
std::string whole(const Tree& tree);
std::string row(const std::string& content);
/// In brackets that grow with what is taller than a line.
std::string fenced(const std::string& open, const std::string& content, const std::string& close);
/// The expressions from the given one on, with commas.
std::string list(const std::vector<Tree>& kids, std::size_t from = 0);

/// A name, or an entry of it.
bool is_simple(const Tree& tree);
/// A negative factor in front needs no brackets: -a b.
bool begins_with_minus(const Tree& tree);
/// An operator that takes in everything to its right, or a product that ends in one.
bool ends_open(const Tree& tree);

/// Sums, expectations, integrals, limits, derivatives, divergences.
std::string mathml_binding(const Node& node);
/// A set that a binder names as a call: "R" with sizes, "power_set", "SPD".
bool is_set_call(const Node& node);
std::string mathml_set(const Node& node);
/// The set's sign with the sizes of its elements raised.
std::string with_sizes(const std::string& set, const std::vector<Tree>& sizes);

}  // namespace assay::derivation
