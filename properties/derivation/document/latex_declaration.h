// What \given{...} and \where{...} say, in the statements of the claim language.
#pragma once

#include <string>
#include <vector>

#include "properties/derivation/syntax/token.h"

namespace assay::derivation {

/// In "given", "sigma > 0" declares a positive number, and "0 < p < 1" one in the interval. In
/// "where", what begins like a definition is one, whatever had the name before; "m_0 = a, m_t = ...
/// m_{t-1} ..." is a sequence, and anything else a condition.
std::vector<Token> latex_declaration(const std::string& keyword, std::vector<Token> tokens,
                                     Span place);

}  // namespace assay::derivation
