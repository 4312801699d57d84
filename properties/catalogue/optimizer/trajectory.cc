// Trajectories: many steps of an update, as a row made from the rule of one step.

#include "properties/catalogue/optimizer/update.h"
#include "properties/optimizer/identities.h"

namespace assay {

namespace {

Function<double> fast_path(Function<double> step) {
  return [step = std::move(step)](const Bag<double>& in, const Attributes& attributes) {
    return updates::follow(in, [&](const Bag<double>& now, std::int64_t k) {
      Attributes here = at_step(attributes, k);
      here.set("lr", in[2].data[static_cast<std::size_t>(k)]);
      return step(now, here);
    });
  };
}

Card trajectory_card(const Card& step) {
  Card card = step;
  card.name += "_trajectory";
  card.summary += ", several steps in a row";
  card.formula = "\\theta_k, s_k = f(\\theta_{k-1}, g_k, \\eta_k, s_{k-1}),\\ k = 1 \\ldots K: " +
                 step.formula;
  card.dims = {{"n", 1, 3}, {"k", 1, 5}};
  card.inputs[1].name = "gradients";
  card.inputs[1].dims = {"k", "n"};
  card.inputs[1].meaning = "one for each step";
  card.inputs.insert(card.inputs.begin() + 2, {.name = "rates",
                                               .dims = {"k"},
                                               .domain = nonnegative_reals(1024),
                                               .meaning = "the learning rate of each step"});
  card.outputs[0].dims = {"k", "n"};
  card.couple = {};
  const Attributes fixed = fixed_in_trajectories();
  std::erase_if(card.attributes, [&](const AttributeCard& attribute) {
    return fixed.values().contains(attribute.name);
  });
  for (AttributeCard& attribute : card.attributes)
    if (attribute.name == "t") attribute.meaning = "the number of the first step, from 1";
  // Every step's roundings lie on the path.
  card.depth = {.steps = 1, .over = std::to_string(static_cast<int>(step.depth.steps)) + "*k"};
  return card;
}

}  // namespace

Attributes fixed_in_trajectories() { return {{"lr", 0.0}, {"centered", std::string("no")}}; }

Attributes at_step(Attributes attributes, std::int64_t k) {
  const Attributes fixed = fixed_in_trajectories();
  for (const auto& [name, value] : fixed.values()) attributes.set(name, value);
  if (attributes.values().contains("t")) attributes.set("t", attributes.integer("t") + k);
  return attributes;
}

Operator trajectory_of(const UpdateRule& rule) {
  return {.card = trajectory_card(rule.step.card),
          .reference = rule.path,
          .fast = fast_path(rule.step.fast),
          .identities = optimizer_laws::trajectory_identities()};
}

}  // namespace assay
