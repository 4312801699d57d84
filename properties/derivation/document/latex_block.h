// The statements of one block of a LaTeX document, collected as tokens.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "properties/derivation/document/latex_looks.h"
#include "properties/derivation/document/latex_rows.h"
#include "properties/derivation/syntax/latex_tokens.h"

namespace assay::derivation {

/// A piece that cannot be read becomes an error token, so that its claim gets the verdict and the
/// rest is judged.
class LatexBlock {
 public:
  LatexBlock(const TexMacros& macros, LatexLooks looks)
      : macros_(&macros), looks_(std::move(looks)) {}

  /// What stands behind "% assay:".
  void statement(std::string_view text, Span place);
  /// \given{...} or \where{...}
  void declaration(std::string_view keyword, std::string_view tex, Span place);
  /// The rows of a display; each is a claim, unless it continues the one above it. With
  /// `use_labels` their \label is their title.
  void display(std::string_view tex, Span place, std::string_view environment, bool use_labels);
  /// A claim that cannot be read.
  void failure(const IllFormed& error);

  const LatexLooks& looks() const { return looks_; }
  bool has_claims() const { return has_claims_; }
  bool has_declarations() const { return has_declarations_; }
  std::vector<Token> finish();

 private:
  void pieces(const TexFormula& tokens, std::string_view environment,
              const std::vector<std::string>& titles);
  void claims(const TexFormula& tokens, std::string_view environment,
              const std::vector<std::string>& titles);
  void claim(const TexFormula& formula, const std::string& title);
  void declare(const std::string& keyword, const TexFormula& tokens);
  void end_line(Span place);

  const TexMacros* macros_;
  LatexLooks looks_;
  std::vector<Token> tokens_;
  bool has_claims_ = false;
  bool has_declarations_ = false;
};

/// Keywords that open a statement behind "% assay:"; empty where a statement continues.
std::string_view latex_keyword(std::string_view statement);

}  // namespace assay::derivation
