#include "properties/derivation/syntax/block_text.h"

#include <algorithm>
#include <array>

namespace assay::derivation {

namespace {

constexpr std::array<std::string_view, 7> keywords = {"given", "where",      "let",   "seq",
                                                      "claim", "convention", "expect"};

/// The bytes of the first `columns` characters.
std::size_t bytes_of(std::string_view line, int columns) {
  std::size_t at = 0;
  for (; at < line.size() && columns > 0; --columns)
    for (++at; at < line.size() && (static_cast<unsigned char>(line[at]) & 0xC0) == 0x80;) ++at;
  return at;
}

}  // namespace

bool is_keyword(const Token& token) {
  return token.kind == Token::Kind::name &&
         std::find(keywords.begin(), keywords.end(), token.text) != keywords.end();
}

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

}  // namespace assay::derivation
