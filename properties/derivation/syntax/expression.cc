// Operators by their precedence.
#include <algorithm>

#include "properties/derivation/syntax/chain.h"
#include "properties/derivation/syntax/parser.h"

namespace assay::derivation {

namespace {

bool is_any(const Token& token, std::initializer_list<std::string_view> symbols) {
  return std::any_of(symbols.begin(), symbols.end(),
                     [&](std::string_view symbol) { return token.is(symbol); });
}

/// Words that end an expression instead of continuing it.
bool is_reserved(const Token& token) {
  return token.kind == Token::Kind::name &&
         is_any(token,
                {"in",    "and",   "or",     "not",       "if",         "otherwise", "for",
                 "as",    "only",  "iff",    "converges", "to",         "where",     "let",
                 "given", "claim", "expect", "seq",       "convention", "iid",       "with"});
}

}  // namespace

Span joined(const Tree& first, const Tree& last) {
  Span span = first->span;
  if (last->span.line == span.line)
    span.length = std::max(span.length, last->span.column + last->span.length - span.column);
  return span;
}

const Token& Parser::peek(std::size_t ahead) const {
  return tokens_[std::min(position_ + ahead, tokens_.size() - 1)];
}

Token Parser::take() {
  const Token token = peek();
  if (position_ + 1 < tokens_.size()) ++position_;
  return token;
}

bool Parser::accept(std::string_view symbol) {
  if (!at(symbol)) return false;
  take();
  return true;
}

void Parser::expect(std::string_view symbol, const std::string& purpose) {
  if (!accept(symbol)) fail("expected '" + std::string(symbol) + "' " + purpose);
}

void Parser::refuse_errors_ahead() const {
  for (std::size_t at = position_; at < tokens_.size(); ++at) {
    const Token& token = tokens_[at];
    if (token.kind == Token::Kind::newline) return;
    if (token.kind == Token::Kind::error) throw IllFormed(token.span, token.text);
  }
}

void Parser::fail(const std::string& message) const {
  const Token& token = peek();
  const std::string found = token.kind == Token::Kind::end || token.kind == Token::Kind::newline
                                ? "the line ends"
                                : "'" + token.text + "' stands here";
  throw IllFormed(token.span, message + ", but " + found);
}

Tree Parser::logic() {
  const Deeper deeper(depth_, peek().span);
  Tree left = disjunction();
  for (Chain chain; is_any(peek(), {"=>", "<=>"});) {
    chain.link(peek().span);
    const Kind kind = take().text == "=>" ? Kind::implication : Kind::equivalence;
    left = binary(kind, left, disjunction());
  }
  return left;
}

Tree Parser::disjunction() {
  Tree left = conjunction();
  for (Chain chain; accept("or"); chain.link(left->span))
    left = binary(Kind::disjunction, left, conjunction());
  return left;
}

Tree Parser::conjunction() {
  Tree left = negation();
  for (Chain chain; accept("and"); chain.link(left->span))
    left = binary(Kind::conjunction, left, negation());
  return left;
}

Tree Parser::negation() {
  const Span span = peek().span;
  if (accept("not")) return make(Kind::negation, span, {}, {negation()});
  return relation();
}

Tree Parser::relation() {
  Tree left = sum();
  if (accept("in")) return binary(Kind::member, left, binder_set());
  std::vector<Tree> sides = {left};
  std::string signs;
  while (is_any(peek(), {"=", "!=", "<", "<=", ">", ">=", "~="})) {
    signs += (signs.empty() ? "" : " ") + take().text;
    sides.push_back(sum());
  }
  return sides.size() == 1
             ? left
             : make(Kind::relation, joined(sides.front(), sides.back()), signs, sides);
}

Tree Parser::sum() {
  const Deeper deeper(depth_, peek().span);
  Tree left = product();
  for (Chain chain; is_any(peek(), {"+", "-"});) {
    chain.link(peek().span);
    const Kind kind = take().text == "+" ? Kind::add : Kind::subtract;
    left = binary(kind, left, product());
  }
  return left;
}

bool Parser::starts_factor() const {
  const Token& token = peek();
  if (in_dimensions_ && token.is("x")) return false;
  switch (token.kind) {
    case Token::Kind::number:
      return peek(1).is("[") && !peek(1).space_before;
    case Token::Kind::name:
      return !is_reserved(token);
    case Token::Kind::symbol:
      return is_any(token, {"(", "[", "{", "∂", "⌊", "⌈", "⟨", "#"}) ||
             (bars_ == 0 && is_any(token, {"|", "||"}));
    default:
      return false;
  }
}

Tree Parser::product() {
  Tree left = factor();
  for (Chain chain;; chain.link(left->span)) {
    if (!in_dimensions_ && accept("*"))
      left = binary(Kind::product, left, factor());
    else if (at("/"))
      left = quotient(left);
    else if (accept(".*"))
      left = binary(Kind::hadamard, left, factor());
    else if (accept("./"))
      left = binary(Kind::hadamard_divide, left, factor());
    else if (starts_factor())
      left = binary(Kind::product, left, factor());
    else if (peek().kind == Token::Kind::number)
      fail("a number after a factor: write '*' for a product");
    else
      return left;
  }
}

/// In TeX nobody knows whether "1/2 n" is n/2.
Tree Parser::quotient(const Tree& left) {
  const Token bar = take();
  const bool is_word = peek().kind == Token::Kind::name || peek().kind == Token::Kind::number;
  const Tree below = factor();
  const bool unclear = bar.origin != Token::Origin::text && is_word && starts_factor() &&
                       peek().origin == Token::Origin::tex &&
                       (peek().kind == Token::Kind::name || peek().kind == Token::Kind::number) &&
                       !reduction_follows();
  if (unclear)
    throw IllFormed(peek().span, "does this stand below the bar? Write \\frac{a}{b} c or a/(b c)");
  return binary(Kind::divide, left, below);
}

Tree Parser::factor() {
  const Deeper deeper(depth_, peek().span);
  const Span span = peek().span;
  if (accept("-")) {
    const Tree operand = factor();
    return make(Kind::negate, joined(make_number(0, span), operand), {}, {operand});
  }
  if (accept("+")) return factor();
  if (reduction_follows()) return reduction();
  if (derivative_follows()) {
    Tree slope = derivative();
    while (accept("^")) slope = raised(slope, false);
    return slope;
  }
  return power();
}

Tree Parser::power() {
  Tree base = postfix();
  while (is_any(peek(), {"^", ".^"})) {
    const bool elementwise = take().text == ".^";
    base = raised(base, elementwise);
  }
  return base;
}

Tree Parser::primary() {
  const Deeper deeper(depth_, peek().span);
  const Token& token = peek();
  switch (token.kind) {
    case Token::Kind::number:
      return number_or_iverson();
    case Token::Kind::name:
      if (is_reserved(token)) fail("expected an expression");
      return named();
    case Token::Kind::symbol:
      if (token.is("(")) return parenthesised();
      if (token.is("|") || token.is("||")) return bars();
      if (token.is("[")) return brackets();
      if (token.is("{")) return braces();
      if (token.is("⌊")) return rounding("⌋", "floor");
      if (token.is("⌈")) return rounding("⌉", "ceil");
      if (token.is("<")) return angle(">");
      if (token.is("⟨")) return angle("⟩");
      if (token.is("#")) return count();
      [[fallthrough]];
    default:
      fail("expected an expression");
  }
}

Tree Parser::number_or_iverson() {
  const Token token = take();
  if (token.text == "1" && at("[") && !peek().space_before) {
    take();
    const Tree condition = logic();
    expect("]", "after the condition");
    return make(Kind::iverson, token.span, {}, {condition});
  }
  return make_number(Number::from_decimal(token.text), token.span);
}

}  // namespace assay::derivation
