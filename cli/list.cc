// assay list

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "fixtures/format/input_error.h"

namespace assay::cli {

namespace {

std::vector<const Card*> selected(const std::string& family) {
  std::vector<const Card*> cards;
  for (const Operator& op : catalogue())
    if (family.empty() || op.card.family() == family) cards.push_back(&op.card);
  if (cards.empty())
    throw InputError(fmt::format("no family is called '{}'; there are: {}", family,
                                 fmt::join(family_names(), ", ")));
  return cards;
}

std::string gradient_grade(const Card& card) {
  return card.no_gradient.empty() ? std::string(name(card.gradient_promise)) : "-";
}

void print_markdown(const std::vector<const Card*>& cards) {
  fmt::print("| operator | what it is | value | gradient |\n| --- | --- | --- | --- |\n");
  for (const Card* card : cards)
    fmt::print("| `{}` | {} | {} | {} |\n", card->name, card->summary, name(card->promise),
               gradient_grade(*card));
}

void print_json(const std::vector<const Card*>& cards) {
  nlohmann::json rows = nlohmann::json::array();
  for (const Card* card : cards)
    rows.push_back({{"name", card->name},
                    {"summary", card->summary},
                    {"promise", name(card->promise)},
                    {"gradient_promise", gradient_grade(*card)}});
  fmt::print("{}\n", rows.dump(1));
}

void print_text(const std::vector<const Card*>& cards) {
  std::size_t width = 0;
  for (const Card* card : cards) width = std::max(width, card->short_name().size());
  std::string family;
  for (const Card* card : cards) {
    if (card->family() != family) {
      family = card->family();
      const auto count = std::count_if(cards.begin(), cards.end(), [&](const Card* other) {
        return other->family() == family;
      });
      fmt::print("{}{} ({})\n", card == cards.front() ? "" : "\n", family, count);
    }
    fmt::print("  {:<{}}  {}\n", card->short_name(), width, card->summary);
  }
  fmt::print("\n{} operators; 'assay show NAME' tells all about one\n", cards.size());
}

}  // namespace

int run_list(const ListOptions& options) {
  const std::vector<const Card*> cards = selected(options.family);
  if (options.json)
    print_json(cards);
  else if (options.markdown)
    print_markdown(cards);
  else
    print_text(cards);
  return 0;
}

}  // namespace assay::cli
