// The tokens of the claim language. ASCII, Unicode and TeX spellings give the same tokens.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "properties/derivation/syntax/tree.h"

namespace assay::derivation {

struct Token {
  /// An `error` is what could not be read; its text says why.
  enum class Kind { number, name, symbol, newline, end, error };
  /// In TeX a function such as \log may stand without parentheses, a prime is never a transpose
  /// and x^{(t)} is never a power.
  enum class Origin : char { text, tex, tex_function };
  Kind kind = Kind::end;
  std::string text = {};
  Span span = {};
  bool space_before = false;
  Origin origin = Origin::text;

  bool is(std::string_view symbol) const {
    return kind != Kind::newline && kind != Kind::end && kind != Kind::error && text == symbol;
  }
};

/// Splits `text`, whose first character stands at `line` and `column` of its document. Comments
/// (from "--" to the end of the line) vanish. Ends with an `end` token. A character that means
/// nothing, or malformed UTF-8, makes an `error` of what is left of its line.
std::vector<Token> tokenize(std::string_view text, int line, int column);

}  // namespace assay::derivation
