#include "properties/derivation/syntax/tex.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace assay::derivation {

namespace {

using Tex = TexToken::Kind;
constexpr std::size_t most_tokens = 40000;
constexpr std::size_t most_expanded = 20000;

/// Commands whose first argument is no mathematics.
constexpr std::array<std::string_view, 16> with_raw_argument = {
    "label",     "tag",      "tag*",    "ref",       "eqref",          "cite",
    "hspace",    "vspace",   "hspace*", "intertext", "shortintertext", "color",
    "textcolor", "footnote", "phantom", "hphantom"};

bool is_letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }

class Lexer {
 public:
  Lexer(std::string_view text, int line, int column) : text_(text), place_{line, column, 1} {}

  std::vector<TexToken> run() {
    while (at_ < text_.size()) {
      if (tokens_.size() > most_tokens)
        throw IllFormed(place_, "more than 40000 tokens in one piece of mathematics");
      step();
    }
    return std::move(tokens_);
  }

 private:
  void step() {
    const char c = text_[at_];
    if (c == '%') return comment();
    if (c == '\\') return command();
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '~') {
      space_ = true;
      return advance(1);
    }
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
      throw IllFormed(place_, "a control character stands here");
    if (c == '#' && at_ + 1 < text_.size() &&
        std::isdigit(static_cast<unsigned char>(text_[at_ + 1])))
      return emit(Tex::parameter, std::string(1, text_[at_ + 1]), 2);
    const std::size_t bytes = character_bytes();
    emit(c == '{'                                      ? Tex::open
         : c == '}'                                    ? Tex::close
         : is_letter(c)                                ? Tex::letter
         : std::isdigit(static_cast<unsigned char>(c)) ? Tex::digit
                                                       : Tex::sign,
         std::string(text_.substr(at_, bytes)), bytes);
  }

  std::size_t character_bytes() const {
    const auto first = static_cast<unsigned char>(text_[at_]);
    if (first < 0x80) return 1;
    const std::size_t bytes = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    bool fine = first >= 0xC2 && first <= 0xF4 && at_ + bytes <= text_.size();
    for (std::size_t i = 1; fine && i < bytes; ++i)
      fine = (static_cast<unsigned char>(text_[at_ + i]) & 0xC0) == 0x80;
    if (!fine) throw IllFormed(place_, "malformed UTF-8");
    return bytes;
  }

  void advance(std::size_t bytes) {
    place_ = tex_place_after(text_.substr(at_, bytes), place_);
    at_ += bytes;
  }

  void emit(Tex kind, std::string text, std::size_t bytes) {
    Span span = place_;
    advance(bytes);
    if (place_.line == span.line) span.length = std::max(place_.column - span.column, 1);
    tokens_.push_back({kind, std::move(text), span, std::exchange(space_, false)});
  }

  void comment() {
    const std::size_t end = std::min(text_.find('\n', at_), text_.size());
    const std::string_view line = text_.substr(at_, end - at_);
    const std::string_view statement = tex_statement(line);
    if (statement.data() != nullptr) {
      advance(static_cast<std::size_t>(statement.data() - line.data()));
      emit(Tex::statement, std::string(statement), statement.size());
    }
    advance(end - at_);
    space_ = true;
  }

  void command() {
    std::size_t end = at_ + 1;
    while (end < text_.size() && is_letter(text_[end])) ++end;
    if (end == at_ + 1) {
      if (end == text_.size()) throw IllFormed(place_, "a backslash at the end");
      const char c = text_[end];
      if (static_cast<unsigned char>(c) >= 0x80 || c == '\0')
        throw IllFormed(place_, "a backslash before this character means nothing here");
      return emit(Tex::command,
                  std::string(1, std::isspace(static_cast<unsigned char>(c)) ? ' ' : c), 2);
    }
    std::string name(text_.substr(at_ + 1, end - at_ - 1));
    if (end < text_.size() && text_[end] == '*' &&
        (name == "operatorname" || name == "tag" || name == "hspace")) {
      name += '*';
      ++end;
    }
    if (name.size() > 60) throw IllFormed(place_, "a command of more than 60 letters");
    if (name == "begin" || name == "end") return environment(name, end);
    const bool raw = std::find(with_raw_argument.begin(), with_raw_argument.end(), name) !=
                     with_raw_argument.end();
    emit(Tex::command, name, end - at_);
    if (raw) raw_argument();
  }

  void environment(const std::string& word, std::size_t end) {
    const std::size_t open = text_.find_first_not_of(" \t", end);
    const std::size_t close = text_.find('}', end);
    if (open == std::string_view::npos || text_[open] != '{' || close == std::string_view::npos ||
        close - open > 40)
      throw IllFormed(place_, "expected the name of an environment in braces after \\" + word);
    emit(Tex::command, word + "{" + std::string(text_.substr(open + 1, close - open - 1)) + "}",
         close + 1 - at_);
  }

  void raw_argument() {
    const std::size_t open = text_.find_first_not_of(" \t\r\n", at_);
    if (open == std::string_view::npos || text_[open] != '{') return;
    int nesting = 0;
    for (std::size_t i = open; i < text_.size(); ++i) {
      if (text_[i] == '\\') {
        ++i;
      } else if (text_[i] == '{') {
        ++nesting;
      } else if (text_[i] == '}' && --nesting == 0) {
        return advance(i + 1 - at_);
      }
    }
    throw IllFormed(place_, "this brace is never closed");
  }

  std::string_view text_;
  std::size_t at_ = 0;
  Span place_;
  bool space_ = true;
  std::vector<TexToken> tokens_;
};

class Expander {
 public:
  Expander(const std::vector<TexToken>& tokens, const TexMacros& macros)
      : pending_(tokens.rbegin(), tokens.rend()), macros_(macros) {}

  std::vector<TexToken> run() {
    std::vector<TexToken> done;
    while (!pending_.empty()) {
      TexToken token = take();
      const auto macro = token.kind == Tex::command ? macros_.find(token.text) : macros_.end();
      if (token.is_command("overset") || token.is_command("stackrel"))
        drop_label(token, done);
      else if (token.is_command("underset"))
        put_below(token);
      else if (macro == macros_.end())
        done.push_back(std::move(token));
      else
        expand(token, macro->second);
    }
    return done;
  }

 private:
  TexToken take() {
    TexToken token = std::move(pending_.back());
    pending_.pop_back();
    return token;
  }

  /// What stands above a sign, as in \overset{(1)}{=}, is a remark.
  void drop_label(const TexToken& use, std::vector<TexToken>& done) {
    argument(use);
    const std::vector<TexToken> sign = argument(use);
    if (sign.size() != 1 || sign[0].kind == Tex::letter)
      throw IllFormed(use.span, "\\" + use.text + " is read over a relation only");
    done.push_back(sign[0]);
  }

  /// \underset{w}{\min} is \min_{w}.
  void put_below(const TexToken& use) {
    const std::vector<TexToken> below = argument(use), above = argument(use);
    spent_ += below.size() + above.size() + 3;
    if (spent_ > most_expanded) refuse(use);
    pending_.push_back({Tex::close, "}", use.span, false});
    pending_.insert(pending_.end(), below.rbegin(), below.rend());
    pending_.push_back({Tex::open, "{", use.span, false});
    pending_.push_back({Tex::sign, "_", use.span, false});
    pending_.insert(pending_.end(), above.rbegin(), above.rend());
  }

  void expand(const TexToken& use, const TexMacro& macro) {
    std::vector<std::vector<TexToken>> arguments;
    if (macro.may_have_star && !pending_.empty() && pending_.back().is_sign("*")) take();
    if (macro.has_default) arguments.push_back(optional_argument(macro));
    while (arguments.size() < macro.parameters) arguments.push_back(argument(use));
    std::vector<TexToken> put;
    for (const TexToken& token : macro.body) {
      const auto number =
          token.kind == Tex::parameter ? static_cast<std::size_t>(token.text[0] - '0') : 0;
      if (number == 0 || number > arguments.size()) {
        put.push_back(token);
        put.back().span = use.span;
      } else {
        put.insert(put.end(), arguments[number - 1].begin(), arguments[number - 1].end());
      }
      if (put.size() > most_expanded - std::min(spent_, most_expanded)) refuse(use);
    }
    if (!put.empty()) put.front().space_before = use.space_before;
    spent_ += put.size() + 1;
    if (spent_ > most_expanded) refuse(use);
    pending_.insert(pending_.end(), put.rbegin(), put.rend());
  }

  [[noreturn]] static void refuse(const TexToken& use) {
    throw IllFormed(use.span,
                    "\\" + use.text + " expands to more than 20000 tokens; does it call itself?");
  }

  std::vector<TexToken> argument(const TexToken& use) {
    if (pending_.empty())
      throw IllFormed(use.span, "\\" + use.text + " needs an argument that is not here");
    std::vector<TexToken> tokens = {take()};
    if (tokens[0].kind != Tex::open) return tokens;
    int nesting = 1;
    while (!pending_.empty()) {
      tokens.push_back(take());
      nesting += tokens.back().kind == Tex::open;
      nesting -= tokens.back().kind == Tex::close;
      if (nesting > 0) continue;
      return {tokens.begin() + 1, tokens.end() - 1};
    }
    throw IllFormed(tokens[0].span, "this brace is never closed");
  }

  std::vector<TexToken> optional_argument(const TexMacro& macro) {
    if (pending_.empty() || !pending_.back().is_sign("[")) return macro.default_value;
    const TexToken open = take();
    std::vector<TexToken> tokens;
    while (!pending_.empty()) {
      tokens.push_back(take());
      if (!tokens.back().is_sign("]")) continue;
      tokens.pop_back();
      return tokens;
    }
    throw IllFormed(open.span, "this bracket is never closed");
  }

  std::vector<TexToken> pending_;  ///< the next token is the last
  const TexMacros& macros_;
  std::size_t spent_ = 0;
};

}  // namespace

Span tex_place_after(std::string_view text, Span place) {
  for (const char c : text) {
    if (c == '\n') {
      ++place.line;
      place.column = 1;
    } else if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) {
      ++place.column;
    }
  }
  return place;
}

std::string_view tex_statement(std::string_view comment) {
  constexpr std::string_view mark = "assay:";
  const std::size_t word = comment.find_first_not_of("% \t");
  if (word == std::string_view::npos || comment.substr(word, mark.size()) != mark) return {};
  std::string_view statement = comment.substr(word + mark.size());
  statement.remove_prefix(std::min(statement.find_first_not_of(" \t"), statement.size()));
  return statement.substr(0, statement.find_last_not_of(" \t\r") + 1);
}

std::vector<TexToken> tex_tokens(std::string_view source, int line, int column) {
  return Lexer(source, line, column).run();
}

std::vector<TexToken> tex_expanded(const std::vector<TexToken>& tokens, const TexMacros& macros) {
  return Expander(tokens, macros).run();
}

}  // namespace assay::derivation
