// "convention layout in {numerator, denominator}": which conventions there are, and their values.
#include <algorithm>

#include "properties/derivation/syntax/block_reader.h"

namespace assay::derivation {

namespace {

struct KnownConvention {
  const char* name;
  std::vector<std::string> values;
};

const std::vector<KnownConvention>& known_conventions() {
  static const std::vector<KnownConvention> known = {
      {"index", {"0", "1"}},     {"layout", {"numerator", "denominator"}},
      {"log", {"natural", "2"}}, {"step(0)", {"0", "1/2", "1"}},
      {"v^2", {"v^Tv"}},         {"|A|", {"norm", "det"}},
      {"0log0", {"0"}},
  };
  return known;
}

std::string listed(const std::vector<std::string>& values) {
  std::string text;
  for (std::size_t i = 0; i < values.size(); ++i)
    text += (i == 0 ? "" : i + 1 == values.size() ? " or " : ", ") + values[i];
  return text;
}

/// "relu'(0)": any number may be the slope of any function.
bool is_slope_at_kink(const std::string& name) { return name.ends_with("'(0)"); }

/// "-1/2" or "0.01".
bool is_number(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  const std::size_t bar = text.find('/');
  if (bar != std::string_view::npos)
    return is_number(text.substr(0, bar)) && is_number(text.substr(bar + 1)) &&
           text.find_first_of("123456789", bar) != std::string_view::npos;
  return !text.empty() && text.find_first_not_of("0123456789.") == std::string_view::npos &&
         text[0] != '.' && std::count(text.begin(), text.end(), '.') <= 1;
}

void require_known(const Convention& convention) {
  if (is_slope_at_kink(convention.name)) {
    for (const std::string& value : convention.values)
      if (!is_number(value))
        throw IllFormed(convention.span, "'" + value + "' is no slope: write a number such as 1/2");
    return;
  }
  const auto& known = known_conventions();
  const auto found = std::find_if(known.begin(), known.end(), [&](const KnownConvention& one) {
    return one.name == convention.name;
  });
  if (found == known.end()) {
    std::vector<std::string> names;
    for (const KnownConvention& one : known) names.emplace_back(one.name);
    names.emplace_back("f'(0) of a function f");
    throw IllFormed(convention.span,
                    "unknown convention '" + convention.name + "'; there is " + listed(names));
  }
  for (const std::string& value : convention.values)
    if (std::find(found->values.begin(), found->values.end(), value) == found->values.end())
      throw IllFormed(convention.span, "'" + value + "' is no value of the convention '" +
                                           convention.name + "', which is " +
                                           listed(found->values));
}

}  // namespace

void BlockReader::convention() {
  const Span span = parser_.peek().span;
  std::string name;
  while (!parser_.at("=") && !parser_.at("in") && parser_.peek().kind != Token::Kind::newline &&
         !parser_.at_end())
    name += parser_.take().text;
  const bool several = parser_.accept("in");
  if (!several) parser_.expect("=", "and the value of the convention");
  if (several) parser_.expect("{", "and the values of the convention");
  std::vector<std::string> values(1);
  while (!parser_.at_end() && parser_.peek().kind != Token::Kind::newline && !parser_.at("}")) {
    if (several && parser_.accept(","))
      values.emplace_back();
    else
      values.back() += parser_.take().text;
  }
  if (several) parser_.expect("}", "after the values of the convention");
  const Convention read{name, values, span};
  require_known(read);
  reading_.statements.push_back(read);
}

}  // namespace assay::derivation
