// \newcommand and its kin.
#include <algorithm>
#include <array>

#include "properties/derivation/document/latex_source.h"

namespace assay::derivation {

namespace {

/// A name with its backslash, in braces or alone; empty if none stands here.
std::string macro_name(TexSource& source) {
  if (const std::optional<TexPiece> braced = source.braced()) {
    const std::size_t start = braced->text.find('\\');
    if (start == std::string_view::npos) return {};
    const std::string_view name = braced->text.substr(start + 1);
    return std::string(name.substr(0, name.find_first_of(" \t")));
  }
  while (!source.at_end() && (source.peek() == ' ' || source.peek() == '\t')) source.take(1);
  if (source.at_end() || source.peek() != '\\') return {};
  const std::string name(source.command_ahead());
  source.take(name.size() + 1);
  return name;
}

std::vector<TexToken> body_of(const TexPiece& piece) {
  return tex_tokens(piece.text, piece.place.line, piece.place.column);
}

void define(TexMacros& macros, const std::string& name, TexMacro macro, bool keep_known) {
  if (name.empty() || (keep_known && macros.count(name))) return;
  macros[name] = std::move(macro);
}

void read_newcommand(TexSource& source, TexMacros& macros, bool keep_known) {
  if (source.ahead("*")) source.take(1);
  const std::string name = macro_name(source);
  TexMacro macro;
  if (const std::optional<TexPiece> count = source.bracketed()) {
    const bool is_digit = count->text.size() == 1 && count->text[0] >= '0' && count->text[0] <= '9';
    if (!is_digit) throw IllFormed(count->place, "expected the number of arguments, 0 to 9");
    macro.parameters = static_cast<std::size_t>(count->text[0] - '0');
  }
  if (const std::optional<TexPiece> value = source.bracketed()) {
    macro.has_default = true;
    macro.default_value = body_of(*value);
  }
  if (const std::optional<TexPiece> body = source.braced()) {
    macro.body = body_of(*body);
    define(macros, name, std::move(macro), keep_known);
  }
}

/// \def\name#1#2{body}; one with delimiters between the parameters is not taken.
void read_def(TexSource& source, TexMacros& macros) {
  const std::string name = macro_name(source);
  TexMacro macro;
  while (source.ahead("#")) {
    source.take(2);
    ++macro.parameters;
  }
  if (const std::optional<TexPiece> body = source.braced()) {
    macro.body = body_of(*body);
    define(macros, name, std::move(macro), false);
  }
}

void read_operator(TexSource& source, TexMacros& macros) {
  if (source.ahead("*")) source.take(1);
  const std::string name = macro_name(source);
  const std::optional<TexPiece> words = source.braced();
  if (!words) return;
  TexMacro macro;
  macro.body = tex_tokens("\\operatorname{", words->place.line, words->place.column);
  for (TexToken& token : body_of(*words)) macro.body.push_back(std::move(token));
  macro.body.push_back({TexToken::Kind::close, "}", words->place, false});
  define(macros, name, std::move(macro), false);
}

/// \DeclarePairedDelimiter{\norm}{\lVert}{\rVert}
void read_delimiter(TexSource& source, TexMacros& macros) {
  const std::string name = macro_name(source);
  const std::optional<TexPiece> open = source.braced(), close = source.braced();
  if (!open || !close) return;
  TexMacro macro;
  macro.parameters = 2;
  macro.has_default = true;
  macro.may_have_star = true;
  const auto put = [&](std::string_view tex) {
    for (TexToken& token : tex_tokens(tex, open->place.line, open->place.column))
      macro.body.push_back(std::move(token));
  };
  put("\\left");
  put(open->text);
  put("#2\\right");
  put(close->text);
  define(macros, name, std::move(macro), false);
}

}  // namespace

bool read_tex_macro(TexSource& source, TexMacros& macros) {
  constexpr std::array<std::string_view, 6> words = {
      "newcommand", "renewcommand",        "providecommand",
      "def",        "DeclareMathOperator", "DeclarePairedDelimiter"};
  const std::string word(source.command_ahead());
  if (std::find(words.begin(), words.end(), word) == words.end()) return false;
  source.take(word.size() + 1);
  if (word == "def")
    read_def(source, macros);
  else if (word == "DeclareMathOperator")
    read_operator(source, macros);
  else if (word == "DeclarePairedDelimiter")
    read_delimiter(source, macros);
  else
    read_newcommand(source, macros, word == "providecommand");
  return true;
}

}  // namespace assay::derivation
