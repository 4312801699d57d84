// Names and numbers in MathML.
#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "properties/derivation/report/markup.h"
#include "properties/derivation/report/mathml_parts.h"

namespace assay::derivation {

namespace {

struct Letter {
  std::string_view name;
  const char* sign;
};

constexpr Letter letters[] = {
    {"alpha", "α"}, {"beta", "β"},   {"gamma", "γ"},  {"delta", "δ"}, {"epsilon", "ε"},
    {"eps", "ε"},   {"zeta", "ζ"},   {"eta", "η"},    {"theta", "θ"}, {"iota", "ι"},
    {"kappa", "κ"}, {"lambda", "λ"}, {"mu", "μ"},     {"nu", "ν"},    {"xi", "ξ"},
    {"pi", "π"},    {"rho", "ρ"},    {"sigma", "σ"},  {"tau", "τ"},   {"upsilon", "υ"},
    {"phi", "φ"},   {"chi", "χ"},    {"psi", "ψ"},    {"omega", "ω"}, {"Gamma", "Γ"},
    {"Delta", "Δ"}, {"Theta", "Θ"},  {"Lambda", "Λ"}, {"Xi", "Ξ"},    {"Pi", "Π"},
    {"Sigma", "Σ"}, {"Phi", "Φ"},    {"Psi", "Ψ"},    {"Omega", "Ω"}, {"ell", "ℓ"},
    {"inf", "∞"},
};

struct Accent {
  std::string_view name;
  const char* sign;
};

constexpr Accent accents[] = {{"hat", "^"}, {"tilde", "~"}, {"bar", "¯"}};

const char* sign_of(std::string_view name) {
  const auto* found = std::find_if(std::begin(letters), std::end(letters),
                                   [&](const Letter& letter) { return letter.name == name; });
  return found == std::end(letters) ? nullptr : found->sign;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// A letter, a Greek letter or a word.
std::string identifier(std::string_view name) {
  if (const char* sign = sign_of(name)) return element("mi", sign);
  return element("mi", escaped(name));
}

/// "yhat" and "thetabar"; a word such as "what" stays one.
std::string accented(std::string_view name) {
  for (const Accent& accent : accents) {
    if (!name.ends_with(accent.name)) continue;
    const std::string_view base = name.substr(0, name.size() - accent.name.size());
    if (base.size() == 1 || sign_of(base))
      return "<mover accent=\"true\">" + identifier(base) +
             element("mo", accent.sign, " stretchy=\"false\"") + "</mover>";
  }
  return identifier(name);
}

/// The text of a subscript: numbers upright, names as names.
std::string script(std::string_view text) {
  const bool number = std::all_of(text.begin(), text.end(), is_digit);
  return number ? element("mn", text) : accented(text);
}

std::string power_of_ten(std::string_view exponent) {
  if (exponent.starts_with('+')) exponent.remove_prefix(1);
  return "<mo>·</mo><msup><mn>10</mn>" + mathml_number(std::string(exponent)) + "</msup>";
}

/// The parts of "(a, b)" or "[[..], [..]]" between commas that no bracket holds.
std::optional<std::vector<std::string>> parts_of(std::string_view text, char open, char close) {
  if (text.size() < 2 || text.front() != open || text.back() != close) return std::nullopt;
  std::vector<std::string> parts(1);
  int depth = 0;
  for (const char c : text.substr(1, text.size() - 2)) {
    depth += c == '(' || c == '[';
    depth -= c == ')' || c == ']';
    if (depth < 0) return std::nullopt;
    if (c == ',' && depth == 0)
      parts.emplace_back();
    else if (c != ' ' || !parts.back().empty())
      parts.back() += c;
  }
  return depth == 0 ? std::optional(parts) : std::nullopt;
}

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789+-./e") == std::string_view::npos &&
         std::any_of(text.begin(), text.end(), is_digit);
}

std::string list_of(const std::vector<std::string>& entries, const char* open, const char* close) {
  std::string list;
  for (const std::string& entry : entries)
    list += (list.empty() ? "" : "<mo>,</mo>") + mathml_value(entry);
  return fenced(open, list, close);
}

std::optional<std::string> matrix_of(const std::vector<std::string>& rows) {
  std::string table;
  for (const std::string& row : rows) {
    const auto entries = parts_of(row, '[', ']');
    if (!entries) return std::nullopt;
    table += "<mtr>";
    for (const std::string& entry : *entries) table += element("mtd", mathml_value(entry));
    table += "</mtr>";
  }
  return mathml_matrix(table);
}

struct Parts {
  std::string_view base, lower, upper;
  bool star = false;
};

/// "W_1^(2)*" taken apart. A word with a word behind its underscore is one word.
Parts parts_of_name(std::string_view name) {
  Parts parts{name.substr(0, name.find('@')), {}, {}};
  std::string_view& text = parts.base;
  parts.star = text.ends_with('*') && text.size() > 1;
  if (parts.star) text.remove_suffix(1);
  if (const std::size_t at = text.find("^("); at != std::string_view::npos && text.ends_with(')')) {
    parts.upper = text.substr(at + 2, text.size() - at - 3);
    text = text.substr(0, at);
  }
  const auto is_word = [](std::string_view part) { return part.size() > 1 && !sign_of(part); };
  const std::size_t at = text.find('_');
  // "W1": the digits of a letter are its number.
  const std::size_t digits = text.find_first_of("0123456789");
  if (at != std::string_view::npos && at > 0) {
    const std::string_view lower = text.substr(at + 1);
    if (is_word(text.substr(0, at)) && is_word(lower) && !is_digit(lower[0])) return parts;
    parts.lower = lower;
    text = text.substr(0, at);
  } else if (digits != std::string_view::npos && digits > 0 && !is_word(text.substr(0, digits))) {
    parts.lower = text.substr(digits);
    text = text.substr(0, digits);
  }
  return parts;
}

}  // namespace

std::string mathml_matrix(const std::string& rows) {
  return element("mtable", rows, " class=\"matrix\"");
}

std::string mathml_sign(const std::string& ascii) {
  // A sign that begins a piece of a chain is still one between two sides.
  constexpr const char* infix = " form=\"infix\"";
  constexpr std::array<std::pair<std::string_view, const char*>, 6> signs = {
      {{"<=", "≤"}, {">=", "≥"}, {"!=", "≠"}, {"~=", "≈"}, {"->", "→"}, {"~", "∼"}}};
  for (const auto& [text, sign] : signs)
    if (ascii == text) return element("mo", sign, infix);
  return element("mo", escaped(ascii), infix);
}

std::string mathml_number(const std::string& text) {
  if (text.starts_with('-'))
    return "<mrow><mo form=\"prefix\">−</mo>" + mathml_number(text.substr(1)) + "</mrow>";
  if (const std::size_t bar = text.find('/'); bar != std::string::npos)
    return "<mfrac>" + element("mn", escaped(text.substr(0, bar))) +
           element("mn", escaped(text.substr(bar + 1))) + "</mfrac>";
  if (const std::size_t e = text.find('e'); e != std::string::npos)
    return "<mrow>" + element("mn", escaped(text.substr(0, e))) + power_of_ten(text.substr(e + 1)) +
           "</mrow>";
  return element("mn", escaped(text));
}

std::string mathml_value(const std::string& text) {
  if (is_number(text)) return mathml_number(text);
  if (const auto entries = parts_of(text, '(', ')')) return list_of(*entries, "(", ")");
  if (const auto rows = parts_of(text, '[', ']')) {
    if (const auto matrix = matrix_of(*rows)) return *matrix;
    return list_of(*rows, "[", "]");
  }
  return element("mtext", escaped(text));
}

std::string name_in_text(const std::string& name) {
  const std::size_t end = std::min(name.find_first_of("_^*[@0123456789"), name.size());
  const char* sign = sign_of(std::string_view(name).substr(0, end));
  return sign ? sign + name.substr(end) : name;
}

std::string mathml_name(const std::string& name) { return mathml_name(name, {}, {}); }

std::string mathml_name(const std::string& name, const std::string& index,
                        const std::string& raised) {
  const Parts parts = parts_of_name(name);
  std::string lower = index.empty() ? "" : row(index), upper = raised;
  if (!parts.lower.empty())
    lower = index.empty() ? script(parts.lower) : row(script(parts.lower) + "<mo>,</mo>" + index);
  if (parts.star) upper = row("<mo>*</mo>" + upper);
  if (!parts.upper.empty()) upper = row("<mo>(</mo>" + script(parts.upper) + "<mo>)</mo>" + upper);
  const std::string base = accented(parts.base);
  if (lower.empty() && upper.empty()) return base;
  if (upper.empty()) return "<msub>" + base + lower + "</msub>";
  if (lower.empty()) return "<msup>" + base + upper + "</msup>";
  return "<msubsup>" + base + lower + upper + "</msubsup>";
}

}  // namespace assay::derivation
