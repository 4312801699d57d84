// assay show

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "properties/laws/law.h"
#include "reference/scalar/rounding.h"

namespace assay::cli {

namespace {

void print_line(const char* label, const std::string& text) {
  if (!text.empty()) fmt::print("  {:<11} {}\n", label, text);
}

/// " in [0, 1]" or " of mean, sum"; numbers are taken in the card's format.
std::string allowed_values(const AttributeCard& attribute, Format format) {
  if (std::holds_alternative<std::string>(attribute.fallback)) {
    std::vector<std::string> words;
    for (const AttributeValue& word : attribute.draws) words.push_back(to_string(word));
    return fmt::format(" of {}", fmt::join(words, ", "));
  }
  std::string text;
  const auto* number = std::get_if<double>(&attribute.fallback);
  if (number && round_to(*number, format) != *number)
    text = fmt::format(" (as {} {})", traits(format).name, to_hex(round_to(*number, format)));
  if (std::isinf(attribute.lower) && std::isinf(attribute.upper)) return text;
  return text + fmt::format(" in [{}, {}]", attribute.lower, attribute.upper);
}

void print_signature(const Card& card) {
  for (const Input& input : card.inputs)
    print_line("input", fmt::format("{}[{}] in {}{}{}", input.name, fmt::join(input.dims, ", "),
                                    to_string(input.domain), input.meaning.empty() ? "" : "; ",
                                    input.meaning));
  for (const AttributeCard& attribute : card.attributes)
    print_line("attribute",
               fmt::format("{} = {}{}: {}", attribute.name, to_string(attribute.fallback),
                           allowed_values(attribute, card.format), attribute.meaning));
  for (const Output& output : card.outputs)
    print_line("output", fmt::format("{}[{}]", output.name, fmt::join(output.dims, ", ")));
}

void print_promises(const Card& card) {
  print_line("promise", fmt::format("{} in {} (depth {})", name(card.promise),
                                    traits(card.format).name, to_string(card.depth)));
  if (card.no_gradient.empty())
    print_line("gradient", fmt::format("{} (depth {}); {}", name(card.gradient_promise),
                                       to_string(card.gradient_depth), card.gradient_formula));
  else
    print_line("gradient", "none: " + card.no_gradient);
  for (const Kink& kink : card.kinks)
    print_line("kink", fmt::format("{}: the subgradient is {}", kink.where, kink.subgradient));
  if (card.limits) {
    const Limits limits = card.limits(default_attributes(card));
    print_line("limits", fmt::format("{} at -inf, {} at +inf", limits.at_minus_infinity,
                                     limits.at_plus_infinity));
  }
  print_line("NaN", card.nan_rule.empty() ? "shows in the result" : card.nan_rule);
}

nlohmann::json as_json(const Operator& op) {
  const Card& card = op.card;
  nlohmann::json laws = nlohmann::json::array();
  for (const Law& law : laws_of(op))
    laws.push_back({{"name", law.name}, {"sentence", law.sentence}});
  nlohmann::json conventions = nlohmann::json::array();
  for (const Convention& convention : card.conventions)
    conventions.push_back({{"name", convention.name},
                           {"ours", convention.ours},
                           {"elsewhere", convention.elsewhere}});
  return {{"name", card.name},
          {"summary", card.summary},
          {"formula", card.formula},
          {"gradient_formula", card.gradient_formula},
          {"source", card.source},
          {"promise", name(card.promise)},
          {"depth", to_string(card.depth)},
          {"conventions", conventions},
          {"laws", laws}};
}

}  // namespace

int run_show(const ShowOptions& options) {
  const Operator& op = require_operator(options.op);
  if (options.json) {
    fmt::print("{}\n", as_json(op).dump(1));
    return 0;
  }
  const Card& card = op.card;
  fmt::print("{}: {}\n", card.name, card.summary);
  print_line("formula", card.formula);
  print_line("source", card.source);
  print_signature(card);
  print_promises(card);
  for (const Convention& convention : card.conventions)
    print_line("convention", fmt::format("{}: here {}; elsewhere {}", convention.name,
                                         convention.ours, convention.elsewhere));
  for (const Law& law : laws_of(op)) print_line("law", law.sentence);
  return 0;
}

}  // namespace assay::cli
