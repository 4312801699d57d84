// The tokens of the claim language. ASCII and Unicode spellings give the same tokens.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "properties/derivation/syntax/tree.h"

namespace assay::derivation {

struct Token {
  enum class Kind { number, name, symbol, newline, end };
  Kind kind = Kind::end;
  std::string text = {};
  Span span = {};
  bool space_before = false;

  bool is(std::string_view symbol) const {
    return kind != Kind::newline && kind != Kind::end && text == symbol;
  }
};

/// Splits `text`, whose first character stands at `line` and `column` of its document. Comments
/// (from "--" to the end of the line) vanish. Ends with an `end` token.
/// Throws IllFormed at a character that means nothing and on malformed UTF-8.
std::vector<Token> tokenize(std::string_view text, int line, int column);

}  // namespace assay::derivation
