// Derivatives as people write them: dL/dW, ∂²f/∂x∂y, grad_w L, jac(f, x).
#include <algorithm>
#include <array>
#include <optional>

#include "properties/derivation/syntax/parser.h"

namespace assay::derivation {

namespace {

constexpr std::array<std::string_view, 3> derivative_words = {"grad", "jac", "hess"};

bool is_derivative_word(const Token& token) {
  return token.kind == Token::Kind::name &&
         std::find(derivative_words.begin(), derivative_words.end(), token.text) !=
             derivative_words.end();
}

}  // namespace

/// "dx" where x is declared and dx is not, or "dη", whose letters are two tokens.
bool Parser::is_differential(std::size_t ahead) const {
  const Token& token = peek(ahead);
  const Token& next = peek(ahead + 1);
  if (token.is("d") && next.kind == Token::Kind::name && !next.space_before)
    return vocabulary_.knows(next.text);
  if (token.kind != Token::Kind::name || token.text.size() < 2 || token.text[0] != 'd' ||
      vocabulary_.knows(token.text))
    return false;
  const std::string rest = token.text.substr(1);
  if (vocabulary_.functions.count(rest)) return true;
  return std::any_of(
      vocabulary_.values.begin(), vocabulary_.values.end(), [&](const std::string& name) {
        return name == rest ||
               (name.size() > rest.size() && name.compare(0, rest.size(), rest) == 0 &&
                (name[rest.size()] == '_' || name[rest.size()] == '^' || name[rest.size()] == '*'));
      });
}

/// Splits "dL" into "∂" and "L" where dL is no name but L is.
void Parser::split_differential() {
  if (!is_differential(0)) return;
  Token& token = tokens_[position_];
  if (token.is("d")) {
    token.kind = Token::Kind::symbol;
    token.text = "∂";
    return;
  }
  Token rest = token;
  rest.text = token.text.substr(1);
  rest.span.column += 1;
  rest.span.length -= 1;
  rest.space_before = false;
  token.kind = Token::Kind::symbol;
  token.text = "∂";
  token.span.length = 1;
  tokens_.insert(tokens_.begin() + static_cast<long>(position_) + 1, rest);
}

bool Parser::derivative_follows() {
  const Token& token = peek();
  if (token.is("∂")) return true;
  if (is_derivative_word(token) && !vocabulary_.knows(token.text))
    return peek(1).is("_") || peek(1).is("(") ||
           (token.text == "grad" && vocabulary_.functions.count(peek(1).text) > 0);
  if (token.kind != Token::Kind::name) return false;
  if (token.text == "d" && peek(1).is("/") && is_differential(2)) {
    // Even where d is declared, "d/dr" of a declared r is the derivative.
    tokens_[position_].kind = Token::Kind::symbol;
    tokens_[position_].text = "∂";
    return true;
  }
  if (vocabulary_.knows(token.text)) return false;
  if (token.text == "d" && (peek(1).is("/") || peek(1).is("^"))) {
    tokens_[position_].kind = Token::Kind::symbol;
    tokens_[position_].text = "∂";
    return true;
  }
  split_differential();
  return peek().is("∂");
}

Tree Parser::derivative() {
  if (at("∂")) return differential();
  return operator_derivative();
}

/// A gradient is taken of a product, but in TeX "\nabla f(x)^\top (y - x)" of the call alone.
Tree Parser::gradient_body(const Token& word) {
  const bool is_call = word.origin != Token::Origin::text && peek().kind == Token::Kind::name &&
                       vocabulary_.functions.count(peek().text) > 0 && !reduction_follows();
  if (!is_call) return product();
  const std::size_t start = position_;
  const Tree body = postfix();
  const std::size_t exponent = peek(1).is("{") ? 2 : 1;
  if (!at("^") || peek(exponent).is("T")) return body;
  position_ = start;
  return power();
}

/// "∇J(w)": the variable is the argument, where that is a name.
Tree Parser::gradient_of_call(const Token& word) {
  const Tree of = postfix();
  if (of->kind != Kind::call || of->kids.size() != 1 || of->kids[0]->kind != Kind::name)
    throw IllFormed(of->span, "a gradient with respect to what? Write grad_w " + to_string(of));
  return make(Kind::derivative, word.span, word.text, {of, of->kids[0]});
}

/// "grad_x f", "jac(f, x)", "hess(L, x)".
Tree Parser::operator_derivative() {
  const Token word = take();
  if (peek().kind == Token::Kind::name) return gradient_of_call(word);
  if (accept("_")) {
    Tree wrt;
    if (accept("{")) {
      wrt = postfix();
      expect("}", "after the variable");
    } else {
      // Only the name: "grad_w L".
      const Token variable = take();
      std::string name = variable.text;
      if (!extend_by_script(name) && !vocabulary_.knows(name)) undeclared(variable);
      wrt = make_name(name, variable.span);
    }
    return make(Kind::derivative, word.span, word.text, {gradient_body(word), wrt});
  }
  take();
  const int outer_bars = std::exchange(bars_, 0);
  const Tree of = sum();
  expect(",", "and the variable of the derivative");
  const Tree wrt = postfix();
  expect(")", "to close " + word.text + "(");
  bars_ = outer_bars;
  return postfix_of(make(Kind::derivative, word.span, word.text, {of, wrt}));
}

/// "∂L/∂W", "∂^2 L/∂x ∂y", "∂/∂x f", "∂_x f".
Tree Parser::differential() {
  const Token sign = take();
  // From TeX the letter d comes as a name, \partial as a symbol.
  if (sign.kind == Token::Kind::name && vocabulary_.knows("d"))
    throw IllFormed(sign.span,
                    "'d' is declared, and this looks like a derivative; write \\partial, "
                    "or \\cdot for a product");
  if (at("_") && !peek().space_before) {
    take();
    const bool braced = accept("{");
    const Tree wrt = braced ? postfix() : postfix_of(primary());
    if (braced) expect("}", "after the variable");
    return make(Kind::derivative, sign.span, "d", {product(), wrt});
  }
  long order = 1;
  if (accept("^")) {
    const bool braced = accept("{");
    order = at("2") ? 2 : 0;
    if (order == 0) fail("expected a derivative of order 2");
    take();
    if (braced) expect("}", "after the order");
  }
  Tree of;
  std::optional<Token> function;  // "dJ/dw" of a function: J(w) is meant
  if (peek().kind == Token::Kind::name && vocabulary_.functions.count(peek().text) &&
      peek(1).is("/"))
    function = take();
  else if (!at("/"))
    of = postfix();
  expect("/", "and what the derivative is taken with respect to");
  std::vector<Tree> wrt;
  differential_target(wrt, static_cast<std::size_t>(order));
  if (static_cast<long>(wrt.size()) != order)
    throw IllFormed(sign.span, "the orders above and below the bar differ");
  if (function) {
    const auto known = vocabulary_.parameters.find(function->text);
    if (known == vocabulary_.parameters.end() ||
        known->second != std::vector<std::string>{wrt[0]->text})
      throw IllFormed(function->span,
                      "'" + function->text + "' is a function: write " + function->text + "(...)");
    of = make(Kind::call, function->span, function->text, {wrt[0]});
  }
  if (!of) of = product();
  wrt.insert(wrt.begin(), of);
  return make(Kind::derivative, sign.span, "d", wrt);
}

/// "∂x", "∂x^2", "∂x ∂y", "(∂x ∂y)".
void Parser::differential_target(std::vector<Tree>& wrt, std::size_t order) {
  const bool parenthesised = at("(");
  if (parenthesised) take();
  do {
    split_differential();
    if (at("d") && !vocabulary_.knows("d")) {
      take();
    } else {
      expect("∂", "before the variable of the derivative");
    }
    const Tree variable = postfix();
    wrt.push_back(variable);
    if (order == 2 && at("^") && (peek(1).is("2") || (peek(1).is("{") && peek(2).is("2")))) {
      take();
      const bool braced = accept("{");
      take();
      if (braced) expect("}", "after the order");
      wrt.push_back(variable);
    }
    if (wrt.size() < order) split_differential();
  } while (wrt.size() < order && at("∂"));
  if (parenthesised) expect(")", "after the variables of the derivative");
}

}  // namespace assay::derivation
