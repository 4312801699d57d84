// given, where, let, seq and convention.
#include <algorithm>

#include "properties/derivation/syntax/block_reader.h"

namespace assay::derivation {

namespace {

Tree renamed(const Tree& tree, const std::map<std::string, std::string>& names) {
  const auto found = names.find(tree->text);
  const bool rename =
      found != names.end() && (tree->kind == Kind::name || tree->kind == Kind::binder);
  std::vector<Tree> kids;
  for (const Tree& kid : tree->kids) kids.push_back(renamed(kid, names));
  return std::make_shared<const Node>(Node{
      tree->kind, tree->span, rename ? found->second : tree->text, std::move(kids), tree->number});
}

}  // namespace

void BlockReader::declaration(const std::string& keyword) {
  if (keyword == "convention") return convention();
  if (keyword == "seq") return sequence_header();
  while (!statement_ends()) {
    parser_.refuse_errors_ahead();
    if (keyword == "given")
      declare_givens();
    else
      definition_or_condition(keyword == "let");
    require_break();
  }
}

namespace {

bool is_order(const Token& token) {
  return token.is("<") || token.is("<=") || token.is(">") || token.is(">=");
}

/// The interval between two ends, closed where its sign admits equality.
Domain interval(const Tree& lower, bool lower_closed, const Tree& upper, bool upper_closed) {
  const std::string brackets = {lower_closed ? '[' : '(', upper_closed ? ']' : ')'};
  return {Domain::Base::interval, {lower, upper}, brackets, {}, lower->span};
}

}  // namespace

/// "x > 0", "x <= 1": where a declared name lies.
Domain BlockReader::bounded() {
  const std::string sign = parser_.take().text;
  const Tree end = parser_.sum();
  const Tree inf = make_name("inf");
  const bool closed = sign.size() == 2;
  if (sign[0] == '<') return interval(make(Kind::negate, {}, {}, {inf}), false, end, closed);
  if (sign == ">" && end->kind == Kind::number && end->number.is_zero())
    return {Domain::Base::positive, {}, {}, {}, end->span};
  return interval(end, closed, inf, false);
}

bool BlockReader::between_ahead() const {
  const Token& first = parser_.peek();
  const Token& third = parser_.peek(3);
  return first.kind == Token::Kind::number || first.is("-") ||
         (is_order(parser_.peek(1)) && parser_.peek(2).kind == Token::Kind::name &&
          (is_order(third) || third.is("_") || third.is(",")));
}

/// "0 < p < 1". Of "1 <= i <= n" nobody knows whether it is an integer.
std::vector<Given> BlockReader::given_between() {
  const Span span = parser_.peek().span;
  const Tree lower = parser_.sum();
  const bool is_below = parser_.at("<") || parser_.at("<=");
  if (!is_below) parser_.fail("expected a name to declare, or a range such as 0 < p < 1");
  const Token sign = parser_.take();
  const bool lower_closed = sign.is("<=");
  const std::vector<std::string> names = parser_.declared_names();
  if (!parser_.at("<") && !parser_.at("<=")) parser_.fail("expected '<' and the upper end");
  const bool upper_closed = parser_.take().is("<=");
  if (lower_closed && upper_closed)
    throw IllFormed(sign.span,
                    "an integer or a real number? Write i in 1..n (in TeX i \\in \\{1, \\dots, "
                    "n\\}), or p in [0, 1]");
  return declared(names, interval(lower, lower_closed, parser_.sum(), upper_closed), {}, span);
}

std::vector<Given> BlockReader::declared(const std::vector<std::string>& names,
                                         const Domain& domain, const Tree& law, Span span) {
  std::vector<Given> all;
  for (const std::string& name : names) {
    if (domain.base == Domain::Base::function)
      vocabulary_.declare_function(name);
    else
      vocabulary_.declare_value(name);
    all.push_back(Given{name, domain, law, span});
  }
  return all;
}

std::vector<Given> BlockReader::givens() {
  const Span span = parser_.peek().span;
  if (between_ahead()) return given_between();
  const std::vector<std::string> names = parser_.declared_names();
  Domain domain;
  Tree law;
  if (parser_.accept(":")) {
    for (const char* sign : {"R", "->", "R"}) parser_.expect(sign, "in 'f : R -> R'");
    domain.base = Domain::Base::function;
  } else if (is_order(parser_.peek())) {
    domain = bounded();
  } else if (parser_.accept("in")) {
    domain = parser_.domain();
    parser_.accept("iid");
    if (parser_.accept("~")) law = parser_.distribution();
  } else if (parser_.accept("~")) {
    law = parser_.distribution();
  } else {
    parser_.fail("expected 'in' and where " + names[0] + " lies");
  }
  return declared(names, domain, law, span);
}

bool BlockReader::restriction_ahead() {
  const std::size_t start = parser_.position();
  const bool between = between_ahead();
  if (between) {
    parser_.sum();
    parser_.take();
  }
  const std::vector<std::string> names = parser_.declared_names();
  const bool restricts =
      (between || is_order(parser_.peek())) &&
      std::any_of(names.begin(), names.end(),
                  [&](const std::string& name) { return vocabulary_.declared.contains(name); });
  if (restricts && names.size() > 1)
    parser_.fail("one of these names is declared already: restrict one name at a time");
  parser_.rewind(start);
  return restricts;
}

void BlockReader::declare_givens() {
  if (restriction_ahead()) {
    const Span span = parser_.peek().span;
    reading_.statements.push_back(Condition{parser_.logic(), span});
    return;
  }
  for (Given& given : givens()) reading_.statements.push_back(std::move(given));
}

std::vector<std::string> BlockReader::parameters_ahead(bool always) {
  const std::size_t start = parser_.position();
  std::vector<std::string> parameters;
  const std::string name = parser_.declared_name();
  if (parser_.accept("(") && (always || !vocabulary_.declared.count(name))) {
    while (parser_.peek().kind == Token::Kind::name) {
      parameters.push_back(parser_.declared_name());
      if (!parser_.accept(",")) break;
    }
    if (!parser_.accept(")") || !(parser_.at("=") || parser_.at(":="))) parameters.clear();
  }
  parser_.rewind(start);
  return parameters;
}

bool BlockReader::assignment_ahead() {
  const std::size_t start = parser_.position();
  parser_.declared_name();
  const bool assignment = parser_.at("=") || parser_.at(":=");
  parser_.rewind(start);
  return assignment;
}

void BlockReader::definition_or_condition(bool always) {
  const Span span = parser_.peek().span;
  if (parser_.peek().kind == Token::Kind::name) {
    const std::vector<std::string> parameters = parameters_ahead(always);
    if (!parameters.empty()) return function(parameters, span);
    if (recurrence_ahead(always)) return recurrence();
    const std::size_t start = parser_.position();
    const std::string name = parser_.declared_name();
    parser_.rewind(start);
    if (assignment_ahead() && (always || !vocabulary_.declared.count(name))) return value(span);
    if (always) return declare_givens();
  }
  reading_.statements.push_back(Condition{parser_.logic(), span});
}

void BlockReader::value(Span span) {
  const std::string name = parser_.declared_name();
  parser_.take();
  const Tree body = parser_.logic();
  vocabulary_.declare_value(name);
  reading_.statements.push_back(Definition{name, {}, body, span});
}

void BlockReader::function(const std::vector<std::string>& parameters, Span span) {
  const std::string name = parser_.declared_name();
  if (name == "E" || name == "Var" || name == "Cov" || name == "KL")
    throw IllFormed(span, "'" + name + "' has a meaning of its own here; take another name");
  parser_.take();
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    parser_.declared_name();
    parser_.take();
  }
  parser_.take();
  std::map<std::string, std::string> own;
  Tree body;
  {
    Binding bound(parser_);
    for (const std::string& parameter : parameters) {
      bound.add(parameter);
      own[parameter] = parameter + "@" + name;
    }
    body = renamed(parser_.logic(), own);
  }
  std::vector<std::string> unique;
  for (const std::string& parameter : parameters) unique.push_back(own[parameter]);
  vocabulary_.declare_function(name);
  vocabulary_.parameters[name] = parameters;
  reading_.statements.push_back(Definition{name, unique, body, span});
}

bool BlockReader::recurrence_ahead(bool always) {
  const Token name = parser_.peek();
  if (!parser_.peek(1).is("[") || parser_.peek(1).space_before) return false;
  if (!always && vocabulary_.declared.count(name.text) && !sequences_.count(name.text))
    return false;
  for (std::size_t ahead = 2;; ++ahead) {
    const Token& token = parser_.peek(ahead);
    if (token.is("]")) return parser_.peek(ahead + 1).is("=");
    if (token.kind == Token::Kind::newline || token.kind == Token::Kind::end) return false;
  }
}

void BlockReader::sequence_header() {
  parser_.take();  // the name; the equations repeat it
  while (!parser_.at(":") && parser_.peek().kind != Token::Kind::newline && !parser_.at_end())
    parser_.take();
  parser_.expect(":", "and the equations of the sequence");
  while (!statement_ends()) {
    recurrence();
    require_break();
  }
}

void BlockReader::recurrence() {
  const Token name = parser_.take();
  const bool braced = parser_.at("_") && parser_.peek(1).is("{");
  if (!parser_.accept("_"))
    parser_.expect("[", "and the index of the sequence");
  else if (braced)
    parser_.take();
  vocabulary_.declare_value(name.text);
  Sequence& sequence = sequence_of(name);
  const Token index = parser_.peek();
  if (index.kind == Token::Kind::number) {
    const Tree at = make_number(Number::from_decimal(parser_.take().text), index.span);
    close_index(braced);
    parser_.take();
    sequence.first.emplace_back(at, parser_.logic());
    return;
  }
  if (index.kind != Token::Kind::name) parser_.fail("expected the index of the sequence");
  parser_.take();
  long shift = 0;
  if (parser_.at("+") || parser_.at("-")) {
    const long sign = parser_.take().text == "+" ? 1 : -1;
    shift = sign * Number::from_decimal(parser_.take().text).integer();
  }
  close_index(braced);
  if (!parser_.accept(":=")) parser_.expect("=", "in the recurrence");
  Binding bound(parser_);
  bound.add(index.text);
  sequence.index = index.text;
  sequence.shift = shift;
  sequence.step = parser_.logic();
}

void BlockReader::close_index(bool braced) {
  if (braced)
    parser_.expect("}", "after the index of the sequence");
  else
    parser_.accept("]");
}

Sequence& BlockReader::sequence_of(const Token& name) {
  const auto known = sequences_.find(name.text);
  if (known != sequences_.end()) return std::get<Sequence>(reading_.statements[known->second]);
  sequences_[name.text] = reading_.statements.size();
  Sequence sequence;
  sequence.name = name.text;
  sequence.span = name.span;
  reading_.statements.push_back(sequence);
  return std::get<Sequence>(reading_.statements.back());
}

}  // namespace assay::derivation
