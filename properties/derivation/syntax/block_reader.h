// The reader of one block: statement.cc leads, declarations.cc and claims.cc read what it meets.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "properties/derivation/syntax/block_text.h"
#include "properties/derivation/syntax/parser.h"

namespace assay::derivation {

/// Reads the declarations first and the claims last, so that a definition may stand below the claim
/// that uses it. What cannot be read becomes an error of the reading, and the reading goes on.
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

  BlockReading run();

 private:
  void read_declarations();
  std::string source(const Span& from, const Token& last) const;
  void skip_statement();
  bool statement_ends();
  void require_break();
  void declaration(const std::string& keyword);
  std::vector<Given> givens();
  bool between_ahead() const;
  std::vector<Given> given_between();
  Domain bounded();
  std::vector<Given> declared(const std::vector<std::string>& names, const Domain& domain,
                              const Tree& law, Span span);
  /// "x > 0" of a name that is declared already is a condition on it, not another x.
  bool restriction_ahead();
  void declare_givens();
  void convention();

  /// "f(a, b) =" with new names a and b.
  std::vector<std::string> parameters_ahead(bool always);
  bool assignment_ahead();
  void definition_or_condition(bool always);
  void value(Span span);
  void function(const std::vector<std::string>& parameters, Span span);

  /// "w[t+1] =" or "w[0] =" where w is new or a sequence of this block.
  bool recurrence_ahead(bool always);
  void sequence_header();
  void recurrence();
  void close_index(bool braced);
  Sequence& sequence_of(const Token& name);

  void read_claims();
  void claims_of_one_keyword();
  /// The last token of what ends here. The end of a line of TeX stands where its formula ends.
  Token last_here();
  Token before_here();
  std::string tag();
  Claim one_claim();
  /// "sqrt(x^2) = x, x > 0" claims nothing of x.
  void side_conditions(Claim& claim);
  /// "c in R" and "a, b ~ Normal(0, 1)" declare; "x > 0" is a condition.
  bool declaration_ahead();
  /// "a -> b as t -> inf" is lim a = b.
  Tree limit_statement(const Tree& left);
  /// In "a -> b as t -> inf" and "... for c in R" the names stand behind their use.
  void declare_limit_variable();
  void declare_local_names();
  /// Behind the next comma of this line that stands in no brackets.
  bool skip_to_comma();
  void expectation(const Token& keyword);

  Vocabulary& vocabulary_;
  int first_line_;
  bool tex_;
  Parser parser_;
  std::vector<std::string_view> lines_;
  std::map<std::string, std::size_t> sequences_;
  bool last_is_error_ = false;
  BlockReading reading_;
};

}  // namespace assay::derivation
