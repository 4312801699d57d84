// Names: composite ones, calls, and what to say about unknown ones.
#include <algorithm>

#include "properties/derivation/syntax/parser.h"
#include "properties/derivation/syntax/spelling.h"

namespace assay::derivation {

namespace {

bool is_plain(const Token& token) {
  return token.kind == Token::Kind::name || token.kind == Token::Kind::number;
}

/// The sign in "t-1".
bool is_step(const Token& token) { return token.is("+") || token.is("-"); }

}  // namespace

/// The text of "_1", "_{ab}", "_{t-1}" or "^(2)", "^{(2)}" standing `ahead` tokens on, in one
/// spelling each ("_1", "_ab", "_t-1", "^(2)"); `ahead` moves past it. Empty where there is none.
std::string Parser::script_text(std::size_t& ahead) const {
  const Token& mark = peek(ahead);
  if (mark.space_before) return {};
  std::size_t next = ahead + 1;
  if (mark.is("_")) {
    if (is_plain(peek(next))) {
      ahead = next + 1;
      return "_" + peek(next).text;
    }
    if (!peek(next).is("{")) return {};
    std::string text = "_";
    for (++next; is_plain(peek(next)) || peek(next).is(",") || is_step(peek(next)); ++next)
      text += peek(next).text;
    if (!peek(next).is("}")) return {};
    ahead = next + 1;
    return text;
  }
  if (mark.is("^")) {
    const bool braced = peek(next).is("{");
    if (braced) ++next;
    if (!peek(next).is("(") || !is_plain(peek(next + 1))) return {};
    std::string text = "^(";
    for (++next; is_plain(peek(next)) || is_step(peek(next)); ++next) text += peek(next).text;
    if (!peek(next).is(")") || (braced && !peek(next + 1).is("}"))) return {};
    ahead = next + (braced ? 2 : 1);
    return text + ")";
  }
  return {};
}

bool Parser::extend_by_script(std::string& name) {
  // The longest declared composite wins: "W_1^(2)" before "W_1".
  std::size_t ahead = 0;
  std::string longest;
  std::size_t taken = 0;
  std::string candidate = name;
  for (int scripts = 0; scripts < 3; ++scripts) {
    const std::string script = script_text(ahead);
    if (script.empty()) break;
    candidate += script;
    if (vocabulary_.knows(candidate)) {
      longest = candidate;
      taken = ahead;
    }
  }
  if (peek(taken).is("*") && !peek(taken).space_before &&
      vocabulary_.knows((longest.empty() ? name : longest) + "*")) {
    longest = (longest.empty() ? name : longest) + "*";
    ++taken;
  }
  if (longest.empty()) return false;
  name = longest;
  while (taken-- > 0) take();
  return true;
}

std::string Parser::declared_name() {
  if (peek().kind != Token::Kind::name) fail("expected a name");
  std::string name = take().text;
  for (int scripts = 0; scripts < 3; ++scripts) {
    std::size_t ahead = 0;
    const std::string script = script_text(ahead);
    if (script.empty()) break;
    name += script;
    while (ahead-- > 0) take();
  }
  if (at("*") && !peek().space_before && !is_plain(peek(1)) && !peek(1).is("(")) {
    take();
    name += "*";
  }
  return name;
}

std::vector<std::string> Parser::declared_names() {
  std::vector<std::string> names = {declared_name()};
  while (accept(",")) names.push_back(declared_name());
  return names;
}

Tree Parser::named() {
  const Token token = peek();
  const bool call_of_e = (token.is("E") || token.is("Var") || token.is("Cov")) &&
                         !vocabulary_.values.count(token.text);
  if (call_of_e && (peek(1).is("[") || peek(1).is("_"))) return expectation();
  if (call_of_e && peek(1).is("("))
    throw IllFormed(token.span, "write " + token.text +
                                    "[...]: with parentheses it is not clear where it ends");
  if ((token.is("KL") || token.is("TV") || token.is("Hellinger") || token.is("JS")) &&
      !vocabulary_.knows(token.text) && peek(1).is("("))
    return divergence();
  if ((token.is("integral") || token.is("int")) && !vocabulary_.knows(token.text))
    return integral();
  if ((token.is("limit") || token.is("lim")) && !vocabulary_.knows(token.text)) return limit();

  take();
  std::string name = token.text;
  const bool extended = extend_by_script(name);
  if (!vocabulary_.knows(name)) name = in_our_spelling(name);
  if (extended || vocabulary_.knows(name)) {
    if (vocabulary_.functions.count(name)) return call(token, name);
    return make_name(name, {token.span.line, token.span.column,
                            std::max(token.span.length, static_cast<int>(name.size()))});
  }
  if (name == "I" && at("_") && !peek().space_before) {
    const Tree size = subscripts(make_name(name, token.span));
    if (size->kids.size() == 2) return make(Kind::call, token.span, "eye", {size->kids[1]});
  }
  return undeclared(token);
}

Tree Parser::undeclared(const Token& token) {
  const std::string& name = token.text;
  std::string message = "unknown name '" + name + "'";
  for (std::size_t split = 1; split < name.size(); ++split)
    if (vocabulary_.knows(name.substr(0, split)) && vocabulary_.knows(name.substr(split)))
      throw IllFormed(token.span, message + "; did you mean '" + name.substr(0, split) + " " +
                                      name.substr(split) + "' (a product needs a space)?");
  if (expired_.count(name))
    throw IllFormed(token.span, "'" + name +
                                    "' is used outside what binds it, which ends at "
                                    "the next + or -: put parentheses around its terms");
  for (const std::string& known : vocabulary_.values)
    if (name.size() > 1 && known.size() > name.size() && known.compare(0, name.size(), name) == 0)
      throw IllFormed(token.span, message + "; '" + known + "' is declared");
  throw IllFormed(token.span, message + "; declare it with 'given " + name + " in ...' or 'let " +
                                  name + " = ...'");
}

/// Takes the next `count` tokens as part of a name.
std::string Parser::joined_scripts(std::size_t count) {
  std::string text;
  while (count-- > 0) text += take().text;
  return text;
}

/// An argument: "name=value" or an expression.
Tree Parser::argument() {
  std::size_t after = 1;
  if (peek().kind == Token::Kind::name)
    while (!script_text(after).empty()) continue;
  if (peek().kind == Token::Kind::name && peek(after).is("=")) {
    Token name = take();
    name.text = name.text + joined_scripts(after - 1);
    take();
    // A value such as 'tanh' may be a word that is no name here.
    if (peek().kind == Token::Kind::name && (peek(1).is(",") || peek(1).is(")")) &&
        !vocabulary_.values.count(peek().text)) {
      const Token word = take();
      return make(Kind::named, name.span, name.text, {make_name(word.text, word.span)});
    }
    return make(Kind::named, name.span, name.text, {sum()});
  }
  return logic();
}

/// In TeX "\log x^2 + 1" stands for log(x^2) + 1. How far "\log x y" reaches is anybody's guess.
Tree Parser::loose_argument(const Token& function) {
  const Tree operand = reduction_follows()    ? reduction()
                       : derivative_follows() ? derivative()
                                              : power();
  const bool clear = (!starts_factor() && !at("/")) || at("(") || at("[") || at("{") || at("⌊") ||
                     at("⌈") ||
                     (peek().origin == Token::Origin::tex_function &&
                      vocabulary_.functions.count(peek().text) > 0);
  if (!clear)
    throw IllFormed(function.span, "how far does '" + function.text +
                                       "' reach? Put parentheses around its argument");
  return operand;
}

/// The 2 of "\sin^2 x" and "sin^2(x)".
Tree Parser::exponent_of(const Token& function) {
  if (vocabulary_.declared.count(function.text))
    throw IllFormed(function.span, "a power of '" + function.text + "': write " + function.text +
                                       "(x)^n, or what is applied n times");
  take();
  const bool braced = accept("{");
  const Tree exponent = braced ? sum() : postfix();
  if (braced) expect("}", "after the exponent");
  if (exponent->kind != Kind::number)
    throw IllFormed(exponent->span, "a power of a function: write " + function.text +
                                        "(x)^n, or the name of its inverse");
  return exponent;
}

/// "log p_k", as people write the best known functions without parentheses.
bool Parser::is_spoken(const Token& token, const std::string& name) const {
  static constexpr std::string_view spoken[] = {"log",  "ln",   "exp",  "sin", "cos", "tan",
                                                "sinh", "cosh", "tanh", "det", "tr"};
  const Token& next = peek();
  return token.text == name &&
         std::find(std::begin(spoken), std::end(spoken), name) != std::end(spoken) &&
         next.space_before && (next.kind == Token::Kind::name || next.kind == Token::Kind::number);
}

Tree Parser::call(const Token& token, const std::string& name) {
  const bool loose = token.origin == Token::Origin::tex_function || is_spoken(token, name);
  long primes = 0;
  while (at("'") && !peek().space_before) {
    take();
    ++primes;
  }
  std::vector<Tree> kids;
  if (name == "log" && at("_") && !peek().space_before) {
    take();
    const bool braced = accept("{");
    kids.push_back(make(Kind::named, token.span, "base", {braced ? sum() : primary()}));
    if (braced) expect("}", "after the base of the logarithm");
  }
  Tree exponent;
  if (at("^") && (loose || !peek().space_before)) exponent = exponent_of(token);
  const auto raised_call = [&](Tree made) {
    return exponent ? make(Kind::hadamard_power, token.span, {}, {made, exponent}) : made;
  };
  const Token open = peek();
  if (loose && !at("(")) {
    kids.insert(kids.begin(), loose_argument(token));
    return raised_call(make(Kind::call, token.span, name, kids));
  }
  const int outer_bars = std::exchange(bars_, 0);
  if (!accept("("))
    throw IllFormed(token.span, "'" + name + "' is a function: write " + name + "(...)");
  kids.insert(kids.begin(), argument());
  while (accept(",")) kids.push_back(argument());
  if (!accept(")"))
    fail("expected ')' to close the parenthesis opened at column " +
         std::to_string(open.span.column));
  bars_ = outer_bars;
  if (primes == 0) return raised_call(make(Kind::call, token.span, name, kids));
  if (kids.size() != 1) throw IllFormed(token.span, "a prime needs a function of one argument");
  return std::make_shared<const Node>(
      Node{Kind::derived_call, token.span, name, std::move(kids), Number(primes)});
}

}  // namespace assay::derivation
