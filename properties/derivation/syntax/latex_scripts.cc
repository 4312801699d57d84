// What is written to the parser; arguments and scripts.
#include <algorithm>

#include "properties/derivation/syntax/latex_math.h"

namespace assay::derivation {

using Tex = TexToken::Kind;

namespace {

const LatexCommand* command_at(const TexToken& token) {
  return token.kind == Tex::command ? find_latex_command(token.text) : nullptr;
}

}  // namespace

void LatexMath::emit(Token::Kind kind, std::string text, Span span, bool space,
                     Token::Origin origin) {
  out_.push_back({kind, std::move(text), span, space, origin});
}

void LatexMath::symbol(std::string text, Span span, bool space) {
  emit(Token::Kind::symbol, std::move(text), span, space);
}

void LatexMath::name(std::string text, Span span, bool space) {
  emit(Token::Kind::name, std::move(text), span, space);
}

/// In parentheses, unless it is one token anyway.
void LatexMath::enclosed(TexRange range, Span span) {
  if (range.empty()) throw IllFormed(span, "nothing stands in these braces");
  const bool alone = range.end - range.begin == 1;
  if (!alone) symbol("(", in_[range.begin].span);
  walk(range);
  if (!alone) symbol(")", in_[range.end - 1].span);
}

/// True when what was written last can be a factor.
bool LatexMath::after_operand() const {
  if (out_.empty()) return false;
  const Token& last = out_.back();
  if (last.kind == Token::Kind::number) return true;
  if (last.kind == Token::Kind::name)
    return last.text != "in" && last.text != "and" && last.text != "or" && last.text != "not" &&
           last.text != "for" && last.text != "if" && last.text != "∂" &&
           last.origin != Token::Origin::tex_function;
  constexpr std::string_view closing[] = {")", "]", "}", "|", "||", "⌋", "⌉", "⟩", "!", "'"};
  return std::find(std::begin(closing), std::end(closing), last.text) != std::end(closing);
}

// ---- arguments, groups, scripts ----

std::size_t LatexMath::group_end(std::size_t at, std::size_t end) const {
  int nesting = 0;
  for (std::size_t i = at; i < end; ++i) {
    if (in_[i].kind == Tex::open) ++nesting;
    if (in_[i].kind == Tex::close && --nesting == 0) return i;
  }
  throw IllFormed(in_[at].span, "this brace is never closed");
}

LatexMath::Argument LatexMath::argument(std::size_t at, std::size_t end) const {
  if (at >= end) {
    const Span last = in_.empty() ? Span{1, 1, 1} : in_[std::min(at, in_.size()) - 1].span;
    throw IllFormed(last, "an argument is missing behind this");
  }
  if (in_[at].kind == Tex::open) {
    const std::size_t close = group_end(at, end);
    return {at + 1, close, close + 1};
  }
  std::size_t operand = at;
  for (; operand + 1 < end; ++operand) {
    const LatexCommand* command = command_at(in_[operand]);
    const bool takes_one =
        command && (command->role == LatexRole::font || command->role == LatexRole::accent ||
                    command->role == LatexRole::prose);
    if (!takes_one) break;
  }
  const bool is_group = operand > at && in_[operand].kind == Tex::open;
  const std::size_t next = (is_group ? group_end(operand, end) : operand) + 1;
  return {at, next, next};
}

LatexMath::Scripts LatexMath::scripts_at(std::size_t at, std::size_t end) const {
  Scripts scripts{{}, {}, {}, at};
  while (scripts.next < end) {
    const TexToken& mark = in_[scripts.next];
    const bool below = mark.is_sign("_");
    if (mark.is_sign("'")) {
      scripts.primes.push_back(mark.span);
      ++scripts.next;
      continue;
    }
    if (!below && !mark.is_sign("^")) break;
    auto& place = below ? scripts.below : scripts.above;
    if (place) throw IllFormed(mark.span, below ? "a second subscript" : "a second superscript");
    place = argument(scripts.next + 1, end);
    scripts.next = place->next;
  }
  return scripts;
}

void LatexMath::script(const char* mark, const Argument& argument) {
  if (argument.begin >= argument.end)
    throw IllFormed(in_[argument.next - 1].span, "an empty script");
  symbol(mark, in_[argument.begin].span, false);
  symbol("{", in_[argument.begin].span, false);
  walk(argument.range());
  symbol("}", in_[argument.end - 1].span);
}

/// A superscript that is no label: a power, a transpose, or the sign of R^+ and 0^+.
void LatexMath::raise(const Argument& above) {
  const TexToken& first = in_[above.begin];
  const bool alone = above.end - above.begin == 1;
  if (alone && (first.is_sign("+") || first.is_sign("-")))
    return symbol(first.text, first.span, false);
  if (alone && first.is_command("prime")) return symbol("'", first.span, false);
  if (first.is_command("circ") || first.is_command("odot")) {
    Argument power = above;
    ++power.begin;
    return script(".^", power);
  }
  script("^", above);
}

/// Writes the scripts of the operand that was written last. A superscript in parentheses is part
/// of the name and comes first: h_i^{(t)} is the entry i of h^{(t)}.
std::size_t LatexMath::scripted(std::size_t at, std::size_t end) {
  const Scripts scripts = scripts_at(at, end);
  for (const Span& prime : scripts.primes) symbol("'", prime, false);
  bool label = false;
  if (scripts.above && scripts.above->begin < scripts.above->end) {
    const TexToken& first = in_[scripts.above->begin];
    const TexToken& last = in_[scripts.above->end - 1];
    const bool alone = scripts.above->end - scripts.above->begin == 1;
    label = first.is_sign("(") && last.is_sign(")");
    if (alone && (first.is_sign("*") || first.is_command("star") || first.is_command("ast"))) {
      if (out_.empty() || out_.back().kind != Token::Kind::name)
        throw IllFormed(first.span, "a star belongs to a name");
      out_.back().text += "*";
      if (scripts.below) script("_", *scripts.below);
      return scripts.next;
    }
  }
  if (label) raise(*scripts.above);
  if (scripts.below) script("_", *scripts.below);
  if (scripts.above && !label) raise(*scripts.above);
  return scripts.next;
}

}  // namespace assay::derivation
