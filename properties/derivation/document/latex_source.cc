#include "properties/derivation/document/latex_source.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace assay::derivation {

namespace {

constexpr std::size_t longest_name = 60;

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
  const std::string_view name = text_.substr(open + 1, longest_name);
  const std::size_t close = name.find_first_of("}\n");
  return close == std::string_view::npos || name[close] != '}' ? std::string_view()
                                                               : name.substr(0, close);
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

int tex_heading_level(std::string_view command) {
  constexpr std::pair<std::string_view, int> headings[] = {
      {"title", 1},      {"part", 1},          {"chapter", 1},  {"section", 2},
      {"subsection", 3}, {"subsubsection", 4}, {"paragraph", 5}};
  for (const auto& [name, level] : headings)
    if (name == command) return level;
  return 0;
}

bool is_tex_display(std::string_view environment) {
  constexpr std::array<std::string_view, 17> names = {
      "equation", "equation*", "align",       "align*",    "gather",  "gather*",
      "multline", "multline*", "eqnarray",    "eqnarray*", "alignat", "alignat*",
      "flalign",  "flalign*",  "displaymath", "math",      "dmath"};
  return std::find(names.begin(), names.end(), environment) != names.end();
}

bool is_tex_verbatim(std::string_view environment) {
  constexpr std::array<std::string_view, 8> names = {"verbatim",     "verbatim*",    "Verbatim",
                                                     "lstlisting",   "minted",       "comment",
                                                     "filecontents", "filecontents*"};
  return std::find(names.begin(), names.end(), environment) != names.end();
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
