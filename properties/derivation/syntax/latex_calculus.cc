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
  if (!in_[at].is_command("mathrm") && !in_[at].is_command("operatorname")) return at;
  const Argument inside = argument(at + 1, end);
  return plain_word(inside.range()) == "d" ? inside.next : at;
}

std::size_t LatexMath::fraction(std::size_t at, std::size_t end) {
  const Argument above = argument(at + 1, end), below = argument(above.next, end);
  const std::size_t body = differential_end(above.begin, above.end);
  const std::size_t variable = differential_end(below.begin, below.end);
  const bool is_derivative = body > above.begin && variable > below.begin && variable < below.end;
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
  const std::size_t variable = differential_end(bar + 1, end);
  if (variable == bar + 1 || variable >= end) return false;
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

// ---- what binds names ----

std::size_t LatexMath::reduction(const std::string& text, Span span, std::size_t next,
                                 std::size_t end) {
  const Scripts scripts = scripts_at(next, end);
  if (!scripts.below) {
    if (scripts.above) throw IllFormed(span, "\\" + text + " has an upper end and no lower one");
    emit(Token::Kind::name, text, span, true, Token::Origin::tex_function);
    return next;
  }
  name(text, span);
  symbol("_", in_[scripts.below->begin].span, false);
  symbol("{", in_[scripts.below->begin].span, false);
  bound(scripts.below->range());
  symbol("}", in_[scripts.below->end - 1].span);
  if (scripts.above) script("^", *scripts.above);
  return scripts.next;
}

/// What stands under a sum or a limit; "1 \le i \le n" and "x \downarrow 0" have an order of
/// their own here.
void LatexMath::bound(TexRange range) {
  std::vector<std::size_t> below;
  for (std::size_t at = range.begin; at < range.end; ++at) {
    const TexToken& token = in_[at];
    if (token.is_command("le") || token.is_command("leq")) below.push_back(at);
    const bool down = token.is_command("downarrow") || token.is_command("searrow");
    if (!down && !token.is_command("uparrow") && !token.is_command("nearrow")) continue;
    walk({range.begin, at});
    symbol("->", token.span);
    walk({at + 1, range.end});
    return symbol(down ? "+" : "-", token.span, false);
  }
  if (below.size() == 2 && below[0] > range.begin && below[1] + 1 < range.end &&
      below[1] > below[0] + 1) {
    walk({below[0] + 1, below[1]});
    symbol("=", in_[below[0]].span);
    walk({range.begin, below[0]});
    symbol("..", in_[below[1]].span);
    return walk({below[1] + 1, range.end});
  }
  walk(range);
}

std::size_t LatexMath::nabla(std::size_t at, std::size_t end) {
  const Span span = in_[at].span;
  const Scripts scripts = scripts_at(at + 1, end);
  const bool second = scripts.above && plain_word(scripts.above->range()) == "2";
  if (scripts.above && !second) throw IllFormed(span, "expected \\nabla or \\nabla^2");
  TexRange variable;
  if (scripts.below) {
    variable = scripts.below->range();
  } else {
    // The gradient of f(x) by its only argument.
    const std::size_t open = scripts.next + 1;
    const std::size_t close = open < end && in_[open].is_sign("(") ? closing_of(open, end) : end;
    if (close < end && operand_end(open + 1, close) == close) variable = {open + 1, close};
  }
  if (variable.empty()) throw IllFormed(span, "\\nabla needs its variable: \\nabla_w L");
  name(second ? "hess" : "grad", span);
  symbol("_", span, false);
  symbol("{", span, false);
  walk(variable);
  symbol("}", span);
  return scripts.next;
}

/// True where "d" at `at` is followed by what can be a variable.
bool LatexMath::variable_follows(std::size_t at, std::size_t end) const {
  const std::size_t variable = in_[at].is_command("partial") ? at : differential_end(at, end);
  if (variable == at || variable >= end) return false;
  if (in_[variable].kind == Tex::letter) return true;
  const LatexCommand* command =
      in_[variable].kind == Tex::command ? find_latex_command(in_[variable].text) : nullptr;
  return command && (command->role == LatexRole::name || command->role == LatexRole::accent ||
                     command->role == LatexRole::font);
}

/// The "dx" that ends an integral's body: the first that no inner integral takes. With
/// `in_fractions` it is the one that stands in a numerator.
LatexMath::Differential LatexMath::find_differential(TexRange range, bool in_fractions) const {
  int nesting = 0, inner = 0;
  for (std::size_t at = range.begin; at < range.end && nesting >= 0; ++at) {
    const TexToken& token = in_[at];
    if (token.kind == Tex::command && token.text.ends_with("frac")) {
      const Argument above = argument(at + 1, range.end);
      const std::size_t after = argument(above.next, range.end).next;
      if (in_fractions && nesting == 0) {
        const Differential found = find_differential(above.range(), false);
        if (found.begin < found.end) return {found.begin, found.end, after};
      }
      at = after - 1;
      continue;
    }
    if (opens(at, range.end) || token.kind == Tex::open) ++nesting;
    if (token.kind == Tex::close || closes(at)) --nesting;
    if (nesting != 0) continue;
    if (token.is_command("int")) ++inner;
    if (!variable_follows(at, range.end)) continue;
    const std::size_t variable = differential_end(at, range.end);
    const std::size_t next = scripts_at(argument(variable, range.end).next, range.end).next;
    if (inner-- == 0) return {at, next, next};
    at = next - 1;
  }
  return {};
}

/// The body of an integral with its dx in a numerator: \frac{x\,dx}{y} is \frac{x}{y}, and of
/// \frac{dx}{y} a one remains above the bar.
void LatexMath::body_without(const Differential& found, std::size_t from) {
  std::vector<TexToken> body(in_.begin() + static_cast<long>(from),
                             in_.begin() + static_cast<long>(found.begin));
  if (in_[found.begin - 1].kind == Tex::open && in_[found.end].kind == Tex::close)
    body.push_back({Tex::digit, "1", in_[found.begin].span, true});
  body.insert(body.end(), in_.begin() + static_cast<long>(found.end),
              in_.begin() + static_cast<long>(found.next));
  LatexMath inner(body);
  inner.depth_ = depth_;
  for (Token& token : inner.run()) out_.push_back(std::move(token));
}

/// \int_a^b f \, dx
std::size_t LatexMath::integral(std::size_t at, std::size_t end) {
  const Span span = in_[at].span;
  const Scripts ends = scripts_at(at + 1, end);
  const bool whole_line = ends.below && !ends.above && plain_word(ends.below->range()) == "R";
  if (!ends.below || (!ends.above && !whole_line))
    throw IllFormed(span, "an integral needs both ends: \\int_{-\\infty}^{\\infty}");
  Differential found = find_differential({ends.next, end}, false);
  const bool in_fraction = found.begin == found.end;
  if (in_fraction) found = find_differential({ends.next, end}, true);
  if (found.begin == found.end) throw IllFormed(span, "this integral has no dx");
  name("integral", span);
  symbol("(", span);
  walk({differential_end(found.begin, found.end), found.end});
  name("in", span);
  if (whole_line) {
    symbol("-", span);
    name("inf", span);
    symbol("..", span);
    name("inf", span);
  } else {
    enclosed(ends.below->range(), span);
    symbol("..", span);
    enclosed(ends.above->range(), span);
  }
  symbol(":", span);
  if (in_fraction) {
    if (found.next < end && (in_[found.next].kind == Tex::letter || opens(found.next, end)))
      throw IllFormed(in_[found.next].span, "put the dx behind everything that is integrated");
    body_without(found, ends.next);
  } else if (found.begin == ends.next) {
    emit(Token::Kind::number, "1", span);
  } else {
    walk({ends.next, found.begin});
  }
  symbol(")", in_[found.next - 1].span);
  return found.next;
}

/// E, Var and Cov with their subscript; the bracket behind them may be of any kind as long as it
/// is clear where it ends.
std::size_t LatexMath::expectation(const std::string& text, Span span, std::size_t next,
                                   std::size_t end) {
  const Scripts scripts = scripts_at(next, end);
  std::size_t open = scripts.next;
  const LatexCommand* size =
      open < end && in_[open].kind == Tex::command ? find_latex_command(in_[open].text) : nullptr;
  if (size && size->role == LatexRole::sizing) ++open;
  const bool has_bracket = open < end && opens(open, end) && !scripts.above;
  const std::size_t close = has_bracket ? closing_of(open, end) : end;
  const bool is_powered = close + 1 < end && in_[close + 1].is_sign("^");
  if (!has_bracket || close == end || (in_[open].is_sign("(") && is_powered)) {
    name(text, span);
    return scripted(next, end);
  }
  name(text, span);
  if (scripts.below) script("_", *scripts.below);
  return opened_as("[", "]", scripts.next, end);
}

/// KL(p \| q), KL[p \| q], D_{KL}(p \| q)
std::size_t LatexMath::divergence(const std::string& text, Span span, std::size_t next,
                                  std::size_t end) {
  name(text, span);
  std::size_t open = next;
  if (open < end && in_[open].kind == Tex::command && find_latex_command(in_[open].text) &&
      find_latex_command(in_[open].text)->role == LatexRole::sizing)
    ++open;
  if (!opens(open, end)) return scripted(next, end);
  brackets_.push_back({in_[open].text, ")", in_[open].span, true});
  symbol("(", in_[open].span, false);
  return open + 1;
}

}  // namespace assay::derivation
