// Operators by their precedence, powers, subscripts.
#include <algorithm>
#include <cctype>
#include <functional>

#include "properties/derivation/syntax/parser.h"

namespace assay::derivation {

namespace {

constexpr int deepest = 120;

struct Deeper {
  Deeper(int& depth, Span where) : depth_(depth) {
    if (++depth_ > deepest) {
      --depth_;
      throw IllFormed(where, "nested more than 120 levels deep");
    }
  }
  ~Deeper() { --depth_; }
  int& depth_;
};

/// A chain of operators is as deep a tree as it is long.
class Chain {
 public:
  void link(Span where) {
    if (++links_ > longest)
      throw IllFormed(where, "a chain of more than 2000 operators; sum_{i=1..n} says it shorter");
  }

 private:
  static constexpr int longest = 2000;
  int links_ = 0;
};

Tree binary(Kind kind, const Tree& left, const Tree& right) {
  return make(kind, joined(left, right), {}, {left, right});
}

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

Tree Parser::raised(Tree base, bool elementwise) {
  const bool label = at("{") && peek().origin == Token::Origin::tex && peek(1).is("(");
  const bool braced = accept("{");
  if (!elementwise && (at("T") || at("'")) && (!braced || peek(1).is("}"))) {
    const Token sign = take();
    if (braced) expect("}", "after the transpose");
    // Where T is declared, the T-th power of a number is meant: the value decides. \top is clear.
    const bool maybe_power =
        sign.text == "T" && sign.span.length == 1 && vocabulary_.values.count("T");
    const std::string power = maybe_power ? "T" : "";
    return postfix_of(
        make(Kind::transpose, joined(base, make_number(0, sign.span)), power, {base}));
  }
  if (!elementwise && at("-") && peek(1).is("T")) {
    take();
    take();
    if (braced) expect("}", "after the transposed inverse");
    const Tree inverse = binary(Kind::power, base, make_number(-1, base->span));
    return make(Kind::transpose, base->span, {}, {inverse});
  }
  const Span span = peek().span;
  Tree exponent;
  if (braced) {
    const std::size_t start = position_;
    exponent = sum();
    if (label && at("}") && closes_where_it_ends(start))
      throw IllFormed(tokens_[start].span,
                      "a superscript in parentheses is part of a name, and no name with it is "
                      "declared; a power has no parentheses");
    expect("}", "after the exponent");
  } else if (accept("-")) {
    exponent = make(Kind::negate, span, {}, {postfix()});
  } else {
    exponent = postfix();
    if (at("^")) {
      take();
      exponent = raised(exponent, false);
    }
  }
  return binary(elementwise ? Kind::hadamard_power : Kind::power, base, exponent);
}

/// True when the parenthesis that opens at `start` closes right before this place.
bool Parser::closes_where_it_ends(std::size_t start) const {
  int nesting = 0;
  for (std::size_t at = start; at < position_; ++at) {
    if (tokens_[at].is("(")) ++nesting;
    if (tokens_[at].is(")") && --nesting == 0) return at + 1 == position_;
  }
  return false;
}

Tree Parser::postfix() { return postfix_of(primary()); }

Tree Parser::postfix_of(Tree base) {
  for (Chain chain;; chain.link(base->span)) {
    const Token& token = peek();
    if (token.space_before) return base;
    if (token.is("[")) {
      take();
      std::vector<Tree> kids = {base, sum()};
      while (accept(",")) kids.push_back(sum());
      expect("]", "after the index");
      base = make(Kind::index, base->span, {}, kids);
    } else if (token.is("_")) {
      base = subscripts(base);
    } else if (token.is("'")) {
      if (token.origin != Token::Origin::text)
        throw IllFormed(token.span,
                        "a prime is the derivative of a function; transpose with ^\\top, or give "
                        "this variable another name");
      take();
      base = make(Kind::transpose, base->span, "'", {base});
    } else if (token.is("!")) {
      take();
      base = make(Kind::factorial, base->span, {}, {base});
    } else {
      return base;
    }
  }
}

Tree Parser::subscripts(Tree base) {
  take();
  std::vector<Tree> kids = {base};
  // In "W_{ij}" and "T_{ijk}" one-letter names stand side by side.
  const std::function<void(const Tree&)> add = [&](const Tree& index) {
    const Node* first = index.get();
    while (first->kind == Kind::product) first = first->kids[0].get();
    if (index->kind == Kind::product && first->kind == Kind::name)
      for (const Tree& factor : index->kids) add(factor);
    else
      kids.push_back(index);
  };
  if (accept("{")) {
    do add(sum());
    while (accept(","));
    expect("}", "after the subscript");
  } else if (peek().kind == Token::Kind::number) {
    const Token token = take();
    kids.push_back(make_number(Number::from_decimal(token.text), token.span));
  } else if (peek().kind == Token::Kind::name) {
    const Token token = take();
    if (vocabulary_.knows(token.text)) {
      kids.push_back(make_name(token.text, token.span));
    } else {
      for (const char letter : token.text) {
        if (!vocabulary_.knows(std::string(1, letter))) undeclared(token);
        kids.push_back(make_name(std::string(1, letter), token.span));
      }
    }
  } else {
    fail("expected a subscript");
  }
  return make(Kind::index, base->span, {}, kids);
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
