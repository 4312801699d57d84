// Statements: a keyword, then what it says, up to the next keyword.
#include <algorithm>
#include <array>
#include <map>

#include "properties/derivation/syntax/parser.h"

namespace assay::derivation {

namespace {

constexpr std::array<std::string_view, 7> keywords = {"given", "where",      "let",   "seq",
                                                      "claim", "convention", "expect"};

bool is_keyword(const Token& token) {
  return token.kind == Token::Kind::name &&
         std::find(keywords.begin(), keywords.end(), token.text) != keywords.end();
}

/// Joins lines that continue each other: inside brackets, after and before an operator.
std::vector<Token> without_soft_breaks(const std::vector<Token>& tokens) {
  constexpr std::array<std::string_view, 19> before = {
      "=", "!=", "<",  "<=",  ">",  ">=", "~=",  "+",   "-",  "*",
      "/", ".*", "./", "and", "or", "=>", "<=>", "iff", "for"};
  constexpr std::array<std::string_view, 16> after = {
      "=", "!=", "<=", ">=", "~=", "+", "-", "*", "/", ".*", "./", "and", "or", "=>", ":=", "("};
  const auto among = [](const auto& table, const Token& token) {
    return std::any_of(table.begin(), table.end(),
                       [&](std::string_view text) { return token.is(text); });
  };
  std::vector<Token> joined;
  int nesting = 0;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const Token& token = tokens[i];
    if (token.is("(") || token.is("[") || token.is("{")) ++nesting;
    if (token.is(")") || token.is("]") || token.is("}")) --nesting;
    if (token.kind == Token::Kind::newline) {
      std::size_t next = i + 1;
      while (next < tokens.size() && tokens[next].kind == Token::Kind::newline) ++next;
      if (is_keyword(tokens[next])) nesting = 0;
      const bool soft = nesting > 0 || (!joined.empty() && among(after, joined.back())) ||
                        among(before, tokens[next]);
      if (soft && tokens[next].kind != Token::Kind::end) {
        i = next - 1;
        continue;
      }
    }
    joined.push_back(token);
  }
  return joined;
}

/// The text between two places, on one line.
std::string excerpt(const std::vector<std::string_view>& lines, int first_line, const Span& from,
                    const Token& last) {
  std::string text;
  for (int line = from.line; line <= last.span.line; ++line) {
    const std::size_t at = static_cast<std::size_t>(line - first_line);
    if (at >= lines.size()) break;
    std::string piece(lines[at]);
    if (const std::size_t comment = piece.find(" -- "); comment != std::string::npos)
      piece.erase(comment);
    const std::size_t start = piece.find_first_not_of(" \t");
    const std::size_t end = piece.find_last_not_of(" \t\r");
    if (start == std::string::npos) continue;
    text += (text.empty() ? "" : " ") + piece.substr(start, end - start + 1);
  }
  for (const std::string word : {"claim ", "expect "})
    if (text.compare(0, word.size(), word) == 0) text.erase(0, word.size());
  return text;
}

/// The bytes of the first `columns` characters.
std::size_t bytes_of(std::string_view line, int columns) {
  std::size_t at = 0;
  for (; at < line.size() && columns > 0; --columns)
    for (++at; at < line.size() && (static_cast<unsigned char>(line[at]) & 0xC0) == 0x80;) ++at;
  return at;
}

/// The same of TeX, from the first character of the one to the last of the other, without
/// comments and what ends a line or a display.
std::string tex_excerpt(const std::vector<std::string_view>& lines, int first_line,
                        const Span& from, const Span& to) {
  std::string text;
  for (int line = from.line; line <= to.line; ++line) {
    const std::size_t at = static_cast<std::size_t>(line - first_line);
    if (at >= lines.size()) break;
    std::string_view piece = lines[at];
    if (line == to.line) piece = piece.substr(0, bytes_of(piece, to.column + to.length - 1));
    if (line == from.line) piece.remove_prefix(bytes_of(piece, from.column - 1));
    const std::size_t start = piece.find_first_not_of(" \t");
    if (start == std::string_view::npos || piece[start] == '%') continue;
    piece = piece.substr(start, piece.find_last_not_of(" \t\r") - start + 1);
    text += (text.empty() ? "" : " ") + std::string(piece);
  }
  return text;
}

Tree renamed(const Tree& tree, const std::map<std::string, std::string>& names) {
  const auto found = names.find(tree->text);
  const bool rename =
      found != names.end() && (tree->kind == Kind::name || tree->kind == Kind::binder);
  std::vector<Tree> kids;
  for (const Tree& kid : tree->kids) kids.push_back(renamed(kid, names));
  return std::make_shared<const Node>(Node{
      tree->kind, tree->span, rename ? found->second : tree->text, std::move(kids), tree->number});
}

class BlockReader {
 public:
  BlockReader(std::string_view text, int line, int column, Vocabulary& vocabulary)
      : BlockReader(tokenize(text, line, column), text, line, false, vocabulary) {}

  BlockReader(const std::vector<Token>& tokens, std::string_view text, int line, bool tex,
              Vocabulary& vocabulary)
      : vocabulary_(vocabulary),
        first_line_(line),
        tex_(tex),
        parser_(without_soft_breaks(tokens), vocabulary) {
    for (std::size_t start = 0; start <= text.size();) {
      const std::size_t end = std::min(text.find('\n', start), text.size());
      lines_.push_back(text.substr(start, end - start));
      start = end + 1;
    }
  }

  BlockReading run() {
    // Claims are read last, so that a definition may stand below the claim that uses it.
    std::vector<std::size_t> claims;
    each_statement([&](const std::string& keyword, std::size_t start) {
      if (keyword == "claim")
        claims.push_back(start);
      else
        declaration(keyword);
    });
    read_claims();
    return std::move(reading_);
  }

 private:
  template <class Body>
  void each_statement(Body body) {
    while (true) {
      while (parser_.peek().kind == Token::Kind::newline) parser_.take();
      if (parser_.at_end()) return;
      const Token start = parser_.peek();
      try {
        if (!is_keyword(start))
          parser_.fail("expected given, where, let, seq, convention, claim or expect");
        if (start.text == "claim" || start.text == "expect") {
          skip_statement();
          continue;
        }
        parser_.take();
        body(start.text, 0);
      } catch (const IllFormed& error) {
        reading_.errors.push_back(
            {error, source(start.span, start), false, {}, {}});
        skip_statement();
      }
    }
  }

  std::string source(const Span& from, const Token& last) const {
    return tex_ ? tex_excerpt(lines_, first_line_, from, last.span)
                : excerpt(lines_, first_line_, from, last);
  }

  void skip_statement() {
    if (!parser_.at_end()) parser_.take();
    static_cast<void>(tag());  // its words are prose
    while (!parser_.at_end() && !is_keyword(parser_.peek())) parser_.take();
  }

  bool statement_ends() {
    while (parser_.peek().kind == Token::Kind::newline || parser_.at(",") || parser_.at(";"))
      parser_.take();
    return parser_.at_end() || is_keyword(parser_.peek());
  }

  void require_break() {
    const Token& token = parser_.peek();
    if (token.kind != Token::Kind::newline && token.kind != Token::Kind::end && !token.is(",") &&
        !token.is(";") && !is_keyword(token))
      parser_.fail("expected the end of the statement");
  }

  void declaration(const std::string& keyword) {
    if (keyword == "convention") return convention();
    if (keyword == "seq") return sequence_header();
    while (!statement_ends()) {
      parser_.refuse_errors_ahead();
      if (keyword == "given")
        given(reading_.statements);
      else
        definition_or_condition(keyword == "let");
      require_break();
    }
  }

  template <class Sink>
  void given(Sink& sink) {
    const Span span = parser_.peek().span;
    const std::vector<std::string> names = parser_.declared_names();
    Domain domain;
    Tree law;
    bool function = false;
    if (parser_.accept(":")) {
      for (const char* sign : {"R", "->", "R"}) parser_.expect(sign, "in 'f : R -> R'");
      domain.base = Domain::Base::function;
      function = true;
    } else if (parser_.accept("in")) {
      domain = parser_.domain();
      parser_.accept("iid");
      if (parser_.accept("~")) law = parser_.distribution();
    } else if (parser_.accept("~")) {
      law = parser_.distribution();
    } else {
      parser_.fail("expected 'in' and where " + names[0] + " lies");
    }
    for (const std::string& name : names) {
      if (function)
        vocabulary_.declare_function(name);
      else
        vocabulary_.declare_value(name);
      sink.push_back(Given{name, domain, law, span});
    }
  }

  void convention() {
    const Span span = parser_.peek().span;
    std::string name;
    while (!parser_.at("=") && !parser_.at("in") && parser_.peek().kind != Token::Kind::newline &&
           !parser_.at_end())
      name += parser_.take().text;
    const bool several = parser_.accept("in");
    if (!several) parser_.expect("=", "and the value of the convention");
    if (several) parser_.expect("{", "and the values of the convention");
    std::vector<std::string> values(1);
    while (!parser_.at_end() && parser_.peek().kind != Token::Kind::newline && !parser_.at("}")) {
      if (several && parser_.accept(","))
        values.emplace_back();
      else
        values.back() += parser_.take().text;
    }
    if (several) parser_.expect("}", "after the values of the convention");
    reading_.statements.push_back(Convention{name, values, span});
  }

  // ---- definitions ----

  /// "f(a, b) =" with new names a and b.
  std::vector<std::string> parameters_ahead(bool always) {
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

  bool assignment_ahead() {
    const std::size_t start = parser_.position();
    parser_.declared_name();
    const bool assignment = parser_.at("=") || parser_.at(":=");
    parser_.rewind(start);
    return assignment;
  }

  void definition_or_condition(bool always) {
    const Span span = parser_.peek().span;
    if (parser_.peek().kind == Token::Kind::name) {
      const std::vector<std::string> parameters = parameters_ahead(always);
      if (!parameters.empty()) return function(parameters, span);
      if (recurrence_ahead(always)) return recurrence();
      const std::size_t start = parser_.position();
      const std::string name = parser_.declared_name();
      parser_.rewind(start);
      if (assignment_ahead() && (always || !vocabulary_.declared.count(name))) return value(span);
      if (always) {
        given(reading_.statements);
        return;
      }
    }
    reading_.statements.push_back(Condition{parser_.logic(), span});
  }

  void value(Span span) {
    const std::string name = parser_.declared_name();
    parser_.take();
    const Tree body = parser_.logic();
    vocabulary_.declare_value(name);
    reading_.statements.push_back(Definition{name, {}, body, span});
  }

  void function(const std::vector<std::string>& parameters, Span span) {
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
    reading_.statements.push_back(Definition{name, unique, body, span});
  }

  // ---- sequences ----

  /// "w[t+1] =" or "w[0] =" where w is new or a sequence of this block.
  bool recurrence_ahead(bool always) {
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

  void sequence_header() {
    parser_.take();  // the name; the equations repeat it
    while (!parser_.at(":") && parser_.peek().kind != Token::Kind::newline && !parser_.at_end())
      parser_.take();
    parser_.expect(":", "and the equations of the sequence");
    while (!statement_ends()) {
      recurrence();
      require_break();
    }
  }

  void recurrence() {
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

  void close_index(bool braced) {
    if (braced)
      parser_.expect("}", "after the index of the sequence");
    else
      parser_.accept("]");
  }

  Sequence& sequence_of(const Token& name) {
    const auto known = sequences_.find(name.text);
    if (known != sequences_.end()) return std::get<Sequence>(reading_.statements[known->second]);
    sequences_[name.text] = reading_.statements.size();
    Sequence sequence;
    sequence.name = name.text;
    sequence.span = name.span;
    reading_.statements.push_back(sequence);
    return std::get<Sequence>(reading_.statements.back());
  }

  // ---- claims ----

  void read_claims() {
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

  void claims_of_one_keyword() {
    // In TeX the keyword stands where the formula begins, before what its first token comes from.
    const Token keyword = before_here();
    if (statement_ends())
      reading_.errors.push_back({IllFormed(keyword.span, "a claim without a statement"),
                                 keyword.text,
                                 true,
                                 {},
                                 {}});
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

  /// The last token of what ends here. The end of a line of TeX stands where its formula ends.
  Token last_here() {
    return tex_ && parser_.peek().kind == Token::Kind::newline ? parser_.peek() : before_here();
  }

  Token before_here() {
    const std::size_t here = parser_.position();
    parser_.rewind(here > 0 ? here - 1 : 0);
    const Token token = parser_.peek();
    parser_.rewind(here);
    return token;
  }

  std::string tag() {
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

  Claim one_claim() {
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
    }
    if (parser_.accept("for")) {
      do {
        if (declaration_ahead())
          given(claim.locals);
        else
          claim.conditions.push_back(parser_.logic());
      } while (parser_.accept(","));
      claim.only = parser_.accept("only");
    }
    return claim;
  }

  /// "c in R" and "a, b ~ Normal(0, 1)" declare; "x > 0" is a condition.
  bool declaration_ahead() {
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

  /// "a -> b as t -> inf" is lim a = b.
  Tree limit_statement(const Tree& left) {
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

  /// In "a -> b as t -> inf" and "... for c in R" the names stand behind their use.
  void declare_limit_variable() {
    for (std::size_t ahead = 0;; ++ahead) {
      const Token& token = parser_.peek(ahead);
      if (token.kind == Token::Kind::newline || token.kind == Token::Kind::end) return;
      if (token.is("as") && parser_.peek(ahead + 1).kind == Token::Kind::name)
        vocabulary_.declare_value(parser_.peek(ahead + 1).text);
    }
  }

  void declare_local_names() {
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

  /// Behind the next comma of this line that stands in no brackets.
  bool skip_to_comma() {
    int nesting = 0;
    while (!parser_.at_end() && parser_.peek().kind != Token::Kind::newline) {
      const Token token = parser_.take();
      if (token.is("(") || token.is("[") || token.is("{")) ++nesting;
      if (token.is(")") || token.is("]") || token.is("}")) --nesting;
      if (token.is(",") && nesting <= 0) return true;
    }
    return false;
  }

  void expectation(const Token& keyword) {
    std::string text;
    while (!parser_.at_end() && parser_.peek().kind != Token::Kind::newline) {
      const Token token = parser_.take();
      text += (text.empty() || !token.space_before ? "" : " ") + token.text;
    }
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (last_is_error_ && !reading_.errors.empty()) {
      reading_.errors.back().expect = text;
      return;
    }
    for (auto it = reading_.statements.rbegin(); it != reading_.statements.rend(); ++it)
      if (Claim* claim = std::get_if<Claim>(&*it)) {
        claim->expect = text;
        return;
      }
    reading_.errors.push_back({IllFormed(keyword.span, "'expect' stands before any claim"),
                               "expect " + text,
                               false,
                               {},
                               {}});
  }

  Vocabulary& vocabulary_;
  int first_line_;
  bool tex_;
  Parser parser_;
  std::vector<std::string_view> lines_;
  std::map<std::string, std::size_t> sequences_;
  bool last_is_error_ = false;
  BlockReading reading_;
};

}  // namespace

BlockReading read_block(std::string_view text, int line, int column, Vocabulary& vocabulary) {
  try {
    return BlockReader(text, line, column, vocabulary).run();
  } catch (const IllFormed& error) {
    BlockReading reading;
    reading.errors.push_back({error, std::string(text.substr(0, text.find('\n'))), false, {}, {}});
    return reading;
  }
}

BlockReading read_block(const std::vector<Token>& tokens, std::string_view text, int line,
                        Vocabulary& vocabulary) {
  return BlockReader(tokens, text, line, true, vocabulary).run();
}

}  // namespace assay::derivation
