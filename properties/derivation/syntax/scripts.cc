// Powers, transposes, subscripts, indices and factorials: what stands behind a factor.
#include <functional>

#include "properties/derivation/syntax/chain.h"

namespace assay::derivation {

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

}  // namespace assay::derivation
