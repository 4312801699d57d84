#include "properties/catalogue/card.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <stdexcept>

namespace assay {

Domain reals(double reach) { return {.reach = reach}; }
Domain positive_reals(double reach) {
  return {.lower = 0, .includes_lower = false, .reach = reach};
}
Domain nonnegative_reals(double reach) { return {.lower = 0, .reach = reach}; }
Domain open_interval(double lower, double upper) {
  return {.lower = lower, .upper = upper, .includes_lower = false, .includes_upper = false};
}
Domain closed_interval(double lower, double upper) { return {.lower = lower, .upper = upper}; }
Domain integers(std::int64_t lower, std::int64_t upper) { return integers(lower, upper, upper); }
Domain integers(std::int64_t lower, std::int64_t upper, std::int64_t reach) {
  return {.kind = Domain::Kind::integer,
          .lower = static_cast<double>(lower),
          .upper = static_cast<double>(upper),
          .reach = static_cast<double>(reach)};
}
Domain index_below(const std::string& symbol) {
  return {.kind = Domain::Kind::integer, .lower = 0, .below = symbol};
}
Domain bits() { return integers(0, 1); }
Domain simplex() { return {.kind = Domain::Kind::simplex, .lower = 0, .upper = 1}; }

namespace {

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == separator)
      parts.emplace_back();
    else
      parts.back() += c;
  }
  return parts;
}

}  // namespace

std::vector<std::string> factors_of(const std::string& dim) { return split(dim, '*'); }

std::int64_t extent_of(const std::string& dim, const Sizes& sizes, const Attributes& attributes) {
  std::int64_t extent = 1;
  for (const std::string& factor : factors_of(dim)) {
    std::int64_t value = 0;
    const char* end = factor.data() + factor.size();
    if (const auto found = sizes.find(factor); found != sizes.end())
      value = found->second;
    else if (std::from_chars(factor.data(), end, value).ptr != end)
      value = attributes.integer(factor);
    extent *= value;
  }
  return extent;
}

Shape shape_of(const std::vector<std::string>& dims, const Sizes& sizes,
               const Attributes& attributes) {
  Shape shape;
  for (const std::string& dim : dims) shape.push_back(extent_of(dim, sizes, attributes));
  return shape;
}

namespace {

AttributeValue rounded(const AttributeValue& value, Format format) {
  if (const auto* number = std::get_if<double>(&value)) return round_to(*number, format);
  return value;
}

[[noreturn]] void refuse(const AttributeCard& card, const std::string& why) {
  throw std::invalid_argument(fmt::format("attribute {}: {}", card.name, why));
}

void check_range(const AttributeCard& card, double value) {
  if (std::isnan(value) || value < card.lower || value > card.upper)
    refuse(card, fmt::format("{} is outside [{}, {}]", value, card.lower, card.upper));
}

AttributeValue checked(const AttributeCard& card, const AttributeValue& value) {
  if (const auto* choice = std::get_if<std::string>(&value)) {
    if (!std::holds_alternative<std::string>(card.fallback)) refuse(card, "expected a number");
    if (std::find(card.draws.begin(), card.draws.end(), value) != card.draws.end()) return value;
    std::string allowed;
    for (const AttributeValue& draw : card.draws) allowed += " " + to_string(draw);
    refuse(card, fmt::format("'{}' is none of{}", *choice, allowed));
  }
  if (std::holds_alternative<std::string>(card.fallback)) refuse(card, "expected a word");
  if (std::holds_alternative<double>(card.fallback)) {
    const double number = std::holds_alternative<double>(value)
                              ? std::get<double>(value)
                              : static_cast<double>(std::get<std::int64_t>(value));
    check_range(card, number);
    return number;
  }
  if (!std::holds_alternative<std::int64_t>(value)) refuse(card, "expected an integer");
  check_range(card, static_cast<double>(std::get<std::int64_t>(value)));
  return value;
}

}  // namespace

Attributes default_attributes(const Card& card) { return complete_attributes(card, {}); }

Attributes complete_attributes(const Card& card, const Attributes& given) {
  for (const auto& [name, value] : given.values()) {
    const auto same_name = [&, key = name](const AttributeCard& a) { return a.name == key; };
    if (std::none_of(card.attributes.begin(), card.attributes.end(), same_name))
      throw std::invalid_argument(fmt::format("{} has no attribute {}", card.name, name));
  }
  Attributes complete;
  for (const AttributeCard& attribute : card.attributes) {
    const auto found = given.values().find(attribute.name);
    const AttributeValue value =
        found == given.values().end() ? attribute.fallback : checked(attribute, found->second);
    complete.set(attribute.name, rounded(value, card.format));
  }
  return complete;
}

namespace {

/// Whether an attribute of the call allows a value beyond the domain, such as a label to ignore.
bool is_allowed_by_attribute(const Domain& domain, double value, const Attributes& attributes) {
  return attributes.values().contains(domain.or_attribute) &&
         static_cast<double>(attributes.integer(domain.or_attribute)) == value;
}

}  // namespace

std::string domain_violation(const Domain& domain, double value, const Sizes& sizes,
                             const Attributes& attributes) {
  if (is_allowed_by_attribute(domain, value, attributes)) return {};
  const double upper =
      domain.below.empty() ? domain.upper : static_cast<double>(sizes.at(domain.below)) - 1;
  const bool above_lower = domain.includes_lower ? value >= domain.lower : value > domain.lower;
  const bool below_upper = domain.includes_upper ? value <= upper : value < upper;
  const bool whole = domain.kind != Domain::Kind::integer || value == std::floor(value);
  if (std::isfinite(value) && above_lower && below_upper && whole) return {};
  return fmt::format("{} is not in {}", value, to_string(domain));
}

std::string to_string(const Domain& domain) {
  if (domain.kind == Domain::Kind::simplex) return "a probability vector (last axis sums to 1)";
  if (domain.kind == Domain::Kind::integer) {
    const std::string range = domain.below.empty()
                                  ? fmt::format("integers {} .. {}", domain.lower, domain.upper)
                                  : fmt::format("integers 0 .. {}-1", domain.below);
    return domain.or_attribute.empty() ? range : range + " or " + domain.or_attribute;
  }
  if (domain.lower == -infinity && domain.upper == infinity) return "finite reals";
  return fmt::format("{}{}, {}{}", domain.includes_lower ? '[' : '(', domain.lower, domain.upper,
                     domain.includes_upper && domain.upper < infinity ? ']' : ')');
}

std::string to_string(const AttributeValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return std::to_string(*whole);
  return fmt::format("{}", std::get<double>(value));
}

std::string to_string(const Depth& depth) {
  return depth.over.empty() ? fmt::format("{}", depth.steps)
                            : fmt::format("{} + {}", depth.steps, depth.over);
}

double depth_at(const Depth& depth, const Sizes& sizes, const Attributes& attributes) {
  double roundings = depth.steps;
  if (depth.over.empty()) return roundings;
  for (const std::string& terms : split(depth.over, '+'))
    roundings += static_cast<double>(extent_of(terms, sizes, attributes));
  return roundings;
}

}  // namespace assay
