// Optimizer updates: parameter, gradient and state to the next parameter and state. Here those that
// follow the gradient, with momentum; those that divide by a root of squares, and those that keep
// two moments, have files of their own.

#include "fast/optimizer/optimizer.h"

#include "properties/catalogue/catalogue.h"
#include "properties/catalogue/optimizer/update.h"
#include "properties/optimizer/identities.h"
#include "reference/optimizer/sgd.h"
#include "reference/optimizer/sgd_dampened.h"

namespace assay {

namespace {

AttributeCard momentum() { return number("momentum", 0.9, {0.9, 0.0, 0.5, 0.99}, "mu", 0, 1); }

template <class T>
SgdSettings<T> sgd_settings(const Attributes& a) {
  return {a.number<T>("lr"), a.number<T>("momentum"), a.choice("nesterov") == "yes",
          a.choice("momentum_form") == "scaled" ? MomentumForm::scaled : MomentumForm::velocity};
}

UpdateRule sgd_row() {
  Card card = update_card("optimizer/sgd", "Gradient descent with momentum", reals(0x1p+60),
                          {vector_input("velocity", reals(0x1p+60))});
  card.formula = "v' = \\mu v + g,\\quad \\theta' = \\theta - \\eta v'";
  card.source =
      "Polyak 1964; Sutskever et al. 2013, On the importance of initialization and "
      "momentum, eq. 1-4";
  card.attributes = {learning_rate(), momentum(),
                     choice("nesterov", "no", "yes", "look one step ahead"),
                     choice("momentum_form", "velocity", "scaled",
                            "velocity: v' = mu v + g, theta - lr v'; scaled: v' = mu v - lr g, "
                            "theta + v'")};
  card.conventions = {{"momentum_form", "attribute, velocity",
                       "velocity in PyTorch, JAX and Optax; scaled in Keras; they agree while lr "
                       "is constant"}};
  card.depth = {.steps = 6};
  return update_rule(
      card,
      update([]<class T>(const Attributes& a, const T&) { return sgd_settings<T>(a); },
             []<class T>(const Bag<T>& in, std::size_t i, const SgdSettings<T>& s) {
               const SgdState<T> next =
                   sgd(SgdState<T>{in[0].data[i], in[2].data[i]}, in[1].data[i], s);
               return std::vector<T>{next.theta, next.velocity};
             }),
      fast_update([](Bag<float>& x, std::span<const float> g, const Attributes& a) {
        fast::sgd(x[0].data, g, x[1].data,
                  {.lr = single(a, "lr"),
                   .momentum = single(a, "momentum"),
                   .nesterov = a.choice("nesterov") == "yes",
                   .scaled = a.choice("momentum_form") == "scaled"});
      }),
      optimizer_laws::sgd_identities());
}

template <class T>
SgdDampenedSettings<T> sgd_dampened_settings(const Attributes& a) {
  return {a.number<T>("lr"), a.number<T>("momentum"), a.number<T>("dampening"),
          a.integer("t") > 1 || a.choice("first_step") == "dampened"};
}

UpdateRule sgd_dampened_row() {
  Card card = update_card("optimizer/sgd_dampened", "Gradient descent with dampened momentum",
                          reals(0x1p+60), {vector_input("velocity", reals(0x1p+60))});
  card.formula = "v' = \\mu v + (1 - \\tau) g,\\quad \\theta' = \\theta - \\eta v'";
  card.source =
      "Polyak 1964, Some methods of speeding up the convergence of iteration methods, "
      "eq. 9; with tau = mu the velocity is a decaying average";
  card.attributes = {
      learning_rate(), momentum(),
      number("dampening", 0.9, {0.9, 0.0, 0.5, 1.0}, "tau, the share of g that is left out", 0, 1),
      choice("first_step", "undampened", "dampened",
             "whether step 1 takes the whole gradient or its share"),
      step_number({std::int64_t{1}, std::int64_t{2}, std::int64_t{7}}, 1e9)};
  card.conventions = {{"first_step", "attribute, undampened",
                       "PyTorch starts the velocity at the whole gradient and dampens from the "
                       "second step on; Optax and Keras have no dampening"},
                      {"nesterov", "none", "PyTorch refuses dampening with Nesterov's step"}};
  card.depth = {.steps = 6};
  return update_rule(
      card,
      update([]<class T>(const Attributes& a, const T&) { return sgd_dampened_settings<T>(a); },
             []<class T>(const Bag<T>& in, std::size_t i, const SgdDampenedSettings<T>& s) {
               const SgdDampenedState<T> next = sgd_dampened(
                   SgdDampenedState<T>{in[0].data[i], in[2].data[i]}, in[1].data[i], s);
               return std::vector<T>{next.theta, next.velocity};
             }),
      fast_update([](Bag<float>& x, std::span<const float> g, const Attributes& a) {
        fast::sgd_dampened(x[0].data, g, x[1].data,
                           {.lr = single(a, "lr"),
                            .momentum = single(a, "momentum"),
                            .dampening = single(a, "dampening"),
                            .dampens = a.integer("t") > 1 || a.choice("first_step") == "dampened"});
      }),
      optimizer_laws::sgd_dampened_identities());
}

}  // namespace

std::vector<Operator> optimizer_family() {
  std::vector<UpdateRule> rules = {sgd_row(), sgd_dampened_row()};
  for (const auto& table : {root_mean_square_optimizers(), moment_optimizers()})
    rules.insert(rules.end(), table.begin(), table.end());
  std::vector<Operator> rows;
  for (const UpdateRule& rule : rules) rows.push_back(rule.step);
  for (const UpdateRule& rule : rules) rows.push_back(trajectory_of(rule));
  return rows;
}

}  // namespace assay
