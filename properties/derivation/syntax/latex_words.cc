// Fonts, words, and the letters that mean sets, laws and indicators.
#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "properties/derivation/syntax/latex_math.h"
#include "properties/derivation/syntax/spelling.h"

namespace assay::derivation {

using Tex = TexToken::Kind;

namespace {

bool is_divergence(std::string_view word) {
  return word == "KL" || word == "JS" || word == "TV" || word == "Hellinger";
}

/// True for one word that connects nothing: "softmax" in \text{softmax}.
bool is_name(const std::string& words) {
  constexpr std::array<std::string_view, 24> connecting = {
      "for",    "if",    "when",     "whenever", "where", "with", "provided",  "unless",
      "except", "given", "assuming", "but",      "and",   "or",   "not",       "as",
      "only",   "in",    "to",       "iid",      "iff",   "else", "converges", "otherwise"};
  return !words.empty() && std::isalpha(static_cast<unsigned char>(words[0])) &&
         std::all_of(words.begin(), words.end(),
                     [](unsigned char c) { return std::isalnum(c) != 0; }) &&
         std::find(connecting.begin(), connecting.end(), words) == connecting.end();
}

/// True when one of the words limits what is said.
bool says_a_condition(const std::string& words) {
  constexpr std::array<std::string_view, 16> limits = {
      "for",    "if",       "when",  "whenever", "where", "with", "provided", "unless",
      "except", "assuming", "given", "only",     "as",    "but",  "while",    "without"};
  std::string word;
  for (const char c : words + " ") {
    if (std::isalpha(static_cast<unsigned char>(c))) {
      word += c;
      continue;
    }
    if (std::find(limits.begin(), limits.end(), word) != limits.end()) return true;
    word.clear();
  }
  return false;
}

}  // namespace

/// The letters and digits of a range through fonts, or nothing if there is anything else.
std::string LatexMath::plain_word(TexRange range) const {
  std::string text;
  for (std::size_t at = range.begin; at < range.end; ++at) {
    const TexToken& token = in_[at];
    const LatexCommand* command =
        token.kind == Tex::command ? find_latex_command(token.text) : nullptr;
    const bool is_look =
        command && (command->role == LatexRole::font || command->role == LatexRole::prose);
    if (token.kind == Tex::letter || token.kind == Tex::digit ||
        (token.is_sign("-") && at > range.begin && at + 1 < range.end)) {
      if (text.empty() || !token.is_sign("-")) text += token.text;
    } else if (!is_look && token.kind != Tex::open && token.kind != Tex::close) {
      return {};
    }
  }
  return text;
}

std::size_t LatexMath::font(std::size_t at, std::size_t end) {
  const TexToken& token = in_[at];
  const Argument inside = argument(at + 1, end);
  const std::string text = plain_word(inside.range());
  Span span = token.span;
  const Span& last = in_[inside.next - 1].span;
  if (last.line == span.line)
    span.length = std::max(last.column + last.length - span.column, span.length);
  const bool blackboard =
      token.text == "mathbb" || token.text == "mathbbm" || token.text == "mathds";
  if (text == "1" || (blackboard && text == "I" && indicator_follows(inside.next, end)))
    return indicator(span, inside.next, end);
  if (blackboard && text == "S") return symmetric_matrices(span, inside.next, end);
  if (blackboard && text == "V") return word("Var", span, inside.next, end);
  if (token.text == "mathcal" && text == "U") return word("Uniform", span, inside.next, end);
  const bool upright_d = text == "d" && (token.text == "mathrm" || token.text == "operatorname");
  if (upright_d && (differentials_.count(at) || quotient_of_differentials(at, end))) {
    symbol("∂", span);
    return inside.next;
  }
  if (!text.empty() && std::isalpha(static_cast<unsigned char>(text[0])))
    return word(text, span, inside.next, end);
  if (inside.begin >= inside.end && token.text == "mathop") return inside.next;
  if (inside.begin >= inside.end) throw IllFormed(token.span, "nothing stands in these braces");
  if (in_[at + 1].kind == Tex::open) return group(at + 1, end);
  walk(inside.range());
  return scripted(inside.next, end);
}

/// A word that was set in letters: a function, a law, a sum, or just a name.
std::size_t LatexMath::word(const std::string& text, Span span, std::size_t next, std::size_t end) {
  if (text.size() > 100) throw IllFormed(span, "a name of more than 100 letters");
  if (text == "E" || text == "Var" || text == "Cov") return expectation(text, span, next, end);
  if (is_divergence(text)) return divergence(text, span, next, end);
  if (text == "D") {
    const Scripts scripts = scripts_at(next, end);
    if (scripts.below && is_divergence(plain_word(scripts.below->range())))
      return divergence(plain_word(scripts.below->range()), span, scripts.next, end);
  }
  const LatexCommand* known = text.size() > 1 ? find_latex_command(text) : nullptr;
  if (known && known->role == LatexRole::reduction) return reduction(text, span, next, end);
  return named(std::string(in_our_spelling(text)), span, next, end);
}

std::size_t LatexMath::accented(std::size_t at, std::size_t end, std::string_view accent) {
  const Argument inside = argument(at + 1, end);
  const std::size_t before = out_.size();
  walk(inside.range());
  if (out_.size() != before + 1 || out_.back().kind != Token::Kind::name)
    throw IllFormed(in_[at].span, "an accent belongs to one name");
  out_.back().text += accent;
  const Span first = in_[at].span, last = in_[inside.next - 1].span;
  out_.back().span = first;
  if (last.line == first.line)
    out_.back().span.length = std::max(last.column + last.length - first.column, first.length);
  out_.back().origin = Token::Origin::tex;
  return scripted(inside.next, end);
}

// ---- \text ----

/// Words and formulas in turn: "\text{for all $x > 0$}".
std::size_t LatexMath::prose(std::size_t at, std::size_t end) {
  const Argument inside = argument(at + 1, end);
  std::string words;
  for (std::size_t i = inside.begin; i < inside.end; ++i) {
    if (!in_[i].is_sign("$")) {
      words += (in_[i].space_before && !words.empty() ? " " : "") + in_[i].text;
      continue;
    }
    phrase(words, in_[at].span, false);
    words.clear();
    std::size_t close = i + 1;
    while (close < inside.end && !in_[close].is_sign("$")) ++close;
    if (close == inside.end) throw IllFormed(in_[i].span, "this dollar sign has no partner");
    walk({i + 1, close});
    i = close;
  }
  const bool is_last = inside.next == end && depth_ == 1;
  if (is_name(words)) return word(words, in_[at].span, inside.next, end);
  phrase(words, in_[at].span, is_last && inside.begin < inside.end);
  return scripted(inside.next, end);
}

void LatexMath::phrase(std::string words, Span span, bool last) {
  while (!words.empty() && (words.back() == '.' || words.back() == ',' || words.back() == ';'))
    words.pop_back();
  constexpr std::array<std::string_view, 19> conditions = {
      "for",   "for all", "for any",  "for every",     "for each",   "if",     "when",   "whenever",
      "where", "with",    "provided", "provided that", "as long as", "unless", "except", "assuming",
      "given", "only if", "but"};
  const auto among = [&](const auto& table) {
    return std::find(std::begin(table), std::end(table), words) != std::end(table);
  };
  if (words.empty()) return;
  constexpr std::array<std::string_view, 5> refused = {"unless", "except", "given", "only if",
                                                       "but"};
  if (among(refused)) throw IllFormed(span, "'" + words + "' is not understood");
  if (among(conditions)) return name(in_cases_ ? "if" : "for", span);
  if (words == "otherwise" || words == "else") return name("otherwise", span);
  if (words == "iff" || words == "if and only if")
    return words == "iff" && std::any_of(out_.begin(), out_.end(),
                                         [](const Token& t) { return t.is("converges"); })
               ? name("iff", span)
               : symbol("<=>", span);
  if (words == "converges to") {
    name("converges", span);
    return name("to", span);
  }
  constexpr std::array<std::string_view, 9> connectives = {"and", "or", "not",       "as", "only",
                                                           "in",  "to", "converges", "iid"};
  if (among(connectives)) return name(words, span);
  if (last && !says_a_condition(words)) return;  // a remark, "(by the chain rule)"
  throw IllFormed(span, "'" + words +
                            "' is not understood; put the words alone into \\text, as "
                            "in \\text{ for } x > 0");
}

// ---- letters with a meaning ----

bool LatexMath::indicator_follows(std::size_t next, std::size_t end) const {
  if (next >= end) return false;
  const Scripts scripts = scripts_at(next, end);
  if (scripts.below) return has_relation(scripts.below->range());
  std::size_t open = next;
  const LatexCommand* size =
      in_[open].kind == Tex::command ? find_latex_command(in_[open].text) : nullptr;
  if (size && size->role == LatexRole::sizing) ++open;
  if (open >= end || !(in_[open].is_sign("[") || in_[open].is_sign("(") ||
                       in_[open].is_command("{") || in_[open].is_command("lbrace")))
    return false;
  const std::size_t close = closing_of(open, end);
  return close < end && has_relation({open + 1, close});
}

/// 1[x > 0], 1_{x > 0}, 1\{x > 0\}; or a column of ones, 1_n.
std::size_t LatexMath::indicator(Span span, std::size_t next, std::size_t end) {
  const Scripts scripts = scripts_at(next, end);
  if (scripts.below && !has_relation(scripts.below->range())) {
    name("ones", span);
    symbol("(", span);
    walk(scripts.below->range());
    symbol(")", in_[scripts.below->next - 1].span);
    if (scripts.above) raise(*scripts.above);
    return scripts.next;
  }
  if (!indicator_follows(next, end))
    throw IllFormed(span,
                    "an indicator needs its condition, as in \\mathbf{1}[x > 0], and a "
                    "column of ones its size, as in \\mathbf{1}_n");
  emit(Token::Kind::number, "1", span);
  if (scripts.below) {
    TexRange inside = scripts.below->range();
    if (in_[inside.begin].is_command("{") && in_[inside.end - 1].is_command("}")) {
      ++inside.begin;
      --inside.end;
    }
    symbol("[", in_[scripts.below->begin].span, false);
    walk(inside);
    symbol("]", in_[scripts.below->next - 1].span);
    if (scripts.above) raise(*scripts.above);
    return scripts.next;
  }
  return opened_as("[", "]", next, end);
}

/// S^n are the symmetric matrices, S^n_{++} the positive definite ones.
std::size_t LatexMath::symmetric_matrices(Span span, std::size_t next, std::size_t end) {
  const Scripts scripts = scripts_at(next, end);
  if (!scripts.above)
    throw IllFormed(span, "expected the size: \\mathbb{S}^n or \\mathbb{S}^n_{++}");
  name(scripts.below ? "SPD" : "Sym", span);
  symbol("(", span);
  walk(scripts.above->range());
  symbol(")", in_[scripts.above->next - 1].span);
  return scripts.next;
}

}  // namespace assay::derivation
