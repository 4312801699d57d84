// Cases, matrices, rows.
#include <algorithm>
#include <utility>

#include "properties/derivation/syntax/latex_math.h"

namespace assay::derivation {

using Tex = TexToken::Kind;

std::size_t LatexMath::environment_end(std::size_t at, std::size_t end) const {
  int nesting = 0;
  for (std::size_t i = at; i < end; ++i) {
    if (in_[i].kind != Tex::command) continue;
    if (in_[i].text.starts_with("begin{")) ++nesting;
    if (in_[i].text.starts_with("end{") && --nesting == 0) {
      if (in_[i].text.substr(4) != in_[at].text.substr(6))
        throw IllFormed(in_[i].span, "\\" + in_[i].text + " closes \\" + in_[at].text);
      return i;
    }
  }
  throw IllFormed(in_[at].span, "\\" + in_[at].text + " is never closed");
}

std::size_t LatexMath::cases(std::size_t at, std::size_t end) {
  const std::size_t close = environment_end(at, end);
  symbol("{", in_[at].span);
  bool is_first = true;
  const bool outer = std::exchange(in_cases_, true);
  for (const std::vector<TexRange>& row : tex_rows(in_, {at + 1, close})) {
    if (!is_first) symbol(";", in_[row[0].begin].span);
    is_first = false;
    for (std::size_t cell = 0; cell < row.size(); ++cell) {
      TexRange range = row[cell];
      const auto is_punctuation = [&](std::size_t i) {
        return in_[i].is_sign(",") || in_[i].is_sign(";") || in_[i].is_sign(".");
      };
      while (!range.empty() && is_punctuation(range.end - 1)) --range.end;
      const bool condition = cell == 1 && !range.empty() && !in_[range.begin].is_command("text") &&
                             !in_[range.begin].is_command("textrm") &&
                             !in_[range.begin].is_command("mbox");
      if (condition) name("if", in_[range.begin].span);
      walk(range);
    }
  }
  in_cases_ = outer;
  symbol("}", in_[close].span);
  return scripted(close + 1, end);
}

std::size_t LatexMath::matrix(std::size_t at, std::size_t end, bool is_determinant) {
  const std::size_t close = environment_end(at, end);
  const bool has_columns = in_[at].is_command("begin{array}");
  const std::size_t first = has_columns ? argument(at + 1, close).next : at + 1;
  if (is_determinant) name("det", in_[at].span);
  if (is_determinant) symbol("(", in_[at].span);
  symbol("[", in_[at].span);
  bool is_first = true;
  for (const std::vector<TexRange>& row : tex_rows(in_, {first, close})) {
    if (!is_first) symbol(";", in_[row[0].begin].span);
    is_first = false;
    for (std::size_t cell = 0; cell < row.size(); ++cell) {
      if (row[cell].empty()) throw IllFormed(in_[at].span, "a matrix with an empty entry");
      if (cell > 0) symbol(",", in_[row[cell].begin].span);
      walk(row[cell]);
    }
  }
  symbol("]", in_[close].span);
  if (is_determinant) symbol(")", in_[close].span);
  return scripted(close + 1, end);
}

std::vector<std::vector<TexRange>> tex_rows(const std::vector<TexToken>& tokens, TexRange range) {
  std::vector<std::vector<TexRange>> rows;
  std::vector<TexRange> row;
  std::size_t start = range.begin;
  int nesting = 0;
  const auto end_row = [&](std::size_t at) {
    row.push_back({start, at});
    if (row.size() > 1 || !row[0].empty()) rows.push_back(row);
    row.clear();
  };
  for (std::size_t at = range.begin; at < range.end; ++at) {
    const TexToken& token = tokens[at];
    const bool is_command = token.kind == Tex::command;
    nesting += token.kind == Tex::open || (is_command && token.text.starts_with("begin{"));
    nesting -= token.kind == Tex::close || (is_command && token.text.starts_with("end{"));
    if (nesting != 0) continue;
    if (token.is_sign("&")) {
      row.push_back({start, at});
      start = at + 1;
    } else if (is_command && (token.text == "\\" || token.text == "cr")) {
      end_row(at);
      start = at + 1;
      if (start < range.end && tokens[start].is_sign("*")) ++start;
      if (start < range.end && tokens[start].is_sign("[") && !tokens[start].space_before) {
        while (start < range.end && !tokens[start].is_sign("]")) ++start;
        start = std::min(start + 1, range.end);
      }
      at = start - 1;
    }
  }
  end_row(range.end);
  return rows;
}

}  // namespace assay::derivation
