// Brackets of every kind: which ones group, which ones index, where bars open and close; sets and
// arrays.
#include <algorithm>
#include <utility>

#include "properties/derivation/syntax/latex_math.h"

namespace assay::derivation {

using Tex = TexToken::Kind;

namespace {

const LatexCommand* command_at(const TexToken& token) {
  return token.kind == Tex::command ? find_latex_command(token.text) : nullptr;
}

/// The bracket that a token is, or nothing: "{" is the printed one.
std::string_view bracket_text(const TexToken& token) {
  constexpr std::string_view signs = "()[]|";
  if (token.kind == Tex::sign && token.text.size() == 1 &&
      signs.find(token.text[0]) != std::string_view::npos)
    return token.text;
  const LatexCommand* command = command_at(token);
  const bool is_bracket =
      command && (command->role == LatexRole::opening || command->role == LatexRole::closing);
  return is_bracket ? command->text : std::string_view();
}

bool is_opening(std::string_view bracket) {
  return bracket == "(" || bracket == "[" || bracket == "{" || bracket == "⟨" || bracket == "⌊" ||
         bracket == "⌈";
}

bool is_closing(std::string_view bracket) {
  return bracket == ")" || bracket == "]" || bracket == "}" || bracket == "⟩" || bracket == "⌋" ||
         bracket == "⌉";
}

}  // namespace

bool LatexMath::opens(std::size_t at, std::size_t end) const {
  return at < end && is_opening(bracket_text(in_[at]));
}

bool LatexMath::closes(std::size_t at) const { return is_closing(bracket_text(in_[at])); }

/// Where the bracket at `at` closes, or `end`. An interval may close with another bracket.
std::size_t LatexMath::closing_of(std::size_t at, std::size_t end) const {
  int nesting = 0;
  for (std::size_t i = at; i < end; ++i) {
    const std::string_view text = bracket_text(in_[i]);
    if (is_opening(text)) ++nesting;
    if (is_closing(text) && --nesting == 0) return i;
  }
  return end;
}

/// \left( and \bigl(, and the invisible \left. of a broken line.
std::size_t LatexMath::sized(std::size_t at, std::size_t end, Side side) {
  if (at + 1 >= end) throw IllFormed(in_[at].span, "a bracket is missing behind this");
  const TexToken& next = in_[at + 1];
  if (next.is_sign(".")) return scripted(at + 2, end);
  if (next.is_sign("/")) {
    symbol("/", next.span);
    return at + 2;
  }
  if (next.is_sign("<") || next.is_sign(">")) {
    symbol(next.text == "<" ? "⟨" : "⟩", next.span);
    return next.text == "<" ? at + 2 : scripted(at + 2, end);
  }
  const LatexCommand* command = command_at(next);
  const bool is_bracket =
      !bracket_text(next).empty() || (command && command->role == LatexRole::bar);
  if (!is_bracket && !next.is_command("mid"))
    throw IllFormed(next.span, "expected a bracket behind \\" + in_[at].text);
  if (next.is_command("mid")) {
    symbol(",", next.span);
    return at + 2;
  }
  return bracket(at + 1, end, side == Side::unknown ? Side::middle : side);
}

std::size_t LatexMath::bracket(std::size_t at, std::size_t end, Side side) {
  const TexToken& token = in_[at];
  const LatexCommand* command = command_at(token);
  if (command && command->role == LatexRole::bar)
    return bar(std::string(command->text), at, at + 1, end, side);
  const std::string_view text = bracket_text(token);
  if (token.is_command("lvert") || token.is_command("lVert"))
    return bar(std::string(text), at, at + 1, end, Side::left);
  if (token.is_command("rvert") || token.is_command("rVert"))
    return bar(std::string(text), at, at + 1, end, Side::right);
  if (text == "|") {
    const bool twice = at + 1 < end && in_[at + 1].is_sign("|") && !in_[at + 1].space_before;
    const bool inside_single = !brackets_.empty() && brackets_.back().open == "|";
    return twice && !inside_single ? bar("||", at, at + 2, end, side)
                                   : bar("|", at, at + 1, end, side);
  }
  if (is_closing(text)) return close(std::string(text), at, end);
  if (text == "{") return brace(at, end);
  if (text == "[") return square(at, end, side != Side::unknown);
  brackets_.push_back({std::string(text), "", token.span});
  symbol(std::string(text), token.span);
  return at + 1;
}

/// Square brackets are an interval behind \in, an index right behind a name, else parentheses.
std::size_t LatexMath::square(std::size_t at, std::size_t end, bool is_sized) {
  const TexToken& token = in_[at];
  const std::size_t closing = closing_of(at, end);
  const bool half_open = closing < end && bracket_text(in_[closing]) == ")";
  if (half_open || (!out_.empty() && out_.back().is("in"))) {
    brackets_.push_back({"[", "", token.span});
    symbol("[", token.span);
    return at + 1;
  }
  const bool behind_name = !out_.empty() && out_.back().kind == Token::Kind::name &&
                           after_operand() && !token.space_before && !is_sized;
  brackets_.push_back({"[", behind_name ? "]" : ")", token.span});
  symbol(behind_name ? "[" : "(", token.span, !behind_name);
  return at + 1;
}

std::size_t LatexMath::close(const std::string& text, std::size_t at, std::size_t end) {
  const Span span = in_[at].span;
  const auto fits = [&](const Bracket& open) {
    if (open.open == "{") return text == "}";
    if (open.open == "⟨" || open.open == "⌊" || open.open == "⌈")
      return text == (open.open == "⟨" ? "⟩" : open.open == "⌊" ? "⌋" : "⌉");
    return (open.open == "(" || open.open == "[") && (text == ")" || text == "]");
  };
  if (brackets_.empty() || !fits(brackets_.back()))
    throw IllFormed(span, "'" + text + "' closes " +
                              (brackets_.empty()
                                   ? "nothing"
                                   : "the '" + brackets_.back().open + "' opened at line " +
                                         std::to_string(brackets_.back().span.line) + ", column " +
                                         std::to_string(brackets_.back().span.column)));
  const Bracket open = brackets_.back();
  brackets_.pop_back();
  symbol(open.close.empty() ? text : open.close, span);
  return scripted(at + 1, end);
}

/// A bracket whose kind the place decides, as behind E.
std::size_t LatexMath::opened_as(const char* open, const char* closing, std::size_t at,
                                 std::size_t end) {
  const LatexCommand* command = command_at(in_[at]);
  if (command && command->role == LatexRole::sizing) ++at;
  if (!opens(at, end)) throw IllFormed(in_[std::min(at, end - 1)].span, "expected a bracket");
  brackets_.push_back({std::string(bracket_text(in_[at])), closing, in_[at].span});
  symbol(open, in_[at].span, false);
  return at + 1;
}

/// Bars group what is between them, so that |a||b| and |a - |b|| mean what they look like.
std::size_t LatexMath::bar(const std::string& text, std::size_t at, std::size_t next,
                           std::size_t end, Side side) {
  const Span span = in_[at].span;
  if (!brackets_.empty() && brackets_.back().is_divergence) {
    symbol("||", span);
    return next;
  }
  const bool is_open = !brackets_.empty() && brackets_.back().open == text;
  if (side == Side::middle && !is_open) side = Side::left;
  const bool closes = side == Side::right || (side != Side::left && is_open && after_operand());
  if (!closes) {
    brackets_.push_back({text, "", span});
    symbol("(", span);
    symbol(text, span);
    return next;
  }
  if (!is_open)
    throw IllFormed(span, "this bar closes nothing (for a value at a point write a function)");
  brackets_.pop_back();
  symbol(text, span);
  const Scripts scripts = scripts_at(next, end);
  // A Frobenius norm is what two bars of a matrix mean anyway.
  if (scripts.below && plain_word(scripts.below->range()) != "F") script("_", *scripts.below);
  symbol(")", span);
  if (scripts.above) raise(*scripts.above);
  return scripts.next;
}

/// \{a, b\} is a set, \{1, \dots, n\} a range; \{a + b\} groups.
std::size_t LatexMath::brace(std::size_t at, std::size_t end) {
  const Span span = in_[at].span;
  const std::size_t closing = closing_of(at, end);
  if (closing == end) throw IllFormed(span, "this brace is never closed");
  int nesting = 0;
  std::size_t dots = end, first_comma = end;
  for (std::size_t i = at + 1; i < closing; ++i) {
    const std::string_view text = bracket_text(in_[i]);
    nesting += (is_opening(text) || in_[i].kind == Tex::open) -
               (is_closing(text) || in_[i].kind == Tex::close);
    if (nesting != 0) continue;
    if (in_[i].is_sign(",") && first_comma == end) first_comma = i;
    if (in_[i].kind == Tex::command && in_[i].text.find("dots") != std::string::npos) dots = i;
  }
  if (dots != end && first_comma < dots && dots + 2 < closing && in_[dots + 1].is_sign(",")) {
    enclosed({at + 1, first_comma}, span);
    symbol("..", in_[dots].span);
    enclosed({dots + 2, closing}, in_[dots].span);
    return scripted(closing + 1, end);
  }
  const Token before = out_.empty() ? Token{} : out_.back();
  const bool is_argument = before.origin == Token::Origin::tex_function;
  const bool is_set = !is_argument && (first_comma != end || before.is("in") || before.is("#"));
  brackets_.push_back({"{", is_set ? "}" : ")", span});
  symbol(is_set ? "{" : "(", span);
  return at + 1;
}

}  // namespace assay::derivation
