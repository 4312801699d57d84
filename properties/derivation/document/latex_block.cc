#include "properties/derivation/document/latex_block.h"

#include <algorithm>
#include <array>

#include "properties/derivation/document/latex_declaration.h"

namespace assay::derivation {

namespace {

using Tex = TexToken::Kind;

/// "[title]" in front of a claim, in the plain spelling; in a formula "[" opens a matrix.
void tag(std::vector<Token>& tokens, std::string title, Span place) {
  std::replace(title.begin(), title.end(), ']', ')');
  if (title.empty()) return;
  for (const std::string& text : {std::string("["), title, std::string("]")})
    tokens.push_back({Token::Kind::symbol, text, place, true, Token::Origin::text});
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
  Span last = tex_place_after(text, place);
  last.column = std::max(last.column - 1, 1);
  end_line(last);
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
void LatexBlock::pieces(const TexFormula& tokens, std::string_view environment,
                        const std::vector<std::string>& titles) {
  TexFormula formula;
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
      declare(token.text, TexFormula(tokens.begin() + static_cast<long>(at) + 2,
                                     tokens.begin() + static_cast<long>(close)));
      at = close;
    } else if (token.kind != Tex::command || !is_inner_array(token.text)) {
      formula.push_back(token);
    } else if (at + 3 < tokens.size() && tokens[at + 1].is_sign("[") &&
               tokens[at + 3].is_sign("]") && tokens[at + 2].kind == Tex::letter &&
               token.text.starts_with("begin{")) {
      at += 3;  // the place of the array, "[t]"
    }
  }
  flush();
}

void LatexBlock::claims(const TexFormula& display, std::string_view environment,
                        const std::vector<std::string>& titles) {
  const std::vector<TexFormula> formulas = latex_formulas(display, environment);
  const bool titled = titles.size() == formulas.size();
  for (std::size_t i = 0; i < formulas.size(); ++i)
    claim(formulas[i], titled ? titles[i] : std::string());
}

void LatexBlock::claim(const TexFormula& formula, const std::string& title) {
  const TexFormula said = latex_punctuated(formula);
  if (said.empty()) return;
  const Span place = said.front().span;
  tokens_.push_back({Token::Kind::name, "claim", place, true, Token::Origin::tex});
  tag(tokens_, title, place);
  try {
    for (Token& token : latex_tokens(said)) tokens_.push_back(std::move(token));
  } catch (const IllFormed& error) {
    tokens_.push_back({Token::Kind::error, error.what(), error.where, true});
  }
  end_line(said.back().span);
}

void LatexBlock::declare(const std::string& keyword, const TexFormula& tokens) {
  has_declarations_ = true;
  const Span place = tokens.empty() ? Span{} : tokens.front().span;
  try {
    declare_looks(tokens, looks_);
    for (Token& token : latex_declaration(keyword, latex_tokens(latex_punctuated(tokens)), place))
      tokens_.push_back(std::move(token));
  } catch (const IllFormed& error) {
    tokens_.push_back({Token::Kind::name, keyword, place, true});
    tokens_.push_back({Token::Kind::error, error.what(), error.where, true});
  }
  end_line(place);
}

std::vector<Token> LatexBlock::finish() {
  std::vector<Token> tokens = std::move(tokens_);
  tokens.push_back({Token::Kind::end, "", tokens.empty() ? Span{} : tokens.back().span, true});
  return tokens;
}

}  // namespace assay::derivation
