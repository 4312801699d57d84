// Statements: a keyword, then what it says, up to the next keyword.
#include "properties/derivation/syntax/block_reader.h"

namespace assay::derivation {

BlockReading BlockReader::run() {
  // Claims are read last, so that a definition may stand below the claim that uses it.
  read_declarations();
  read_claims();
  return std::move(reading_);
}

void BlockReader::read_declarations() {
  while (true) {
    while (parser_.peek().kind == Token::Kind::newline) parser_.take();
    if (parser_.at_end()) return;
    const Token start = parser_.peek();
    try {
      if (!is_keyword(start)) {
        parser_.refuse_errors_ahead();
        parser_.fail("expected given, where, let, seq, convention, claim or expect");
      }
      if (start.text == "claim" || start.text == "expect") {
        skip_statement();
        continue;
      }
      parser_.take();
      declaration(start.text);
    } catch (const IllFormed& error) {
      skip_statement();
      reading_.errors.push_back({error, source(start.span, before_here()), false, {}, {}});
    }
  }
}

std::string BlockReader::source(const Span& from, const Token& last) const {
  return tex_ ? tex_excerpt(lines_, first_line_, from, last.span)
              : excerpt(lines_, first_line_, from, last);
}

void BlockReader::skip_statement() {
  if (!parser_.at_end()) parser_.take();
  static_cast<void>(tag());  // its words are prose
  while (!parser_.at_end() && !is_keyword(parser_.peek())) parser_.take();
}

bool BlockReader::statement_ends() {
  while (parser_.peek().kind == Token::Kind::newline || parser_.at(",") || parser_.at(";"))
    parser_.take();
  return parser_.at_end() || is_keyword(parser_.peek());
}

void BlockReader::require_break() {
  const Token& token = parser_.peek();
  if (token.kind != Token::Kind::newline && token.kind != Token::Kind::end && !token.is(",") &&
      !token.is(";") && !is_keyword(token))
    parser_.fail("expected the end of the statement");
}

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
