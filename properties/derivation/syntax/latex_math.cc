#include "properties/derivation/syntax/latex_math.h"

#include <algorithm>
#include <utility>

namespace assay::derivation {

using Tex = TexToken::Kind;

namespace {

constexpr int deepest = 60;
constexpr std::size_t longest = 10000;

const LatexCommand* command_at(const TexToken& token) {
  return token.kind == Tex::command ? find_latex_command(token.text) : nullptr;
}

}  // namespace

LatexMath::LatexMath(const std::vector<TexToken>& formula) {
  if (formula.size() > longest)
    throw IllFormed(formula.front().span, "a formula of more than 10000 tokens");
  bool space = true;
  for (const TexToken& token : formula) {
    const LatexCommand* command = command_at(token);
    if (command && command->role == LatexRole::ignored) {
      space = true;
      continue;
    }
    in_.push_back(token);
    in_.back().space_before |= std::exchange(space, false);
  }
}

std::vector<Token> LatexMath::run() {
  walk({0, in_.size()});
  return std::move(out_);
}

void LatexMath::walk(TexRange range) {
  if (range.empty()) return;
  if (depth_ >= deepest) throw IllFormed(in_[range.begin].span, "nested more than 60 levels deep");
  ++depth_;
  for (std::size_t at = range.begin; at < range.end;) at = atom(at, range.end);
  --depth_;
}

std::size_t LatexMath::atom(std::size_t at, std::size_t end) {
  const TexToken& token = in_[at];
  switch (token.kind) {
    case Tex::letter:
      return letter(at, end);
    case Tex::digit:
      return number(at, end);
    case Tex::open:
      return group(at, end);
    case Tex::close:
      throw IllFormed(token.span, "this brace closes nothing");
    case Tex::parameter:
      throw IllFormed(token.span, "#" + token.text + " stands outside a macro");
    case Tex::statement:
      throw IllFormed(token.span, "a statement within a formula");
    case Tex::sign:
      return sign(at, end);
    default:
      return command(at, end);
  }
}

// ---- letters, numbers, groups ----

std::size_t LatexMath::named(const std::string& text, Span span, std::size_t next,
                             std::size_t end) {
  const Token::Origin origin = text.size() > 1 ? Token::Origin::tex_function : Token::Origin::tex;
  emit(Token::Kind::name, text, span, true, origin);
  return scripted(next, end);
}

std::size_t LatexMath::letter(std::size_t at, std::size_t end) {
  const TexToken& token = in_[at];
  if (token.text == "d" && (differentials_.count(at) || quotient_of_differentials(at, end))) {
    name("∂", token.span);
    return at + 1;
  }
  return word(token.text, token.span, at + 1, end);
}

std::size_t LatexMath::number(std::size_t at, std::size_t end) {
  const auto is_digit = [&](std::size_t i) {
    return i < end && in_[i].kind == Tex::digit && !in_[i].space_before;
  };
  Span span = in_[at].span;
  std::string text;
  std::size_t next = at;
  do text += in_[next++].text;
  while (is_digit(next));
  if (next + 1 < end && in_[next].is_sign(".") && is_digit(next + 1)) {
    text += ".";
    ++next;
    while (is_digit(next)) text += in_[next++].text;
  }
  if (text.size() > 400) throw IllFormed(span, "a number of more than 400 digits");
  if (in_[next - 1].span.line == span.line)
    span.length = in_[next - 1].span.column + in_[next - 1].span.length - span.column;
  if (text == "1" && indicator_follows(next, end)) return indicator(span, next, end);
  emit(Token::Kind::number, text, span);
  return scripted(next, end);
}

std::size_t LatexMath::group(std::size_t at, std::size_t end) {
  const Argument inside = argument(at, end);
  const Scripts scripts = scripts_at(inside.next, end);
  if (scripts.next == inside.next || inside.end - inside.begin == 1) {
    walk(inside.range());
    return scripted(inside.next, end);
  }
  symbol("(", in_[at].span);
  walk(inside.range());
  symbol(")", in_[inside.next - 1].span);
  return scripted(inside.next, end);
}

std::size_t LatexMath::sign(std::size_t at, std::size_t end) {
  const TexToken& token = in_[at];
  const std::string& text = token.text;
  const auto joined = [&](std::string_view next) {
    return at + 1 < end && in_[at + 1].is_sign(next) && !in_[at + 1].space_before;
  };
  if (static_cast<unsigned char>(text[0]) >= 0x80) return foreign_character(at, end);
  if (opens(at, end) || text == ")" || text == "]" || text == "|")
    return bracket(at, end, Side::unknown);
  if (text == "." && at + 1 < end && in_[at + 1].kind == Tex::digit && !joined(".")) {
    emit(Token::Kind::number, "0." + in_[at + 1].text, token.span);
    std::size_t next = at + 2;
    while (next < end && in_[next].kind == Tex::digit) out_.back().text += in_[next++].text;
    return scripted(next, end);
  }
  constexpr std::pair<std::string_view, std::string_view> pairs[] = {
      {".", "."}, {"<", "="}, {">", "="}, {"!", "="}, {"-", ">"}, {":", "="}, {"=", "="}};
  for (const auto& [first, second] : pairs)
    if (text == first && joined(second)) {
      symbol(first == ":" || first == "=" ? "=" : text + std::string(second), token.span);
      return at + 2;
    }
  if (text == "_" || text == "^") throw IllFormed(token.span, "a script without a base");
  if (text == "'") return scripted(at, end);
  constexpr std::string_view known = "+-*/=<>,;:!.";
  if (known.find(text[0]) == std::string_view::npos)
    throw IllFormed(token.span, "'" + text + "' means nothing in a formula");
  symbol(text, token.span, text != "!");
  return text == "!" ? scripted(at + 1, end) : at + 1;
}

/// A character beyond ASCII means what it means in the plain spelling.
std::size_t LatexMath::foreign_character(std::size_t at, std::size_t end) {
  const TexToken& token = in_[at];
  for (Token& read : tokenize(token.text, token.span.line, token.span.column))
    if (read.kind != Token::Kind::newline && read.kind != Token::Kind::end) {
      read.origin = Token::Origin::tex;
      out_.push_back(std::move(read));
    }
  return after_operand() ? scripted(at + 1, end) : at + 1;
}

// ---- commands ----

std::size_t LatexMath::command(std::size_t at, std::size_t end) {
  const TexToken& token = in_[at];
  const LatexCommand* known = command_at(token);
  if (!known) {
    if (token.text == "\\" || token.text == "\\*")
      throw IllFormed(token.span, "a line break inside a formula");
    if (token.text == "#") {
      symbol("#", token.span);
      return at + 1;
    }
    throw IllFormed(token.span, "the command \\" + token.text + " means nothing here; " +
                                    latex_advice(token.text));
  }
  const std::string text(known->text);
  switch (known->role) {
    case LatexRole::name:
      name(text, token.span);
      return scripted(at + 1, end);
    case LatexRole::function:
      return named(text, token.span, at + 1, end);
    case LatexRole::sign:
      symbol(text, token.span);
      return text == "∂" ? scripted(at + 1, end) : at + 1;
    case LatexRole::word:
      name(text, token.span);
      return at + 1;
    case LatexRole::reduction:
      return reduction(text, token.span, at + 1, end);
    case LatexRole::accent:
      return accented(at, end, known->text);
    case LatexRole::font:
      return font(at, end);
    case LatexRole::prose:
      return prose(at, end);
    case LatexRole::sizing:
      return sized(at, end,
                   text == "left"     ? Side::left
                   : text == "right"  ? Side::right
                   : text == "middle" ? Side::middle
                                      : Side::unknown);
    case LatexRole::opening:
    case LatexRole::closing:
    case LatexRole::bar:
      return bracket(at, end, Side::unknown);
    default:
      return structure(at, end);
  }
}

std::size_t LatexMath::structure(std::size_t at, std::size_t end) {
  const TexToken& token = in_[at];
  const std::string& text = token.text;
  if (text.ends_with("frac")) return fraction(at, end);
  if (text == "sqrt") return root(at, end);
  if (text == "int") return integral(at, end);
  if (text == "nabla") return nabla(at, end);
  if (text == "begin{cases}" || text == "begin{dcases}") return cases(at, end);
  if (text.starts_with("begin{")) return matrix(at, end, text == "begin{vmatrix}");
  if (text == "top" || text == "intercal") {
    emit(Token::Kind::name, "T", token.span, true, Token::Origin::text);
    return at + 1;
  }
  if (text.ends_with("binom")) {
    const Argument above = argument(at + 1, end), below = argument(above.next, end);
    name("binom", token.span);
    symbol("(", token.span);
    walk(above.range());
    symbol(",", token.span);
    walk(below.range());
    symbol(")", in_[below.next - 1].span);
    return scripted(below.next, end);
  }
  if (text == "underbrace" || text == "overbrace") {
    const Argument inside = argument(at + 1, end);
    enclosed(inside.range(), token.span);
    return scripts_at(inside.next, end).next;
  }
  if (text == "arg" && at + 1 < end &&
      (in_[at + 1].is_command("min") || in_[at + 1].is_command("max")))
    return reduction("arg" + in_[at + 1].text, token.span, at + 2, end);
  if (text == "not" && at + 1 < end && in_[at + 1].is_sign("=")) {
    symbol("!=", token.span);
    return at + 2;
  }
  if (text.find("dots") != std::string::npos)
    throw IllFormed(token.span,
                    "dots are understood between the ends of a set such as "
                    "\\{1, \\dots, n\\}; write a sum as \\sum_{i=1}^n");
  throw IllFormed(token.span, "\\" + text + " cannot stand here");
}

std::vector<Token> latex_tokens(const std::vector<TexToken>& formula) {
  return LatexMath(formula).run();
}

}  // namespace assay::derivation
