// TeX source as TeX sees it: characters, control sequences, groups; and the expansion of macros.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "properties/derivation/syntax/tree.h"

namespace assay::derivation {

struct TexToken {
  enum class Kind { letter, digit, sign, command, open, close, parameter, statement };
  Kind kind = Kind::sign;
  /// The character; of a command its name without the backslash ("begin{align}" and "end{align}"
  /// are one command each); of a statement what stands behind "% assay:".
  std::string text = {};
  Span span = {};
  bool space_before = false;

  bool is(Kind wanted, std::string_view spelling) const {
    return kind == wanted && text == spelling;
  }
  bool is_sign(std::string_view spelling) const { return is(Kind::sign, spelling); }
  bool is_command(std::string_view spelling) const { return is(Kind::command, spelling); }
};

struct TexMacro {
  std::size_t parameters = 0;
  bool has_default = false;    ///< the first parameter may be left out
  bool may_have_star = false;  ///< as those of \DeclarePairedDelimiter
  std::vector<TexToken> default_value = {};
  std::vector<TexToken> body = {};
};
using TexMacros = std::map<std::string, TexMacro, std::less<>>;

/// Splits TeX whose first character stands at `line` and `column`. Comments vanish, except those
/// that begin with "assay:". Throws IllFormed on malformed UTF-8, on control characters and on
/// more than 40,000 tokens.
std::vector<TexToken> tex_tokens(std::string_view source, int line, int column);

/// Replaces the document's own macros. What an expansion puts in stands where the macro stands;
/// arguments keep their place. Throws IllFormed when arguments are missing and when the
/// expansions put in more than 20,000 tokens.
std::vector<TexToken> tex_expanded(const std::vector<TexToken>& tokens, const TexMacros& macros);

/// The place behind the bytes of `text`, of which the first stands at `place`.
Span tex_place_after(std::string_view text, Span place);

/// What a comment says behind "% assay:", or a null view for any other comment. `comment` begins
/// with the percent sign and ends with its line.
std::string_view tex_statement(std::string_view comment);

}  // namespace assay::derivation
