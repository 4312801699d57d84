// Claims, their titles, trailing declarations and expected verdicts.
#include <algorithm>
#include <cctype>

#include "properties/derivation/syntax/block_reader.h"

namespace assay::derivation {

void BlockReader::read_claims() {
  parser_.rewind(0);
  while (!parser_.at_end()) {
    const Token token = parser_.peek();
    const bool at_start = is_keyword(token);
    if (!at_start) {
      parser_.take();
    } else if (token.text == "claim") {
      parser_.take();
      claims_of_one_keyword();
    } else if (token.text == "expect") {
      parser_.take();
      expectation(token);
    } else {
      parser_.take();
    }
  }
}

void BlockReader::claims_of_one_keyword() {
  // In TeX the keyword stands where the formula begins, before what its first token comes from.
  const Token keyword = before_here();
  if (statement_ends())
    reading_.errors.push_back(
        {IllFormed(keyword.span, "a claim without a statement"), keyword.text, true, {}, {}});
  for (bool is_first = true; !statement_ends(); is_first = false) {
    Token start = parser_.peek();
    if (is_first && keyword.origin == Token::Origin::tex) start.span = keyword.span;
    Vocabulary outer = vocabulary_;
    std::string title = tag();
    try {
      parser_.refuse_errors_ahead();
      Claim claim = one_claim();
      claim.span = start.span;
      claim.title = title;
      require_break();
      claim.source = source(start.span, last_here());
      reading_.statements.push_back(claim);
      last_is_error_ = false;
    } catch (const IllFormed& error) {
      while (!parser_.at_end() && parser_.peek().kind != Token::Kind::newline) parser_.take();
      reading_.errors.push_back(
          {error, source(start.span, tex_ ? last_here() : start), true, {}, title});
      last_is_error_ = true;
    }
    vocabulary_ = outer;
  }
}

Token BlockReader::last_here() {
  return tex_ && parser_.peek().kind == Token::Kind::newline ? parser_.peek() : before_here();
}

Token BlockReader::before_here() {
  const std::size_t here = parser_.position();
  parser_.rewind(here > 0 ? here - 1 : 0);
  const Token token = parser_.peek();
  parser_.rewind(here);
  return token;
}

std::string BlockReader::tag() {
  if (!parser_.at("[") || parser_.peek().origin != Token::Origin::text) return {};
  const std::size_t start = parser_.position();
  parser_.take();
  std::string text;
  bool is_matrix = false;
  while (!parser_.at("]") && parser_.peek().kind != Token::Kind::newline && !parser_.at_end()) {
    is_matrix = is_matrix || parser_.at(";");
    text += (text.empty() || !parser_.peek().space_before ? "" : " ") + parser_.peek().text;
    parser_.take();
  }
  const bool closed = parser_.accept("]");
  if (closed && !is_matrix && parser_.peek().kind != Token::Kind::newline && !parser_.at("=") &&
      !parser_.at("*"))
    return text;
  parser_.rewind(start);
  return {};
}

namespace {

bool is_number(Kind kind) {
  switch (kind) {
    case Kind::number:
    case Kind::add:
    case Kind::subtract:
    case Kind::negate:
    case Kind::product:
    case Kind::divide:
    case Kind::power:
      return true;
    default:
      return false;
  }
}

bool is_plain(const Tree& tree) {
  const Tree& inner =
      tree->kind == Kind::negate || tree->kind == Kind::absolute ? tree->kids[0] : tree;
  return inner->kind == Kind::number || inner->kind == Kind::name;
}

/// "0 < p < 1" or "n >= 1" of names and numbers says where, and nothing that could be claimed.
bool is_side_condition(const Tree& tree) {
  return tree->kind == Kind::relation && tree->text.find_first_of("<>!") != std::string::npos &&
         tree->text.find("= ") != 0 && std::all_of(tree->kids.begin(), tree->kids.end(), is_plain);
}

}  // namespace

Claim BlockReader::one_claim() {
  Claim claim;
  declare_limit_variable();
  declare_local_names();
  if (parser_.peek().kind == Token::Kind::name && parser_.peek(1).is("converges")) {
    const Token name = parser_.take();
    parser_.take();
    std::vector<Tree> kids;
    if (parser_.accept("to")) kids.push_back(parser_.sum());
    claim.statement = make(Kind::converges, name.span, name.text, kids);
    if (parser_.accept("iff")) claim.convergence_range = parser_.logic();
  } else {
    claim.statement = parser_.logic();
    if (parser_.at("->")) claim.statement = limit_statement(claim.statement);
    if (is_number(claim.statement->kind))
      throw IllFormed(claim.statement->span, "a number is no claim: write '=', '<=' or '<'");
  }
  if (parser_.accept("for")) {
    do {
      if (declaration_ahead())
        for (Given& local : givens()) claim.locals.push_back(std::move(local));
      else
        claim.conditions.push_back(parser_.logic());
    } while (parser_.accept(","));
    claim.only = parser_.accept("only");
  }
  if (!is_side_condition(claim.statement)) side_conditions(claim);
  return claim;
}

void BlockReader::side_conditions(Claim& claim) {
  while (parser_.at(",")) {
    const std::size_t comma = parser_.position();
    parser_.take();
    try {
      if (declaration_ahead()) {
        for (Given& local : givens()) claim.locals.push_back(std::move(local));
        continue;
      }
      const Tree condition = parser_.peek().kind == Token::Kind::newline ? nullptr : parser_.logic();
      if (condition && is_side_condition(condition)) {
        claim.conditions.push_back(condition);
        continue;
      }
    } catch (const IllFormed&) {
      // It is read, and refused, as the next claim.
    }
    parser_.rewind(comma);
    return;
  }
}

bool BlockReader::declaration_ahead() {
  if (parser_.peek().kind != Token::Kind::name) return false;
  const std::size_t start = parser_.position();
  bool declares = false;
  try {
    parser_.declared_names();
    declares = parser_.at("in") || parser_.at("~") || parser_.at(":");
  } catch (const IllFormed&) {
  }
  parser_.rewind(start);
  return declares;
}

Tree BlockReader::limit_statement(const Tree& left) {
  const Span span = parser_.take().span;
  const Tree right = parser_.sum();
  parser_.expect("as", "and the variable of the limit");
  const Token variable = parser_.take();
  parser_.expect("->", "and where it goes");
  const Tree target = parser_.sum();
  std::string side;
  if (parser_.at("+") || parser_.at("-")) side = parser_.take().text;
  const Tree limit =
      make(Kind::limit, span, side, {make_name(variable.text, variable.span), target, left});
  return make(Kind::relation, span, "=", {limit, right});
}

void BlockReader::declare_limit_variable() {
  for (std::size_t ahead = 0;; ++ahead) {
    const Token& token = parser_.peek(ahead);
    if (token.kind == Token::Kind::newline || token.kind == Token::Kind::end) return;
    if (token.is("as") && parser_.peek(ahead + 1).kind == Token::Kind::name)
      vocabulary_.declare_value(parser_.peek(ahead + 1).text);
  }
}

void BlockReader::declare_local_names() {
  for (std::size_t ahead = 0;; ++ahead) {
    const Token& token = parser_.peek(ahead);
    if (token.kind == Token::Kind::newline || token.kind == Token::Kind::end) return;
    if (!token.is("for")) continue;
    const std::size_t here = parser_.position();
    for (std::size_t i = 0; i <= ahead; ++i) parser_.take();
    do {
      if (declaration_ahead())
        for (const std::string& name : parser_.declared_names()) vocabulary_.declare_value(name);
    } while (skip_to_comma());
    parser_.rewind(here);
    return;
  }
}

bool BlockReader::skip_to_comma() {
  int nesting = 0;
  while (!parser_.at_end() && parser_.peek().kind != Token::Kind::newline) {
    const Token token = parser_.take();
    if (token.is("(") || token.is("[") || token.is("{")) ++nesting;
    if (token.is(")") || token.is("]") || token.is("}")) --nesting;
    if (token.is(",") && nesting <= 0) return true;
  }
  return false;
}

namespace {

bool is_a_verdict(const std::string& text) {
  return text == "holds" || text == "refuted" || text == "ill-formed" || text == "undecided" ||
         text == "trivial" || text.starts_with("holds under ");
}

}  // namespace

void BlockReader::expectation(const Token& keyword) {
  std::string text;
  while (!parser_.at_end() && parser_.peek().kind != Token::Kind::newline) {
    const Token token = parser_.take();
    text += (text.empty() || !token.space_before ? "" : " ") + token.text;
  }
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const auto refuse = [&](const std::string& why) {
    reading_.errors.push_back({IllFormed(keyword.span, why), "expect " + text, true, {}, {}});
  };
  if (!is_a_verdict(text))
    return refuse("'" + text + "' is no verdict: expect holds, refuted, ill-formed, undecided, "
                  "trivial, or holds under a convention");
  std::string* expected = last_is_error_ && !reading_.errors.empty()
                              ? &reading_.errors.back().expect
                              : nullptr;
  for (auto it = reading_.statements.rbegin(); !expected && it != reading_.statements.rend(); ++it)
    if (Claim* claim = std::get_if<Claim>(&*it)) expected = &claim->expect;
  if (!expected) return refuse("'expect' stands before any claim");
  if (!expected->empty()) return refuse("the claim above has an expected verdict already");
  *expected = text;
}

}  // namespace assay::derivation
