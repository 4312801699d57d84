// Everything that binds a name or differentiates: sums, expectations, integrals, limits,
// derivatives.
#include <algorithm>
#include <array>

#include "properties/derivation/syntax/parser.h"

namespace assay::derivation {

namespace {

constexpr std::array<std::string_view, 7> reductions = {"sum",  "prod",   "max",   "min",
                                                        "mean", "argmax", "argmin"};

bool is_reduction(const Token& token) {
  return token.kind == Token::Kind::name &&
         (std::find(reductions.begin(), reductions.end(), token.text) != reductions.end() ||
          token.text == "Sigma");
}

}  // namespace

/// "sum_i", "sum_{i=1..n}" and "sum(i in 1..n: ...)" bind; "sum(x)" is an ordinary call.
bool Parser::reduction_follows() const {
  const Token& token = peek();
  if (!is_reduction(token) || vocabulary_.values.count(token.text)) return false;
  if (peek(1).is("_") && !peek(1).space_before) return true;
  if (!peek(1).is("(")) return false;
  for (std::size_t ahead = 2;; ++ahead) {
    const Token& next = peek(ahead);
    if (next.kind == Token::Kind::name || next.is(",") || next.is("_") ||
        next.kind == Token::Kind::number) {
      if (next.is("in") || (next.kind == Token::Kind::name && peek(ahead + 1).is(":"))) return true;
      continue;
    }
    return false;
  }
}

Tree Parser::reduction() {
  const Token word = take();
  const std::string name = word.text == "Sigma" ? "sum" : word.text;
  Binding bound(*this);
  std::vector<Tree> kids;
  if (accept("(")) {
    const int outer_bars = std::exchange(bars_, 0);
    do {
      const Span span = peek().span;
      const std::string variable = declared_name();
      bound.add(variable);
      kids.push_back(make(Kind::binder, span, variable,
                          accept("in") ? std::vector<Tree>{binder_set()} : std::vector<Tree>{}));
    } while (accept(","));
    expect(":", "between the range and what is taken over it");
    kids.push_back(logic());
    expect(")", "to close the " + name);
    bars_ = outer_bars;
    return make(Kind::reduce, word.span, name, kids);
  }
  take();  // the underscore
  const std::size_t start = position_;
  const bool braced = accept("{");
  do {
    const Span span = peek().span;
    const std::string variable = braced ? declared_name() : take().text;
    bound.add(variable);
    if (braced && accept("=")) {
      const Tree first = sum();
      Tree last;
      if (accept("..")) {
        last = sum();
      } else {
        expect("}", "after the first index");
        expect("^", "and the last index");
        const bool last_braced = accept("{");
        last = last_braced ? sum() : primary();
        if (last_braced) expect("}", "after the last index");
        kids.push_back(make(Kind::binder, span, variable,
                            {make(Kind::range, first->span, {}, {first, last})}));
        kids.push_back(product());
        return make(Kind::reduce, word.span, name, kids);
      }
      kids.push_back(
          make(Kind::binder, span, variable, {make(Kind::range, first->span, {}, {first, last})}));
    } else if (braced && accept("in")) {
      kids.push_back(make(Kind::binder, span, variable, {binder_set()}));
    } else {
      kids.push_back(make(Kind::binder, span, variable));
      if (braced && !at(",") && !at("}") && !at(":")) {
        // "sum_{j != i}": the name begins a condition.
        const std::size_t after = position_;
        position_ = start + 1;
        while (position_ < after && !(peek().text == variable)) take();
        const Tree condition = logic();
        kids.push_back(condition);
        break;
      }
    }
  } while (braced && accept(","));
  if (braced) {
    if (accept(":")) kids.push_back(logic());
    expect("}", "after the range");
  }
  kids.push_back(product());
  return make(Kind::reduce, word.span, name, kids);
}

/// What a bound name runs through: a range, an interval, a set or a declared kind of set.
Tree Parser::binder_set() {
  const Span span = peek().span;
  if (peek().kind == Token::Kind::name || at("{") || ((at("(") || at("[")))) {
    const Domain set = domain();
    switch (set.base) {
      case Domain::Base::range:
        return make(Kind::range, span, {}, set.parts);
      case Domain::Base::interval:
        return make(Kind::interval, span, set.text, set.parts);
      case Domain::Base::set: {
        const Tree elements = make(Kind::set, span, {}, set.parts);
        if (set.dims.empty()) return elements;
        std::vector<Tree> kids = {elements};
        kids.insert(kids.end(), set.dims.begin(), set.dims.end());
        return make(Kind::call, span, "power_set", kids);
      }
      default: {
        // R, R+, bits(n) and the like, with their dimensions.
        std::vector<Tree> kids = set.parts;
        const std::string name = set.base == Domain::Base::real       ? "R"
                                 : set.base == Domain::Base::positive ? "R+"
                                 : set.base == Domain::Base::integer  ? "Z"
                                                                      : set.text;
        if (!set.dims.empty()) kids.push_back(make(Kind::tuple, span, {}, set.dims));
        return make(Kind::call, span, name, kids);
      }
    }
  }
  const Tree first = sum();
  expect("..", "and the last number of the range");
  return make(Kind::range, span, {}, {first, sum()});
}

Tree Parser::expectation() {
  const Token word = take();
  Binding bound(*this);
  std::vector<Tree> kids;
  if (accept("_")) {
    const bool braced = accept("{");
    do {
      const Span span = peek().span;
      const std::string variable = declared_name();
      if (braced && accept("~")) {
        const Tree law = distribution();
        bound.add(variable);
        kids.push_back(make(Kind::binder, span, variable, {law}));
      } else {
        if (!vocabulary_.knows(variable))
          throw IllFormed(span, "unknown random variable '" + variable + "'");
        kids.push_back(make(Kind::binder, span, variable));
      }
    } while (braced && (accept(",") || accept(";")));
    if (braced) expect("}", "after the random variables");
  }
  expect("[", "after " + word.text);
  const int outer_bars = std::exchange(bars_, 0);
  // "E[ body ; z ~ q ]": the law stands behind, but the name is needed in the body.
  int nesting = 0;
  for (std::size_t ahead = 0; peek(ahead).kind != Token::Kind::end; ++ahead) {
    const Token& token = peek(ahead);
    if (token.is("[") || token.is("(") || token.is("{")) ++nesting;
    if ((token.is("]") || token.is(")") || token.is("}")) && nesting-- == 0) break;
    if (nesting == 0 && token.is(";") && peek(ahead + 2).is("~")) bound.add(peek(ahead + 1).text);
  }
  Tree body = logic();
  if (word.text == "Cov") {
    expect(",", "between the two variables of a covariance");
    body = make(Kind::tuple, word.span, {}, {body, logic()});
  }
  while (accept(";")) {
    const Span span = peek().span;
    const std::string variable = declared_name();
    expect("~", "and the distribution of " + variable);
    kids.push_back(make(Kind::binder, span, variable, {distribution()}));
  }
  expect("]", "to close " + word.text + "[");
  bars_ = outer_bars;
  kids.push_back(body);
  return make(Kind::expectation, word.span, word.text, kids);
}

Tree Parser::distribution() {
  const Token word = peek();
  if (word.kind != Token::Kind::name) fail("expected a distribution");
  take();
  if (!at("(")) return make(Kind::call, word.span, word.text);
  take();
  std::vector<Tree> kids = {argument()};
  while (accept(",")) kids.push_back(argument());
  expect(")", "to close the distribution");
  return make(Kind::call, word.span, word.text, kids);
}

Tree Parser::integral() {
  const Token word = take();
  Binding bound(*this);
  const bool subscript = accept("_");
  expect(subscript ? "{" : "(", "after the integral sign");
  const Span span = peek().span;
  const std::string variable = declared_name();
  Tree set;
  if (accept("=")) {
    const Tree first = sum();
    expect("..", "and the upper end");
    set = make(Kind::range, span, {}, {first, sum()});
  } else {
    expect("in", "and where it runs");
    set = binder_set();
  }
  bound.add(variable);
  const Tree over = make(Kind::binder, span, variable, {set});
  if (subscript) {
    expect("}", "after the ends of the integral");
    return make(Kind::integral, word.span, {}, {over, product()});
  }
  expect(":", "between the range and the integrand");
  const Tree body = sum();
  expect(")", "to close the integral");
  return make(Kind::integral, word.span, {}, {over, body});
}

Tree Parser::limit() {
  const Token word = take();
  const bool subscript = accept("_");
  expect(subscript ? "{" : "(", "after the limit");
  Binding bound(*this);
  const Span span = peek().span;
  const std::string variable = declared_name();
  expect("->", "and where it goes");
  const Tree target = at("-") && peek(1).is("inf") ? factor() : product();
  std::string side;
  if (at("+") || at("-")) side = take().text;
  if (at("^") && (peek(1).is("+") || peek(1).is("-"))) {
    take();
    side = take().text;
  }
  expect(subscript ? "}" : ":", "after the limit's point");
  bound.add(variable);
  const Tree body = subscript ? product() : logic();
  if (!subscript) expect(")", "to close the limit");
  return make(Kind::limit, word.span, side, {make_name(variable, span), target, body});
}

Tree Parser::divergence() {
  const Token word = take();
  take();
  const int outer_bars = std::exchange(bars_, 0);
  const Tree left = distribution();
  if (!accept(",")) expect("||", "between the two distributions");
  const Tree right = distribution();
  expect(")", "to close " + word.text + "(");
  bars_ = outer_bars;
  return make(Kind::divergence, word.span, word.text, {left, right});
}

}  // namespace assay::derivation
