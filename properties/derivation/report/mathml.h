// Formulas for browsers: presentation MathML (MathML Core) from the syntax tree, a Unicode sign
// for each Greek letter, set and operator.
#pragma once

#include <string>
#include <vector>

#include "properties/derivation/syntax/statement.h"

namespace assay::derivation {

/// A <math> element around MathML; with `large` fractions and sums as in a displayed formula.
std::string math(const std::string& content, bool large);

/// MathML without the <math> around it.
std::string mathml(const Tree& tree);
/// A name with its Greek letter, accent, subscript and star: "theta_1", "yhat", "W_1^(2)", "w*".
std::string mathml_name(const std::string& name);
/// The same with indices behind its subscript and one element behind its superscript.
std::string mathml_name(const std::string& name, const std::string& index,
                        const std::string& raised);
/// A name where only text can stand, with its Greek letter: "θ_1[2]".
std::string name_in_text(const std::string& name);
/// A value as the reports spell it: "-1/2", "(1, 0)", "[[1, 0], [0, 1]]"; any other text as text.
std::string mathml_value(const std::string& text);
/// A number as `Number::to_string` spells it.
std::string mathml_number(const std::string& text);

/// What a block declares: "x, y in R^n", "h = W x + b". Empty for a claim.
std::string mathml_declaration(const Statement& statement);
/// The domain or law of a name, with the sign before it.
std::string mathml_domain(const Given& given);
/// The statement of a claim with its "for ..." and "iff ...", in pieces between which a line may
/// break: before the relation signs of a chain.
std::vector<std::string> mathml_claim(const Claim& claim);

/// A matrix of <mtr> rows. The page draws its brackets: few fonts have them in every height.
std::string mathml_matrix(const std::string& rows);
/// <mo> with what "<=", "->" and the like look like.
std::string mathml_sign(const std::string& ascii);

}  // namespace assay::derivation
