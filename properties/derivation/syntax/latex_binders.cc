// Sums and limits, gradients, integrals, expectations, divergences.
#include <algorithm>

#include "properties/derivation/syntax/latex_math.h"

namespace assay::derivation {

using Tex = TexToken::Kind;

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

/// True where a \partial or a d is followed by what can be a variable.
bool LatexMath::variable_follows(std::size_t at, std::size_t end) const {
  const std::size_t variable = differential_end(at, end);
  if (variable == at || variable >= end) return false;
  if (in_[variable].kind == Tex::letter || in_[variable].kind == Tex::open) return true;
  if (in_[variable].is_sign("(")) return in_[at].is_command("partial");
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
    const bool is_upright_d = token.kind == Tex::open && variable_follows(at, range.end);
    if (!is_upright_d && (opens(at, range.end) || token.kind == Tex::open)) ++nesting;
    if (token.kind == Tex::close || closes(at)) --nesting;
    if (nesting != 0) continue;
    if (token.is_command("int")) ++inner;
    if (token.is_command("partial") || !variable_follows(at, range.end)) continue;
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
