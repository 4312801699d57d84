#include "properties/derivation/document/latex_rows.h"

#include <algorithm>
#include <array>

#include "properties/derivation/syntax/latex_commands.h"
#include "properties/derivation/syntax/latex_tokens.h"

namespace assay::derivation {

namespace {

using Tex = TexToken::Kind;

const LatexCommand* command_at(const TexToken& token) {
  return token.kind == Tex::command ? find_latex_command(token.text) : nullptr;
}

bool is_relation(const TexToken& token) {
  constexpr std::array<std::string_view, 7> signs = {"=", "<", ">", "≤", "≥", "≠", "≈"};
  if (token.kind == Tex::sign)
    return std::find(signs.begin(), signs.end(), token.text) != signs.end();
  const LatexCommand* command = command_at(token);
  return command && command->role == LatexRole::sign && command->text != "->" &&
         command->text.find_first_of("<>=") != std::string_view::npos;
}

bool is_operator(const TexToken& token) {
  if (token.kind == Tex::sign) return token.text == "+" || token.text == "-" || token.text == "/";
  const LatexCommand* command = command_at(token);
  return command && command->role == LatexRole::sign &&
         command->text.find('*') != std::string_view::npos;
}

bool is_punctuation(const TexToken& token) {
  return token.is_sign(",") || token.is_sign(";") || token.is_sign(".");
}

bool has_role(const TexToken& token, LatexRole role) {
  const LatexCommand* command = command_at(token);
  return command && command->role == role;
}

bool is_blank(const TexToken& token) { return has_role(token, LatexRole::ignored); }
bool is_wide(const TexToken& token) {
  return token.is_command("quad") || token.is_command("qquad");
}

/// How a token changes the number of open brackets, groups and environments.
int nesting_of(const TexToken& token) {
  const bool opens = token.is_sign("(") || token.is_sign("[") || token.kind == Tex::open ||
                     has_role(token, LatexRole::opening) ||
                     (token.kind == Tex::command && token.text.starts_with("begin{"));
  const bool closes = token.is_sign(")") || token.is_sign("]") || token.kind == Tex::close ||
                      has_role(token, LatexRole::closing) ||
                      (token.kind == Tex::command && token.text.starts_with("end{"));
  return opens - closes;
}

/// A row without its spacing at both ends.
struct Row {
  TexFormula tokens;
  int open_brackets = 0;
  bool begins_aligned = false;  ///< nothing stands before its first "&"
};

TexFormula trimmed(TexFormula row) {
  while (!row.empty() && is_blank(row.back())) row.pop_back();
  row.erase(row.begin(), std::find_if_not(row.begin(), row.end(), is_blank));
  return row;
}

bool continues(const Row& above, const Row& row, bool any_started) {
  const TexToken& first = row.tokens.front();
  const TexToken& last = above.tokens.back();
  if (above.open_brackets > 0) return true;
  if (is_relation(first) || is_relation(last) || is_operator(last)) return true;
  if (row.begins_aligned && any_started) return true;
  if (!is_operator(first)) return false;
  return !first.is_sign("-") || std::none_of(row.tokens.begin(), row.tokens.end(), is_relation);
}

Row row_of(const TexFormula& display, const std::vector<TexRange>& cells, bool parts_columns) {
  Row row;
  for (std::size_t cell = 0; cell < cells.size(); ++cell) {
    const TexFormula part = trimmed({display.begin() + static_cast<long>(cells[cell].begin),
                                     display.begin() + static_cast<long>(cells[cell].end)});
    if (cell == 0) row.begins_aligned = part.empty() && cells.size() > 1;
    if (cell > 0 && cell % 2 == 0 && parts_columns && !part.empty() && !row.tokens.empty()) {
      TexToken space = part.front();
      space.kind = Tex::command;
      space.text = "qquad";
      row.tokens.push_back(space);
    }
    row.tokens.insert(row.tokens.end(), part.begin(), part.end());
  }
  row.tokens = trimmed(std::move(row.tokens));
  for (const TexToken& token : row.tokens) row.open_brackets += nesting_of(token);
  return row;
}

/// The word that "\text{ for } ..." begins with, and where it ends.
std::string_view word_at(const TexFormula& formula, std::size_t at, std::string& word) {
  word.clear();
  if (formula[at].is_command("forall")) return "for";
  if (!has_role(formula[at], LatexRole::prose)) return {};
  for (std::size_t i = at + 2; i < formula.size() && formula[i].kind == Tex::letter; ++i) {
    if (!word.empty() && formula[i].space_before) break;
    word += formula[i].text;
  }
  return word;
}

bool opens_condition(std::string_view word) {
  constexpr std::array<std::string_view, 11> words = {
      "for", "if", "when", "whenever", "where", "with", "provided", "as", "iff", "only", "and"};
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// A wide space that parts what stands before and behind it.
bool parts_statements(const TexToken& before, const TexToken& behind) {
  const auto binds = [](const TexToken& token) {
    return is_relation(token) || is_operator(token) || is_punctuation(token) ||
           has_role(token, LatexRole::word) || token.is_command("to") ||
           has_role(token, LatexRole::prose);
  };
  return !binds(before) && !binds(behind);
}

}  // namespace

std::vector<TexFormula> latex_formulas(const TexFormula& display, std::string_view environment) {
  const bool parts_columns = !environment.starts_with("eqnarray");
  const bool one_formula = environment.starts_with("multline");
  std::vector<Row> rows;
  bool any_started = false;
  for (const std::vector<TexRange>& cells : tex_rows(display, {0, display.size()})) {
    Row row = row_of(display, cells, parts_columns);
    if (std::all_of(row.tokens.begin(), row.tokens.end(), is_punctuation)) continue;
    const bool joins = !rows.empty() && (one_formula || continues(rows.back(), row, any_started));
    any_started = any_started || !row.begins_aligned;
    if (!joins) {
      rows.push_back(std::move(row));
      continue;
    }
    TexFormula& above = rows.back().tokens;
    while (is_punctuation(above.back()) && above.size() > 1) above.pop_back();
    above.insert(above.end(), row.tokens.begin(), row.tokens.end());
    rows.back().open_brackets += row.open_brackets;
  }
  std::vector<TexFormula> formulas;
  for (Row& row : rows) formulas.push_back(std::move(row.tokens));
  return formulas;
}

TexFormula latex_punctuated(const TexFormula& formula) {
  TexFormula result;
  std::vector<std::size_t> next(formula.size() + 1, formula.size());
  for (std::size_t at = formula.size(); at-- > 0;)
    next[at] = is_blank(formula[at]) ? next[at + 1] : at;
  std::string word;
  int nesting = 0;
  bool any_relation = false;
  std::size_t words_until = 0;  // the formula before it ends with words
  for (std::size_t at = 0; at < formula.size(); ++at) {
    const TexToken& token = formula[at];
    const std::size_t behind = next[at + 1];
    nesting += nesting_of(token);
    if (has_role(token, LatexRole::prose)) words_until = formula.size();
    if (words_until == formula.size() && nesting == 0 && token.kind == Tex::close)
      words_until = at + 1;
    any_relation = any_relation || is_relation(token);
    const bool conditioned =
        behind < formula.size() && opens_condition(word_at(formula, behind, word));
    if (token.is_sign(",") && conditioned) continue;
    const bool parts = is_wide(token) && nesting == 0 && any_relation && behind < formula.size() &&
                       !result.empty() && next[words_until] < at &&
                       parts_statements(result.back(), formula[behind]);
    if (parts) {
      result.push_back(token);
      result.back().kind = Tex::sign;
      result.back().text = ",";
    } else if (!is_blank(token)) {
      result.push_back(token);
    }
  }
  while (!result.empty() && is_punctuation(result.back())) result.pop_back();
  return result;
}

}  // namespace assay::derivation
