// The translator behind latex_tokens().
#pragma once

#include <optional>
#include <set>

#include "properties/derivation/syntax/latex_commands.h"
#include "properties/derivation/syntax/latex_tokens.h"

namespace assay::derivation {

class LatexMath {
 public:
  explicit LatexMath(const std::vector<TexToken>& formula);
  std::vector<Token> run();

 private:
  /// What TeX takes as an argument: a group without its braces, or one token.
  struct Argument {
    std::size_t begin, end, next;
    TexRange range() const { return {begin, end}; }
  };
  struct Scripts {
    std::optional<Argument> below, above;
    std::vector<Span> primes;
    std::size_t next;
  };
  enum class Side { unknown, left, right, middle };
  /// An open bracket. Its closing one becomes `close`, or stays as it is written.
  struct Bracket {
    std::string open, close;
    Span span;
    bool is_divergence = false;  ///< a bar in it parts the two laws
  };

  /// A "dx" and where what it ends ends.
  struct Differential {
    std::size_t begin = 0, end = 0, next = 0;
  };

  // latex_math.cc: the walk over the formula, names, numbers
  void walk(TexRange range);
  std::size_t atom(std::size_t at, std::size_t end);
  std::size_t letter(std::size_t at, std::size_t end);
  std::size_t number(std::size_t at, std::size_t end);
  std::size_t group(std::size_t at, std::size_t end);
  std::size_t sign(std::size_t at, std::size_t end);
  std::size_t foreign_character(std::size_t at, std::size_t end);
  std::size_t command(std::size_t at, std::size_t end);
  std::size_t structure(std::size_t at, std::size_t end);
  std::size_t named(const std::string& word, Span span, std::size_t next, std::size_t end);

  // latex_words.cc: fonts, words, sets of numbers, indicators
  std::size_t font(std::size_t at, std::size_t end);
  std::size_t word(const std::string& text, Span span, std::size_t next, std::size_t end);
  std::size_t accented(std::size_t at, std::size_t end, std::string_view accent);
  std::size_t prose(std::size_t at, std::size_t end);
  void phrase(std::string words, Span span, bool last);
  std::size_t indicator(Span span, std::size_t next, std::size_t end);
  bool indicator_follows(std::size_t next, std::size_t end) const;
  std::size_t symmetric_matrices(Span span, std::size_t next, std::size_t end);
  std::string plain_word(TexRange range) const;

  // latex_brackets.cc: brackets, bars, sets, arrays
  std::size_t sized(std::size_t at, std::size_t end, Side side);
  std::size_t bracket(std::size_t at, std::size_t end, Side side);
  std::size_t square(std::size_t at, std::size_t end, bool is_sized);
  std::size_t brace(std::size_t at, std::size_t end);
  std::size_t bar(const std::string& symbol, std::size_t at, std::size_t next, std::size_t end,
                  Side side);
  std::size_t close(const std::string& text, std::size_t at, std::size_t end);
  std::size_t opened_as(const char* open, const char* closing, std::size_t at, std::size_t end);
  std::size_t closing_of(std::size_t at, std::size_t end) const;
  bool opens(std::size_t at, std::size_t end) const;
  bool closes(std::size_t at) const;

  // latex_arrays.cc
  std::size_t cases(std::size_t at, std::size_t end);
  std::size_t matrix(std::size_t at, std::size_t end, bool is_determinant);
  std::size_t environment_end(std::size_t at, std::size_t end) const;

  // latex_calculus.cc: fractions, derivatives
  bool has_relation(TexRange range) const;
  std::size_t fraction(std::size_t at, std::size_t end);
  bool derivative(const Argument& above, const Argument& below);
  void differentials_below(TexRange below, bool second);
  std::size_t differential_end(std::size_t at, std::size_t end) const;
  bool quotient_of_differentials(std::size_t at, std::size_t end);
  std::size_t operand_end(std::size_t at, std::size_t end) const;
  std::size_t root(std::size_t at, std::size_t end);

  // latex_binders.cc: sums, limits, integrals, expectations
  std::size_t reduction(const std::string& name, Span span, std::size_t next, std::size_t end);
  void bound(TexRange range);
  std::size_t nabla(std::size_t at, std::size_t end);
  std::size_t integral(std::size_t at, std::size_t end);
  bool variable_follows(std::size_t at, std::size_t end) const;
  Differential find_differential(TexRange range, bool in_fractions) const;
  void body_without(const Differential& found, std::size_t from);
  std::size_t expectation(const std::string& name, Span span, std::size_t next, std::size_t end);
  std::size_t divergence(const std::string& name, Span span, std::size_t next, std::size_t end);

  // latex_scripts.cc: what is written, arguments and scripts
  Argument argument(std::size_t at, std::size_t end) const;
  Scripts scripts_at(std::size_t at, std::size_t end) const;
  std::size_t scripted(std::size_t at, std::size_t end);
  void script(const char* mark, const Argument& argument);
  void raise(const Argument& above);
  std::size_t group_end(std::size_t at, std::size_t end) const;
  bool after_operand() const;
  void emit(Token::Kind kind, std::string text, Span span, bool space = true,
            Token::Origin origin = Token::Origin::tex);
  void symbol(std::string text, Span span, bool space = true);
  void name(std::string text, Span span, bool space = true);
  void enclosed(TexRange range, Span span);

  std::vector<TexToken> in_;
  std::vector<Token> out_;
  std::vector<Bracket> brackets_;
  std::set<std::size_t> differentials_;  ///< where a letter d differentiates
  int depth_ = 0;
  bool in_cases_ = false;
};

}  // namespace assay::derivation
