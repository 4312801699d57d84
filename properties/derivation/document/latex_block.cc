#include "properties/derivation/document/latex_block.h"

#include <algorithm>
#include <array>

#include "properties/derivation/syntax/latex_commands.h"

namespace assay::derivation {

namespace {

using Tex = TexToken::Kind;
using Formula = std::vector<TexToken>;

const LatexCommand* command_at(const TexToken& token) {
  return token.kind == Tex::command ? find_latex_command(token.text) : nullptr;
}

bool is_relation(const TexToken& token) {
  if (token.kind == Tex::sign)
    return token.text == "=" || token.text == "<" || token.text == ">" || token.text == "≤" ||
           token.text == "≥" || token.text == "≠" || token.text == "≈";
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

bool is_blank(const TexToken& token) {
  const LatexCommand* command = command_at(token);
  return command && command->role == LatexRole::ignored;
}

bool has_relation(const Formula& formula) {
  return std::any_of(formula.begin(), formula.end(), is_relation);
}

/// A row of an array without its spacing at both ends.
struct Row {
  Formula tokens;
  bool begins_aligned = false;  ///< nothing stands before its first "&"
};

Formula trimmed(Formula row) {
  while (!row.empty() && is_blank(row.back())) row.pop_back();
  row.erase(row.begin(), std::find_if_not(row.begin(), row.end(), is_blank));
  return row;
}

bool continues(const Row& above, const Row& row, bool any_started) {
  const TexToken& first = row.tokens.front();
  const TexToken& last = above.tokens.back();
  if (is_relation(first) || is_relation(last) || is_operator(last)) return true;
  if (row.begins_aligned && any_started) return true;
  if (!is_operator(first)) return false;
  return !first.is_sign("-") || !has_relation(row.tokens);
}

/// The brackets that a formula leaves open.
int open_brackets(const Formula& formula) {
  int nesting = 0;
  for (const TexToken& token : formula) {
    const LatexCommand* command = command_at(token);
    const bool opening = token.is_sign("(") || token.is_sign("[") ||
                         (command && command->role == LatexRole::opening);
    const bool closing = token.is_sign(")") || token.is_sign("]") ||
                         (command && command->role == LatexRole::closing);
    nesting += (opening || token.kind == Tex::open) - (closing || token.kind == Tex::close);
  }
  return nesting;
}

/// The word that "\text{ for } ..." begins with.
std::string word_at(const Formula& formula, std::size_t at) {
  if (formula[at].is_command("forall")) return "for";
  const LatexCommand* command = command_at(formula[at]);
  if (!command || command->role != LatexRole::prose) return {};
  std::string word;
  for (std::size_t i = at + 2; i < formula.size() && formula[i].kind == Tex::letter; ++i) {
    if (!word.empty() && formula[i].space_before) break;
    word += formula[i].text;
  }
  return word;
}

bool opens_condition(const std::string& word) {
  constexpr std::array<std::string_view, 11> words = {
      "for", "if", "when", "whenever", "where", "with", "provided", "as", "iff", "only", "and"};
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// A wide space parts two statements, "a = b \qquad c = d"; a comma before "for" parts nothing.
Formula with_separators(const Formula& formula) {
  Formula result;
  int nesting = 0;
  for (std::size_t at = 0; at < formula.size(); ++at) {
    const TexToken& token = formula[at];
    const bool is_environment = token.kind == Tex::command && token.text.starts_with("begin{");
    const bool environment_ends = token.kind == Tex::command && token.text.starts_with("end{");
    nesting += open_brackets({token}) + is_environment - environment_ends;
    std::size_t next = at + 1;
    while (next < formula.size() && is_blank(formula[next])) ++next;
    if (token.is_sign(",") && next < formula.size() && opens_condition(word_at(formula, next)))
      continue;
    const bool wide = token.is_command("quad") || token.is_command("qquad");
    if (wide && nesting == 0 && next < formula.size() && !result.empty() && has_relation(result) &&
        !is_relation(formula[next]) && !is_operator(formula[next]) && !is_relation(result.back()) &&
        !is_operator(result.back()) && !is_punctuation(result.back()) &&
        !is_punctuation(formula[next]) &&
        !(command_at(formula[next]) && command_at(formula[next])->role == LatexRole::prose) &&
        !formula[next].is_command("forall")) {
      result.push_back(token);
      result.back().kind = Tex::sign;
      result.back().text = ",";
      continue;
    }
    if (!is_blank(token)) result.push_back(token);
  }
  return result;
}

/// "[title]" tokens in front of a claim.
void tag(std::vector<Token>& tokens, std::string title, Span place) {
  std::replace(title.begin(), title.end(), ']', ')');
  if (title.empty()) return;
  tokens.push_back({Token::Kind::symbol, "[", place, true, Token::Origin::tex});
  tokens.push_back({Token::Kind::symbol, title, place, true, Token::Origin::tex});
  tokens.push_back({Token::Kind::symbol, "]", place, true, Token::Origin::tex});
}

std::vector<std::string> labels_of(std::string_view tex) {
  constexpr std::string_view mark = "\\label{";
  std::vector<std::string> labels;
  for (std::size_t at = tex.find(mark); at != std::string_view::npos; at = tex.find(mark, at)) {
    at += mark.size();
    const std::size_t end = std::min(tex.find_first_of("}\n", at), tex.size());
    labels.emplace_back(tex.substr(at, std::min(end - at, std::size_t{80})));
  }
  return labels;
}

bool is_inner_array(std::string_view command) {
  constexpr std::array<std::string_view, 4> names = {"split}", "aligned}", "gathered}",
                                                     "alignedat}"};
  const std::size_t name = command.find('{');
  return name != std::string_view::npos &&
         std::find(names.begin(), names.end(), command.substr(name + 1)) != names.end();
}

}  // namespace

std::string_view latex_keyword(std::string_view statement) {
  constexpr std::array<std::string_view, 7> keywords = {"given",      "where",  "let",  "seq",
                                                        "convention", "expect", "claim"};
  const std::string_view word = statement.substr(0, statement.find_first_of(" \t["));
  return std::find(keywords.begin(), keywords.end(), word) != keywords.end() ? word
                                                                             : std::string_view();
}

void LatexBlock::end_line(Span place) {
  tokens_.push_back({Token::Kind::newline, "\n", place, false, Token::Origin::text});
}

void LatexBlock::statement(std::string_view text, Span place) {
  const std::string_view keyword = latex_keyword(text);
  if (keyword == "claim")
    has_claims_ = true;
  else if (keyword != "expect")
    has_declarations_ = true;
  try {
    for (Token& token : tokenize(text, place.line, place.column))
      if (token.kind != Token::Kind::newline && token.kind != Token::Kind::end)
        tokens_.push_back(std::move(token));
  } catch (const IllFormed& error) {
    if (!keyword.empty() && keyword != "expect")
      tokens_.push_back({Token::Kind::name, std::string(keyword), place, true});
    tokens_.push_back({Token::Kind::error, error.what(), error.where, true});
  }
  end_line(place);
}

void LatexBlock::declaration(std::string_view keyword, std::string_view tex, Span place) {
  try {
    declare(std::string(keyword),
            tex_expanded(tex_tokens(tex, place.line, place.column), *macros_));
  } catch (const IllFormed& error) {
    tokens_.push_back({Token::Kind::name, std::string(keyword), place, true});
    tokens_.push_back({Token::Kind::error, error.what(), error.where, true});
    end_line(place);
  }
  has_declarations_ = true;
}

void LatexBlock::display(std::string_view tex, Span place, std::string_view environment,
                         bool use_labels) {
  has_claims_ = true;
  try {
    if (environment.starts_with("alignat"))
      if (const std::size_t columns = tex.find('}'); columns != std::string_view::npos) {
        place = tex_place_after(tex.substr(0, columns + 1), place);
        tex.remove_prefix(columns + 1);
      }
    std::vector<std::string> titles;
    if (use_labels) titles = labels_of(tex);
    pieces(tex_expanded(tex_tokens(tex, place.line, place.column), *macros_), environment, titles);
  } catch (const IllFormed& error) {
    failure(error);
  }
}

void LatexBlock::failure(const IllFormed& error) {
  has_claims_ = true;
  tokens_.push_back({Token::Kind::name, "claim", error.where, true});
  tokens_.push_back({Token::Kind::error, error.what(), error.where, true});
  end_line(error.where);
}

/// Statements within a display stand between its formulas.
void LatexBlock::pieces(const Formula& tokens, std::string_view environment,
                        const std::vector<std::string>& titles) {
  Formula formula;
  const auto flush = [&] {
    claims(formula, environment, titles);
    formula.clear();
  };
  for (std::size_t at = 0; at < tokens.size(); ++at) {
    const TexToken& token = tokens[at];
    if (token.kind == Tex::statement) {
      flush();
      statement(token.text, token.span);
    } else if ((token.is_command("given") || token.is_command("where")) && at + 1 < tokens.size() &&
               tokens[at + 1].kind == Tex::open) {
      flush();
      std::size_t close = at + 2;
      for (int nesting = 1; close < tokens.size(); ++close) {
        nesting += (tokens[close].kind == Tex::open) - (tokens[close].kind == Tex::close);
        if (nesting == 0) break;
      }
      if (close == tokens.size())
        throw IllFormed(tokens[at + 1].span, "this brace is never closed");
      declare(token.text, Formula(tokens.begin() + static_cast<long>(at) + 2,
                                  tokens.begin() + static_cast<long>(close)));
      at = close;
    } else if (token.kind != Tex::command || !is_inner_array(token.text)) {
      formula.push_back(token);
    }
  }
  flush();
}

void LatexBlock::claims(const Formula& tokens, std::string_view environment,
                        const std::vector<std::string>& titles) {
  const bool eqnarray = environment.starts_with("eqnarray");
  const bool multline = environment.starts_with("multline");
  std::vector<Row> rows;
  bool any_started = false;
  for (const std::vector<TexRange>& cells : tex_rows(tokens, {0, tokens.size()})) {
    Row row;
    for (std::size_t cell = 0; cell < cells.size(); ++cell) {
      const Formula part = trimmed({tokens.begin() + static_cast<long>(cells[cell].begin),
                                    tokens.begin() + static_cast<long>(cells[cell].end)});
      if (cell == 0) row.begins_aligned = part.empty() && cells.size() > 1;
      // Every second "&" parts columns of equations.
      if (cell > 0 && cell % 2 == 0 && !eqnarray && !part.empty() && !row.tokens.empty()) {
        TexToken space = part.front();
        space.kind = Tex::command;
        space.text = "qquad";
        row.tokens.push_back(space);
      }
      row.tokens.insert(row.tokens.end(), part.begin(), part.end());
    }
    row.tokens = trimmed(row.tokens);
    if (row.tokens.empty() || std::all_of(row.tokens.begin(), row.tokens.end(), is_punctuation))
      continue;
    const bool joins = !rows.empty() && (multline || open_brackets(rows.back().tokens) > 0 ||
                                         continues(rows.back(), row, any_started));
    any_started = any_started || !row.begins_aligned;
    if (!joins) {
      rows.push_back(std::move(row));
      continue;
    }
    Formula& above = rows.back().tokens;
    while (is_punctuation(above.back()) && above.size() > 1) above.pop_back();
    above.insert(above.end(), row.tokens.begin(), row.tokens.end());
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const bool own = titles.size() == rows.size();
    claim(rows[i].tokens, own ? titles[i] : std::string());
  }
}

void LatexBlock::claim(Formula formula, const std::string& title) {
  while (!formula.empty() && (is_punctuation(formula.back()) || is_blank(formula.back())))
    formula.pop_back();
  if (formula.empty()) return;
  const Span place = formula.front().span;
  tokens_.push_back({Token::Kind::name, "claim", place, true});
  tag(tokens_, title, place);
  try {
    for (Token& token : latex_tokens(with_separators(formula))) tokens_.push_back(std::move(token));
  } catch (const IllFormed& error) {
    tokens_.push_back({Token::Kind::error, error.what(), error.where, true});
  }
  end_line(formula.back().span);
}

/// What begins like a definition is one, whatever had the name before: "let", not "where". In
/// \given, "sigma > 0" declares a positive number.
void LatexBlock::declare(const std::string& keyword, const Formula& tokens) {
  has_declarations_ = true;
  const Span place = tokens.empty() ? Span{} : tokens.front().span;
  std::vector<Token> read;
  try {
    Formula formula = with_separators(tokens);
    while (!formula.empty() && is_punctuation(formula.back())) formula.pop_back();
    read = latex_tokens(formula);
  } catch (const IllFormed& error) {
    read = {{Token::Kind::error, error.what(), error.where, true}};
  }
  const bool defines = keyword == "where" && !read.empty() && read[0].kind == Token::Kind::name &&
                       read[0].origin != Token::Origin::text;
  tokens_.push_back({Token::Kind::name, defines ? "let" : keyword, place, true});
  for (std::size_t at = 0; at < read.size(); ++at) {
    const bool positive = keyword == "given" && at + 1 < read.size() && read[at].is(">") &&
                          read[at + 1].is("0") &&
                          (at + 2 == read.size() || read[at + 2].is(",") || read[at + 2].is(";"));
    if (!positive) {
      tokens_.push_back(std::move(read[at]));
      continue;
    }
    tokens_.push_back({Token::Kind::name, "in", read[at].span, true});
    tokens_.push_back({Token::Kind::name, "R", read[at].span, true});
    tokens_.push_back({Token::Kind::symbol, "+", read[at + 1].span, false});
    ++at;
  }
  end_line(place);
}

std::vector<Token> LatexBlock::finish() {
  std::vector<Token> tokens = std::move(tokens_);
  tokens.push_back({Token::Kind::end, "", tokens.empty() ? Span{} : tokens.back().span, true});
  return tokens;
}

}  // namespace assay::derivation
