#include "properties/catalogue/optimizer/update.h"

namespace assay {

Input vector_input(const std::string& name, const Domain& domain) {
  return {.name = name, .dims = {"n"}, .domain = domain};
}

AttributeCard number(const std::string& name, double fallback, std::vector<AttributeValue> draws,
                     const std::string& meaning, double lower, double upper) {
  return {.name = name,
          .fallback = fallback,
          .draws = std::move(draws),
          .meaning = meaning,
          .lower = lower,
          .upper = upper};
}

AttributeCard choice(const std::string& name, const std::string& first, const std::string& second,
                     const std::string& meaning) {
  return {.name = name, .fallback = first, .draws = {first, second}, .meaning = meaning};
}

AttributeCard learning_rate() {
  return number("lr", 0.01, {0.01, 0.001, 0.1, 1.0}, "the step size", 0x1p-40, 0x1p+20);
}

AttributeCard epsilon_of(double fallback) {
  return number("epsilon", fallback, {1e-8, 1e-7, 1e-3}, "keeps the denominator from 0", 0x1p-80,
                1);
}

AttributeCard step_number(std::vector<AttributeValue> draws, double most) {
  return {.name = "t",
          .fallback = std::int64_t{1},
          .draws = std::move(draws),
          .meaning = "the number of this step, from 1",
          .lower = 1,
          .upper = most};
}

Card update_card(const std::string& name, const std::string& summary, const Domain& gradient,
                 const std::vector<Input>& state) {
  Card card = {.name = name, .summary = summary, .formula = {}, .source = {}};
  card.dims = {{"n", 0, 35}};
  card.inputs = {vector_input("theta", reals(0x1p+60)), vector_input("gradient", gradient)};
  card.outputs = {{"theta", {"n"}}};
  for (const Input& input : state) {
    card.inputs.push_back(input);
    card.outputs.push_back({input.name, {"n"}});
  }
  card.batch = "n";
  card.no_gradient = not_differentiated;
  return card;
}

UpdateRule update_rule(Card card, const UpdateReferences& references, Function<double> fast,
                       std::vector<Identity> identities) {
  return {.step = {.card = std::move(card),
                   .reference = references.step,
                   .fast = std::move(fast),
                   .identities = std::move(identities)},
          .path = references.path};
}

}  // namespace assay
