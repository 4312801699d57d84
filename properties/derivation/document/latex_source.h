// Walking through the source of a LaTeX document: arguments, environments, definitions of macros.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "properties/derivation/syntax/tex.h"

namespace assay::derivation {

struct TexPiece {
  std::string_view text;
  Span place;
};

class TexSource {
 public:
  /// Throws IllFormed on malformed UTF-8.
  explicit TexSource(std::string_view text);

  bool at_end() const { return at_ >= text_.size(); }
  char peek() const { return text_[at_]; }
  bool ahead(std::string_view text) const { return text_.substr(at_, text.size()) == text; }
  std::size_t position() const { return at_; }
  Span place() const { return place_; }
  std::string_view slice(std::size_t from, std::size_t to) const {
    return text_.substr(from, to - from);
  }
  /// From the beginning of the line of `from` to here.
  std::string_view lines(std::size_t from) const;
  /// True when the line after this one is blank.
  bool blank_line_ahead() const;

  std::string_view take(std::size_t bytes);
  /// To the end of the line, without it.
  std::string_view take_line();
  /// To the end of `mark`; to the end of the text where there is none.
  std::string_view skip_past(std::string_view mark);
  std::string_view take_verb();
  /// $...$, or the dollar sign alone where it has no partner in its paragraph.
  std::string_view take_inline();

  /// The name behind the backslash that stands here, or the character.
  std::string_view command_ahead() const;
  /// The name in "\begin{name}" or "\end{name}", which stands here.
  std::string_view environment_ahead() const;
  std::string_view take_environment();
  /// What an equation holds: `kind` is "[", "$$" or the environment. Throws where it never ends.
  TexPiece take_display(const std::string& kind);

  /// {...} or [...] behind spaces. Nothing is taken where there is none. Throws where it never
  /// ends.
  std::optional<TexPiece> braced();
  std::optional<TexPiece> bracketed();
  /// "*[short]{title}"
  std::optional<TexPiece> heading_argument();

 private:
  std::optional<TexPiece> enclosed(char open, char close);
  std::size_t end_of(const std::string& kind) const;

  std::string_view text_;
  std::size_t at_ = 0;
  Span place_{1, 1, 1};
};

/// Takes \newcommand, \def, \DeclareMathOperator or \DeclarePairedDelimiter, if one stands here.
bool read_tex_macro(TexSource& source, TexMacros& macros);

/// Of \title, \section and the like, 1 to 5; 0 for any other command.
int tex_heading_level(std::string_view command);
bool is_tex_display(std::string_view environment);
/// Environments whose content is no LaTeX.
bool is_tex_verbatim(std::string_view environment);

/// A title without its commands and dollar signs.
std::string plain_tex(std::string_view text);

}  // namespace assay::derivation
