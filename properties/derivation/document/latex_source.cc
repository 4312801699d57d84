#include "properties/derivation/document/latex_source.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace assay::derivation {

namespace {

bool is_letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }

/// The length of the character that begins with this byte, 0 if none does.
std::size_t character_length(unsigned char first) {
  if (first < 0x80) return 1;
  if (first < 0xC2 || first > 0xF4) return 0;
  return first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
}

void require_utf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = character_length(static_cast<unsigned char>(text[at]));
    bool fine = length > 0 && at + length <= text.size();
    for (std::size_t i = 1; fine && i < length; ++i)
      fine = (static_cast<unsigned char>(text[at + i]) & 0xC0) == 0x80;
    if (!fine)
      throw IllFormed(tex_place_after(text.substr(0, at), {1, 1, 1}),
                      "malformed UTF-8; save the file as UTF-8");
    at += length;
  }
}

}  // namespace

TexSource::TexSource(std::string_view text) : text_(text) { require_utf8(text); }

std::string_view TexSource::lines(std::size_t from) const {
  const std::size_t before = from == 0 ? std::string_view::npos : text_.rfind('\n', from - 1);
  const std::size_t start = before == std::string_view::npos ? 0 : before + 1;
  return text_.substr(start, at_ - start);
}

bool TexSource::blank_line_ahead() const {
  const std::size_t next = text_.find_first_not_of(" \t\r", at_ + 1);
  return next == std::string_view::npos || text_[next] == '\n';
}

std::string_view TexSource::take(std::size_t bytes) {
  const std::string_view taken = text_.substr(at_, bytes);
  place_ = tex_place_after(taken, place_);
  at_ += taken.size();
  return taken;
}

std::string_view TexSource::take_line() {
  return take(std::min(text_.find('\n', at_), text_.size()) - at_);
}

std::string_view TexSource::skip_past(std::string_view mark) {
  const std::size_t found = text_.find(mark, at_);
  return take(found == std::string_view::npos ? text_.size() - at_ : found + mark.size() - at_);
}

std::string_view TexSource::take_verb() {
  const std::size_t mark = at_ + std::string_view("\\verb").size();
  if (mark >= text_.size()) return take(text_.size() - at_);
  const std::size_t line = std::min(text_.find('\n', mark), text_.size());
  const std::size_t close = text_.find(text_[mark], mark + 1);
  return take(std::min(close == std::string_view::npos ? line : close + 1, line) - at_);
}

std::string_view TexSource::take_inline() {
  for (std::size_t i = at_ + 1; i < text_.size(); ++i) {
    if (text_[i] == '\\')
      ++i;
    else if (text_[i] == '$')
      return take(i + 1 - at_);
    else if (text_[i] == '\n' && i + 1 < text_.size() && text_[i + 1] == '\n')
      break;
  }
  return take(1);
}

std::string_view TexSource::command_ahead() const {
  std::size_t end = at_ + 1;
  while (end < text_.size() && is_letter(text_[end])) ++end;
  if (end == at_ + 1 && end < text_.size())
    end += std::max<std::size_t>(character_length(static_cast<unsigned char>(text_[end])), 1);
  return text_.substr(at_ + 1, end - at_ - 1);
}

std::string_view TexSource::environment_ahead() const {
  const std::size_t word = at_ + 1 + command_ahead().size();
  const std::size_t open = text_.find_first_not_of(" \t", word);
  if (open == std::string_view::npos || text_[open] != '{') return {};
  const std::size_t close = text_.find_first_of("}\n", open);
  if (close == std::string_view::npos || text_[close] != '}') return {};
  return text_.substr(open + 1, close - open - 1);
}

std::string_view TexSource::take_environment() {
  const std::string_view name = environment_ahead();
  const std::size_t end =
      name.data() == nullptr
          ? at_ + 1 + command_ahead().size()
          : static_cast<std::size_t>(name.data() - text_.data()) + name.size() + 1;
  return take(end - at_);
}

/// Where what ends the display stands.
std::size_t TexSource::end_of(const std::string& kind) const {
  const std::string mark = kind == "[" ? "\\]" : kind == "$$" ? "$$" : "\\end{" + kind + "}";
  for (std::size_t i = at_; i < text_.size(); ++i) {
    if (text_.compare(i, mark.size(), mark) == 0) return i;
    if (text_[i] == '\\')
      ++i;
    else if (text_[i] == '%')
      i = std::min(text_.find('\n', i), text_.size());
  }
  return text_.size();
}

TexPiece TexSource::take_display(const std::string& kind) {
  const Span start = place_;
  if (kind == "[" || kind == "$$")
    take(2);
  else
    take_environment();
  const Span inside = place_;
  const std::size_t end = end_of(kind);
  if (end == text_.size())
    throw IllFormed(start,
                    "this display is never closed: no " + (kind == "["    ? "\\]"
                                                           : kind == "$$" ? "$$"
                                                                          : "\\end{" + kind + "}"));
  const std::string_view text = take(end - at_);
  if (kind == "[" || kind == "$$")
    take(2);
  else
    take_environment();
  return {text, inside};
}

std::optional<TexPiece> TexSource::enclosed(char open, char close) {
  const std::size_t start = text_.find_first_not_of(" \t\r\n", at_);
  if (start == std::string_view::npos || text_[start] != open) return std::nullopt;
  int nesting = 0;
  for (std::size_t i = start; i < text_.size(); ++i) {
    if (text_[i] == '\\') {
      ++i;
    } else if (text_[i] == '%') {
      i = std::min(text_.find('\n', i), text_.size());
    } else if (i == start || (text_[i] == '{' && open != '{') || text_[i] == open) {
      ++nesting;
    } else if (text_[i] == close || (text_[i] == '}' && close != '}')) {
      if (--nesting > 0) continue;
      take(start + 1 - at_);
      const Span place = place_;
      const std::string_view inside = take(i - at_);
      take(1);
      return TexPiece{inside, place};
    }
  }
  throw IllFormed(tex_place_after(slice(at_, start), place_),
                  std::string("this '") + open + "' is never closed");
}

std::optional<TexPiece> TexSource::braced() { return enclosed('{', '}'); }
std::optional<TexPiece> TexSource::bracketed() { return enclosed('[', ']'); }

std::optional<TexPiece> TexSource::heading_argument() {
  if (ahead("*")) take(1);
  bracketed();
  return braced();
}

// ---- macros ----

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

std::string plain_tex(std::string_view text) {
  std::string plain;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '\\' && at + 1 < text.size() && !is_letter(text[at + 1])) continue;
    if (c == '\\' || c == '{' || c == '}' || c == '$') continue;
    const bool space = c == '~' || c == '\n' || c == '\t' || c == '\r' || c == ' ';
    if (space && (plain.empty() || plain.back() == ' ')) continue;
    plain += space ? ' ' : c;
  }
  while (!plain.empty() && plain.back() == ' ') plain.pop_back();
  return plain;
}

}  // namespace assay::derivation
