#include "properties/derivation/syntax/token.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <optional>

namespace assay::derivation {

namespace {

struct Spelling {
  char32_t code;
  const char* text;
};

/// Letters and words: what a Unicode character is called in ASCII.
constexpr Spelling letters[] = {
    {U'α', "alpha"},   {U'β', "beta"},   {U'γ', "gamma"}, {U'δ', "delta"},  {U'ε', "epsilon"},
    {U'ϵ', "epsilon"}, {U'ζ', "zeta"},   {U'η', "eta"},   {U'θ', "theta"},  {U'ι', "iota"},
    {U'κ', "kappa"},   {U'λ', "lambda"}, {U'μ', "mu"},    {U'ν', "nu"},     {U'ξ', "xi"},
    {U'π', "pi"},      {U'ρ', "rho"},    {U'σ', "sigma"}, {U'τ', "tau"},    {U'υ', "upsilon"},
    {U'φ', "phi"},     {U'ϕ', "phi"},    {U'χ', "chi"},   {U'ψ', "psi"},    {U'ω', "omega"},
    {U'Γ', "Gamma"},   {U'Δ', "Delta"},  {U'Θ', "Theta"}, {U'Λ', "Lambda"}, {U'Ξ', "Xi"},
    {U'Π', "Pi"},      {U'Σ', "Sigma"},  {U'Φ', "Phi"},   {U'Ψ', "Psi"},    {U'Ω', "Omega"},
    {U'ℓ', "ell"},     {U'ℝ', "R"},      {U'ℤ', "Z"},     {U'𝔼', "E"},      {U'ŷ', "yhat"},
    {U'Ŷ', "Yhat"},    {U'ĥ', "hhat"},   {U'∑', "sum"},   {U'∏', "prod"},   {U'∫', "int"},
    {U'∇', "grad"},    {U'√', "sqrt"},   {U'∞', "inf"},   {U'∈', "in"},     {U'∧', "and"},
    {U'∨', "or"},      {U'¬', "not"},    {U'⊤', "T"},
};

constexpr Spelling symbols[] = {
    {U'⊙', ".*"}, {U'∘', ".*"}, {U'≤', "<="},  {U'≥', ">="}, {U'≠', "!="},
    {U'→', "->"}, {U'⇒', "=>"}, {U'⇔', "<=>"}, {U'−', "-"},  {U'·', "*"},
    {U'×', "*"},  {U'⋅', "*"},  {U'‖', "||"},  {U'∥', "||"}, {U'⌊', "⌊"},
    {U'⌋', "⌋"},  {U'⌈', "⌈"},  {U'⌉', "⌉"},   {U'∂', "∂"},  {U'⟨', "⟨"},
    {U'⟩', "⟩"},  {U'∼', "~"},  {U'≈', "~="},  {U'…', ".."}, {U'′', "'"},
};

/// Combining marks that lengthen the name before them.
constexpr Spelling marks[] = {{0x302, "hat"}, {0x303, "tilde"}, {0x304, "bar"}};

constexpr std::array<const char*, 24> ascii_symbols = {
    "<=>", "||", "..", "<=", ">=", "!=", "->", "=>", ".*", "./", ".^", ":=",
    "~=",  "==", "+",  "-",  "*",  "/",  "^",  "=",  "<",  ">",  "~",  "'"};
constexpr std::string_view single_symbols = "()[]{}|,;:_!#";

template <std::size_t n>
const char* spelled(const Spelling (&table)[n], char32_t code) {
  for (const Spelling& entry : table)
    if (entry.code == code) return entry.text;
  return nullptr;
}

std::optional<char> script_digit(char32_t code, bool raised) {
  constexpr char32_t superscripts[] = U"⁰¹²³⁴⁵⁶⁷⁸⁹";
  constexpr char32_t subscripts[] = U"₀₁₂₃₄₅₆₇₈₉";
  const char32_t* digits = raised ? superscripts : subscripts;
  for (int digit = 0; digit < 10; ++digit)
    if (digits[digit] == code) return static_cast<char>('0' + digit);
  return std::nullopt;
}

class Lexer {
 public:
  Lexer(std::string_view text, int line, int column) : text_(text), line_(line), column_(column) {}

  std::vector<Token> run() {
    while (position_ < text_.size()) try {
        step();
      } catch (const IllFormed& refused) {
        refuse_line(refused);
      }
    emit(Token::Kind::newline, "\n", 0);
    emit(Token::Kind::end, "", 0);
    return std::move(tokens_);
  }

 private:
  /// What stands on the other lines can still be read.
  void refuse_line(const IllFormed& refused) {
    emit(Token::Kind::error, refused.what(), 1);
    tokens_.back().span = refused.where;
    skip(std::min(text_.find('\n', position_), text_.size()) - position_);
  }

  void step() {
    const char c = text_[position_];
    if (c == '\n') return end_line();
    if (c == ' ' || c == '\t' || c == '\r') return skip(1);
    if (comment_begins() && (column_ == 1 || space_ || at_line_start()))
      return skip(std::min(text_.find('\n', position_), text_.size()) - position_);
    if (std::isdigit(static_cast<unsigned char>(c)) ||
        (c == '.' && position_ + 1 < text_.size() &&
         std::isdigit(static_cast<unsigned char>(text_[position_ + 1]))))
      return number();
    if (std::isalpha(static_cast<unsigned char>(c))) return word();
    if (static_cast<unsigned char>(c) >= 0x80) return unicode();
    symbol();
  }

  /// "-- " and not "--x", which is a double minus.
  bool comment_begins() const {
    if (text_.substr(position_, 2) != "--") return false;
    const std::size_t next = position_ + 2;
    return next >= text_.size() || text_[next] == ' ' || text_[next] == '\t' ||
           text_[next] == '\r' || text_[next] == '\n';
  }

  bool at_line_start() const {
    return tokens_.empty() || tokens_.back().kind == Token::Kind::newline;
  }

  void skip(std::size_t bytes) {
    position_ += bytes;
    column_ += static_cast<int>(bytes);
    space_ = true;
  }

  void end_line() {
    emit(Token::Kind::newline, "\n", 1);
    ++position_;
    ++line_;
    column_ = 1;
    space_ = true;
  }

  /// Appends a token of `columns` columns; the caller moves on in the text.
  void emit(Token::Kind kind, std::string text, int columns) {
    tokens_.push_back({kind, std::move(text), {line_, column_, std::max(columns, 1)}, space_});
    column_ += columns;
    space_ = false;
  }

  std::size_t digits_from(std::size_t at) const {
    while (at < text_.size() && std::isdigit(static_cast<unsigned char>(text_[at]))) ++at;
    return at;
  }

  void number() {
    std::size_t end = digits_from(position_);
    if (end < text_.size() && text_[end] == '.' && text_.substr(end, 2) != ".." &&
        end + 1 < text_.size() && std::isdigit(static_cast<unsigned char>(text_[end + 1])))
      end = digits_from(end + 1);
    if (end < text_.size() && (text_[end] == 'e' || text_[end] == 'E')) {
      const std::size_t sign =
          end + 1 < text_.size() && (text_[end + 1] == '-' || text_[end + 1] == '+') ? 1 : 0;
      const std::size_t exponent_end = digits_from(end + 1 + sign);
      if (exponent_end > end + 1 + sign) {
        if (exponent_end - end > 6) fail("this exponent is too large");
        end = exponent_end;
      }
    }
    if (end - position_ > 400) fail("a number of more than 400 digits");
    const std::size_t length = end - position_;
    emit(Token::Kind::number, std::string(text_.substr(position_, length)),
         static_cast<int>(length));
    position_ = end;
  }

  void word() {
    std::size_t end = position_;
    while (end < text_.size() && std::isalnum(static_cast<unsigned char>(text_[end]))) ++end;
    const std::size_t length = end - position_;
    if (length > 100) fail("a name of more than 100 letters");
    emit(Token::Kind::name, std::string(text_.substr(position_, length)), static_cast<int>(length));
    position_ = end;
  }

  void unicode() {
    std::size_t bytes = 0;
    const char32_t code = decode(bytes);
    if (const char* mark = spelled(marks, code)) {
      if (tokens_.empty() || tokens_.back().kind != Token::Kind::name || space_)
        fail("an accent without a letter before it");
      tokens_.back().text += mark;
    } else if (const char* letter = spelled(letters, code)) {
      emit(Token::Kind::name, letter, 1);
    } else if (const char* sign = spelled(symbols, code)) {
      emit(Token::Kind::symbol, sign, 1);
    } else if (!script(code)) {
      fail("this character means nothing here: '" + std::string(text_.substr(position_, bytes)) +
           "'");
    }
    position_ += bytes;
  }

  /// Raised and lowered digits, the raised T and the raised minus one.
  bool script(char32_t code) {
    if (code == U'ᵀ' || code == U'⁻') {
      emit(Token::Kind::symbol, "^", 0);
      emit(code == U'ᵀ' ? Token::Kind::name : Token::Kind::symbol, code == U'ᵀ' ? "T" : "-", 1);
      return true;
    }
    for (const bool raised : {true, false}) {
      if (const auto digit = script_digit(code, raised)) {
        const bool after_raised_minus = tokens_.size() > 1 && tokens_.back().text == "-" &&
                                        tokens_[tokens_.size() - 2].text == "^";
        if (!after_raised_minus) emit(Token::Kind::symbol, raised ? "^" : "_", 0);
        emit(Token::Kind::number, std::string(1, *digit), 1);
        return true;
      }
    }
    return false;
  }

  char32_t decode(std::size_t& bytes) const {
    const auto byte = [&](std::size_t i) {
      return position_ + i < text_.size() ? static_cast<unsigned char>(text_[position_ + i]) : 0u;
    };
    const unsigned first = byte(0);
    bytes = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4) fail("malformed UTF-8");
    char32_t code = first & (0xFFu >> (bytes + 1));
    for (std::size_t i = 1; i < bytes; ++i) {
      if ((byte(i) & 0xC0) != 0x80) fail("malformed UTF-8");
      code = (code << 6) | (byte(i) & 0x3F);
    }
    return code;
  }

  void symbol() {
    for (const char* candidate : ascii_symbols) {
      const std::string_view sign(candidate);
      if (text_.substr(position_, sign.size()) == sign) return emit_symbol(sign);
    }
    if (single_symbols.find(text_[position_]) == std::string_view::npos)
      fail(std::string("this character means nothing here: '") + text_[position_] + "'");
    emit_symbol(text_.substr(position_, 1));
  }

  void emit_symbol(std::string_view sign) {
    emit(Token::Kind::symbol, sign == "==" ? "=" : std::string(sign),
         static_cast<int>(sign.size()));
    position_ += sign.size();
  }

  [[noreturn]] void fail(const std::string& message) const {
    throw IllFormed({line_, column_, 1}, message);
  }

  std::string_view text_;
  std::size_t position_ = 0;
  int line_;
  int column_;
  bool space_ = true;
  std::vector<Token> tokens_;
};

}  // namespace

std::vector<Token> tokenize(std::string_view text, int line, int column) {
  return Lexer(text, line, column).run();
}

}  // namespace assay::derivation
