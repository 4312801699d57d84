// The text of a block: where its statements begin, which lines continue, what a report quotes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "properties/derivation/syntax/token.h"

namespace assay::derivation {

bool is_keyword(const Token& token);

/// Joins lines that continue each other: inside brackets, after and before an operator.
std::vector<Token> without_soft_breaks(const std::vector<Token>& tokens);

/// The text between two places, on one line.
std::string excerpt(const std::vector<std::string_view>& lines, int first_line, const Span& from,
                    const Token& last);

/// The same of TeX, from the first character of the one to the last of the other, without
/// comments and what ends a line or a display.
std::string tex_excerpt(const std::vector<std::string_view>& lines, int first_line,
                        const Span& from, const Span& to);

}  // namespace assay::derivation
