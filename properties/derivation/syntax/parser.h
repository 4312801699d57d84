// The expression parser: operator precedence by hand, because what a text means depends on the
// names in scope (a call or a product, an index or part of a name, a bar that opens or closes).
#pragma once

#include "properties/derivation/syntax/statement.h"
#include "properties/derivation/syntax/token.h"

namespace assay::derivation {

/// From the beginning of the one to the end of the other, as far as they stand on one line.
Span joined(const Tree& first, const Tree& last);

class Parser {
 public:
  Parser(std::vector<Token> tokens, Vocabulary& vocabulary)
      : tokens_(std::move(tokens)), vocabulary_(vocabulary) {}

  Tree logic();
  Tree relation();
  Tree sum();
  Domain domain();
  /// "Normal(mu, s^2)" and the like.
  Tree distribution();
  /// A name that is being declared, with its subscripts: "W_1", "b^(2)".
  std::string declared_name();
  /// A comma-separated list of declared names.
  std::vector<std::string> declared_names();

  const Token& peek(std::size_t ahead = 0) const;
  bool at(std::string_view symbol) const { return peek().is(symbol); }
  bool accept(std::string_view symbol);
  void expect(std::string_view symbol, const std::string& purpose);
  Token take();
  bool at_end() const { return peek().kind == Token::Kind::end; }
  std::size_t position() const { return position_; }
  void rewind(std::size_t position) { position_ = position; }
  [[noreturn]] void fail(const std::string& message) const;
  /// Throws what an error token between here and the end of the line says.
  void refuse_errors_ahead() const;
  Vocabulary& vocabulary() { return vocabulary_; }

 private:
  friend class Binding;

  Tree disjunction();
  Tree conjunction();
  Tree negation();
  Tree product();
  Tree quotient(const Tree& left);
  Tree factor();
  Tree power();
  Tree raised(Tree base, bool elementwise);
  bool closes_where_it_ends(std::size_t start) const;
  Tree postfix();
  Tree postfix_of(Tree base);
  Tree primary();
  bool starts_factor() const;

  Tree number_or_iverson();
  Tree named();
  Tree undeclared(const Token& token);
  std::string extended_name(const std::string& base);
  bool extend_by_script(std::string& name);
  std::string script_text(std::size_t& ahead) const;
  std::string joined_scripts(std::size_t count);
  Tree subscripts(Tree base);
  Tree call(const Token& token, const std::string& name);
  Tree argument();
  bool is_spoken(const Token& token, const std::string& name) const;
  Tree loose_argument(const Token& function);
  Tree exponent_of(const Token& function);
  Tree parenthesised();
  Tree bars();
  Tree brackets();
  Tree braces();
  Tree rounding(const char* close, const char* function);
  Tree angle(const char* close);
  Tree count();

  bool reduction_follows() const;
  Tree reduction();
  Tree expectation();
  Tree integral();
  Tree limit();
  Tree divergence();
  Tree binder_set();
  bool derivative_follows();
  Tree derivative();
  Tree differential();
  void differential_target(std::vector<Tree>& wrt, std::size_t order);
  Tree operator_derivative();
  Tree gradient_of_call(const Token& word);
  Tree gradient_body(const Token& word);
  bool is_differential(std::size_t ahead) const;
  void split_differential();
  std::vector<Tree> dimensions();
  Domain interval_or_range();

  std::vector<Token> tokens_;
  Vocabulary& vocabulary_;
  std::size_t position_ = 0;
  std::set<std::string> expired_;  ///< names whose sum or integral has ended
  int bars_ = 0;  ///< open |...| or ||...|| around this place
  bool in_dimensions_ = false;  ///< where '*' and 'x' separate sizes
  int depth_ = 0;
};

/// Names bound within an expression are known for as long as the binding lives.
class Binding {
 public:
  explicit Binding(Parser& parser) : parser_(parser) {}
  ~Binding() {
    for (const std::string& name : names_) {
      parser_.vocabulary_.values.erase(name);
      parser_.expired_.insert(name);
    }
    for (const std::string& name : hidden_) parser_.vocabulary_.functions.insert(name);
  }
  Binding(const Binding&) = delete;
  Binding& operator=(const Binding&) = delete;

  void add(const std::string& name) {
    if (parser_.vocabulary_.values.insert(name).second) names_.push_back(name);
    if (parser_.vocabulary_.functions.erase(name) > 0) hidden_.push_back(name);
  }

 private:
  Parser& parser_;
  std::vector<std::string> names_;
  std::vector<std::string> hidden_;
};

}  // namespace assay::derivation
