// Fractions and derivatives, sums and limits, integrals and expectations.
#include <algorithm>

#include "properties/derivation/syntax/latex_math.h"

namespace assay::derivation {

using Tex = TexToken::Kind;

bool LatexMath::has_relation(TexRange range) const {
  constexpr std::string_view relations[] = {"=", "<", ">"};
  for (std::size_t at = range.begin; at < range.end; ++at) {
    const TexToken& token = in_[at];
    if (token.kind == Tex::sign &&
        std::find(std::begin(relations), std::end(relations), token.text) != std::end(relations))
      return true;
    const LatexCommand* command =
        token.kind == Tex::command ? find_latex_command(token.text) : nullptr;
    if (command &&
        (command->text.find_first_of("<>=") != std::string_view::npos || command->text == "in"))
      return true;
  }
  return false;
}

// ---- fractions, derivatives ----

/// Where a \partial or a d that differentiates ends, or `at` if there is none.
std::size_t LatexMath::differential_end(std::size_t at, std::size_t end) const {
  if (at >= end) return at;
  if (in_[at].is_command("partial") || in_[at].is(Tex::letter, "d")) return at + 1;
  if (in_[at].kind == Tex::open && at + 2 < end && in_[at + 1].is(Tex::letter, "d") &&
      in_[at + 2].kind == Tex::close)
    return at + 3;
  if (!in_[at].is_command("mathrm") && !in_[at].is_command("operatorname")) return at;
  const Argument inside = argument(at + 1, end);
  return plain_word(inside.range()) == "d" ? inside.next : at;
}

std::size_t LatexMath::fraction(std::size_t at, std::size_t end) {
  const Argument above = argument(at + 1, end), below = argument(above.next, end);
  const std::size_t body = differential_end(above.begin, above.end);
  const bool has_index = body < above.end && in_[body].is_sign("_");
  const bool is_derivative =
      body > above.begin && !has_index && variable_follows(below.begin, below.end);
  if (is_derivative && derivative(above, below)) return scripted(below.next, end);
  if (is_derivative) return below.next;
  symbol("(", in_[at].span);
  enclosed(above.range(), in_[at].span);
  symbol("/", in_[at].span);
  enclosed(below.range(), in_[at].span);
  symbol(")", in_[below.next - 1].span);
  return scripted(below.next, end);
}

/// True when the fraction holds what it differentiates, so that it is a factor by itself.
bool LatexMath::derivative(const Argument& above, const Argument& below) {
  std::size_t at = differential_end(above.begin, above.end);
  const Scripts order = scripts_at(at, above.end);
  const TexRange body{order.next, above.end};
  if (!body.empty()) symbol("(", in_[above.begin].span);
  const bool is_letter = !in_[above.begin].is_command("partial");
  emit(is_letter ? Token::Kind::name : Token::Kind::symbol, "∂", in_[above.begin].span);
  if (order.above) script("^", *order.above);
  if (!body.empty()) {
    symbol("(", in_[body.begin].span);
    walk(body);
    symbol(")", in_[body.end - 1].span);
  }
  symbol("/", in_[below.begin].span);
  differentials_below(below.range(), order.above.has_value());
  if (!body.empty()) symbol(")", in_[below.next - 1].span);
  return !body.empty();
}

/// "\partial x", "\partial x^2", "\partial x \partial y".
void LatexMath::differentials_below(TexRange below, bool second) {
  for (std::size_t at = below.begin; at < below.end;) {
    const std::size_t variable = differential_end(at, below.end);
    if (variable == at || variable >= below.end)
      throw IllFormed(in_[at].span, "expected \\partial and a variable below the bar");
    const bool is_letter = !in_[at].is_command("partial");
    emit(is_letter ? Token::Kind::name : Token::Kind::symbol, "∂", in_[at].span);
    const std::size_t next = operand_end(variable, below.end);
    for (std::size_t i = variable; i < next && !second; ++i)
      if (in_[i].is_sign("^") && !(i + 2 < next && in_[i + 2].is_sign("(")) &&
          !(i + 1 < next && (in_[i + 1].is_sign("*") || in_[i + 1].is_command("star"))))
        throw IllFormed(in_[i].span,
                        "a derivative by a power or a transpose; declare a name for it, or say "
                        "which layout is meant with a convention");
    walk({variable, next});
    at = next;
  }
}

/// The end of a name, group or parenthesis with its scripts and the arguments of a call.
std::size_t LatexMath::operand_end(std::size_t at, std::size_t end) const {
  if (at >= end) return at;
  std::size_t next =
      opens(at, end) ? std::min(closing_of(at, end) + 1, end) : argument(at, end).next;
  next = scripts_at(next, end).next;
  if (next < end && in_[next].is_sign("(") && !opens(at, end)) {
    next = std::min(closing_of(next, end) + 1, end);
    next = scripts_at(next, end).next;
  }
  return next;
}

/// A d in "dL/dx" or "d/dx"; notes where the second one is.
bool LatexMath::quotient_of_differentials(std::size_t at, std::size_t end) {
  std::size_t bar = scripts_at(differential_end(at, end), end).next;
  if (bar < end && !in_[bar].is_sign("/")) bar = operand_end(bar, end);
  if (bar >= end || !in_[bar].is_sign("/")) return false;
  if (!variable_follows(bar + 1, end)) return false;
  differentials_.insert(bar + 1);
  return true;
}

std::size_t LatexMath::root(std::size_t at, std::size_t end) {
  const Span span = in_[at].span;
  std::size_t next = at + 1;
  std::optional<TexRange> degree;
  if (next < end && in_[next].is_sign("[")) {
    const std::size_t close = closing_of(next, end);
    degree = TexRange{next + 1, close};
    next = close + 1;
  }
  const Argument inside = argument(next, end);
  if (!degree) name("sqrt", span);
  symbol("(", span);
  if (inside.begin >= inside.end) throw IllFormed(span, "nothing stands under this root");
  walk(inside.range());
  symbol(")", in_[inside.next - 1].span);
  if (degree) {
    symbol("^", span, false);
    symbol("{", span);
    emit(Token::Kind::number, "1", span);
    symbol("/", span);
    enclosed(*degree, span);
    symbol("}", span);
  }
  return scripted(inside.next, end);
}

}  // namespace assay::derivation
