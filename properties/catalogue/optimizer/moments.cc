// Optimizers that keep running averages of the gradient and of its size.

#include "fast/optimizer/optimizer.h"
#include "properties/catalogue/optimizer/update.h"
#include "properties/optimizer/identities.h"
#include "reference/optimizer/adam.h"
#include "reference/optimizer/adamax.h"
#include "reference/optimizer/nadam.h"
#include "reference/optimizer/radam.h"

namespace assay {

namespace {

const std::vector<AttributeValue> few_steps = {std::int64_t{1}, std::int64_t{2}, std::int64_t{10},
                                               std::int64_t{40}};

AttributeCard beta1() {
  return number("beta1", 0.9, {0.9, 0.0, 0.5}, "decay of the first moment", 0, 0.9999);
}

AttributeCard beta2() {
  return number("beta2", 0.999, {0.999, 0.9, 0.0}, "decay of the second moment", 0, 0.999999);
}

Card moments_card(const std::string& name, const std::string& summary, const std::string& second,
                  double second_reach) {
  return update_card(
      name, summary, reals(0x1p+30),
      {vector_input("m", reals(0x1p+30)), vector_input(second, nonnegative_reals(second_reach))});
}

/// The reference of a rule on {theta, m, v}.
template <class Settings, class Rule>
UpdateReferences moments_update(Settings settings, Rule rule) {
  return update(settings, [rule]<class T>(const Bag<T>& in, std::size_t i, const auto& shared) {
    const AdamState<T> next =
        rule(AdamState<T>{in[0].data[i], in[2].data[i], in[3].data[i]}, in[1].data[i], shared);
    return std::vector<T>{next.theta, next.m, next.v};
  });
}

template <class T>
AdamSettings<T> adam_settings(const Attributes& a) {
  const bool decays = a.values().contains("weight_decay");
  return {a.number<T>("lr"),
          a.number<T>("beta1"),
          a.number<T>("beta2"),
          a.number<T>("epsilon"),
          T(decays ? a.real("weight_decay") : 0),
          static_cast<int>(a.integer("t")),
          a.choice("eps_mode") == "hat"};
}

Card adam_card(bool decays) {
  Card card = moments_card(decays ? "optimizer/adamw" : "optimizer/adam",
                           decays ? "Adam with decoupled weight decay"
                                  : "Steps by bias-corrected running moments of the gradient",
                           "v", 0x1p+60);
  card.formula =
      "m' = \\beta_1 m + (1 - \\beta_1) g,\\ v' = \\beta_2 v + (1 - \\beta_2) g^2,\\ "
      "\\theta' = \\theta - \\eta \\frac{m' / (1 - \\beta_1^t)}{\\sqrt{v' / (1 - "
      "\\beta_2^t)} + \\epsilon}";
  card.source = decays ? "Loshchilov & Hutter 2019, arXiv 1711.05101, algorithm 2, with the decay "
                         "times lr"
                       : "Kingma & Ba 2015, arXiv 1412.6980, algorithm 1 and the end of section 2";
  card.attributes = {
      learning_rate(),
      beta1(),
      beta2(),
      epsilon_of(1e-8),
      step_number({std::int64_t{1}, std::int64_t{2}, std::int64_t{10}, std::int64_t{1000}}, 100000),
      choice("eps_mode", "outside", "hat",
             "added to the root of the corrected moment, or of the uncorrected one")};
  card.conventions = {{"eps_mode", "attribute, outside",
                       "outside in the paper's algorithm 1, PyTorch and Optax; hat in Keras and "
                       "ONNX"}};
  card.depth = {.steps = 20};
  if (decays) {
    card.formula =
        "\\theta' = (1 - \\eta \\lambda) \\theta - \\eta\\, \\mathrm{step}, the step of "
        "Adam";
    card.attributes.push_back(
        number("weight_decay", 0.01, {0.01, 0.0, 0.1}, "lambda, decoupled", 0, 1));
    card.conventions.push_back(
        {"wd_mode", "decoupled, times lr",
         "times lr in PyTorch, Keras and Optax; the paper multiplies only by "
         "the schedule; PyTorch's Adam adds lambda theta to the gradient"});
  }
  return card;
}

UpdateRule adam_row(bool decays) {
  return update_rule(
      adam_card(decays),
      moments_update(
          []<class T>(const Attributes& a, const T&) { return adam_settings<T>(a); },
          [](const auto& state, const auto& g, const auto& s) { return adam(state, g, s); }),
      fast_update([decays](Bag<float>& x, std::span<const float> g, const Attributes& a) {
        fast::adam(x[0].data, g, x[1].data, x[2].data,
                   {.lr = single(a, "lr"),
                    .beta1 = single(a, "beta1"),
                    .beta2 = single(a, "beta2"),
                    .epsilon = single(a, "epsilon"),
                    .weight_decay = decays ? single(a, "weight_decay") : 0,
                    .t = static_cast<int>(a.integer("t")),
                    .epsilon_hat = a.choice("eps_mode") == "hat"});
      }),
      decays ? optimizer_laws::adamw_identities() : optimizer_laws::adam_identities());
}

UpdateRule adamax_row() {
  Card card = moments_card("optimizer/adamax", "Adam with the infinity norm", "u", 0x1p+30);
  card.formula =
      "m' = \\beta_1 m + (1 - \\beta_1) g,\\ u' = \\max(\\beta_2 u, |g| + \\epsilon),\\ \\theta' = "
      "\\theta - \\frac{\\eta}{1 - \\beta_1^t} \\frac{m'}{u'}";
  card.source = "Kingma & Ba 2015, arXiv 1412.6980, algorithm 2, which has no epsilon";
  card.attributes = {learning_rate(),
                     beta1(),
                     beta2(),
                     epsilon_of(1e-8),
                     step_number(few_steps, 100000),
                     choice("eps_mode", "in_max", "outside",
                            "max(beta2 u, |g| + eps), or max(beta2 u, |g|) + eps in the "
                            "denominator only")};
  card.conventions = {{"eps_mode", "attribute, in_max",
                       "in_max in PyTorch and Optax; outside in Keras; none in the paper"}};
  card.depth = {.steps = 12};
  return update_rule(card,
                     update(
                         []<class T>(const Attributes& a, const T&) {
                           return AdamaxSettings<T>{a.number<T>("lr"),
                                                    a.number<T>("beta1"),
                                                    a.number<T>("beta2"),
                                                    a.number<T>("epsilon"),
                                                    static_cast<int>(a.integer("t")),
                                                    a.choice("eps_mode") == "outside"};
                         },
                         []<class T>(const Bag<T>& in, std::size_t i, const AdamaxSettings<T>& s) {
                           const AdamaxState<T> next =
                               adamax(AdamaxState<T>{in[0].data[i], in[2].data[i], in[3].data[i]},
                                      in[1].data[i], s);
                           return std::vector<T>{next.theta, next.m, next.u};
                         }),
                     fast_update([](Bag<float>& x, std::span<const float> g, const Attributes& a) {
                       fast::adamax(x[0].data, g, x[1].data, x[2].data,
                                    {.lr = single(a, "lr"),
                                     .beta1 = single(a, "beta1"),
                                     .beta2 = single(a, "beta2"),
                                     .epsilon = single(a, "epsilon"),
                                     .t = static_cast<int>(a.integer("t")),
                                     .epsilon_outside = a.choice("eps_mode") == "outside"});
                     }),
                     optimizer_laws::adamax_identities());
}

template <class T>
NadamSettings<T> nadam_settings(const Attributes& a) {
  const auto t = static_cast<int>(a.integer("t"));
  return {a.number<T>("lr"),
          a.number<T>("beta1"),
          a.number<T>("beta2"),
          a.number<T>("epsilon"),
          t,
          nadam_weights(a.number<T>("beta1"), a.number<T>("momentum_decay"), t)};
}

UpdateRule nadam_row() {
  Card card =
      moments_card("optimizer/nadam", "Adam that looks one step of momentum ahead", "v", 0x1p+60);
  card.formula =
      "\\mu_t = \\beta_1 (1 - \\tfrac12 0.96^{t \\psi}),\\ \\theta' = \\theta - \\frac{\\eta}{"
      "\\sqrt{v' / (1 - \\beta_2^t)} + \\epsilon} \\left(\\frac{\\mu_{t+1} m'}{1 - "
      "\\prod_{i=1}^{t+1} "
      "\\mu_i} + \\frac{(1 - \\mu_t) g}{1 - \\prod_{i=1}^t \\mu_i}\\right)";
  card.source = "Dozat 2016, Incorporating Nesterov momentum into Adam, algorithm 2";
  card.attributes = {learning_rate(),
                     beta1(),
                     beta2(),
                     epsilon_of(1e-8),
                     step_number(few_steps, 10000),
                     number("momentum_decay", 0.004, {0.004, 1.0, 0.0},
                            "psi, how fast the momentum warms up", 0, 100)};
  card.conventions = {
      {"momentum_decay", "attribute, 0.004", "0.004 in PyTorch; 1 in Keras"},
      {"first_moment", "m' decays by beta1",
       "so in PyTorch and Keras; the paper's m decays by mu_t; Optax's Nesterov Adam has a "
       "constant mu = beta1"},
      {"second_moment", "v' / (1 - beta2^t)",
       "so in PyTorch and Keras; the paper's algorithm multiplies it by beta2 once more"},
      {"product", "mu_1 ... mu_{t+1}",
       "PyTorch 1.13 multiplied the product by mu_t twice in its single-tensor path"}};
  card.depth = {.steps = 26};
  return update_rule(
      card,
      moments_update(
          []<class T>(const Attributes& a, const T&) { return nadam_settings<T>(a); },
          [](const auto& state, const auto& g, const auto& s) { return nadam(state, g, s); }),
      fast_update([](Bag<float>& x, std::span<const float> g, const Attributes& a) {
        fast::nadam(x[0].data, g, x[1].data, x[2].data,
                    {.lr = single(a, "lr"),
                     .beta1 = single(a, "beta1"),
                     .beta2 = single(a, "beta2"),
                     .epsilon = single(a, "epsilon"),
                     .decay = single(a, "momentum_decay"),
                     .t = static_cast<int>(a.integer("t"))});
      }),
      optimizer_laws::nadam_identities());
}

UpdateRule radam_row() {
  Card card = moments_card("optimizer/radam",
                           "Adam that divides by the second moment once enough steps are known",
                           "v", 0x1p+60);
  card.formula =
      "\\rho_t = \\rho_\\infty - \\frac{2 t \\beta_2^t}{1 - \\beta_2^t},\\ \\theta' = \\theta - "
      "\\eta"
      "\\, \\hat m \\sqrt{\\frac{(\\rho_t - 4)(\\rho_t - 2) \\rho_\\infty}{(\\rho_\\infty - "
      "4)(\\rho_\\infty - 2) \\rho_t}} \\frac{1}{\\sqrt{\\hat v} + \\epsilon} \\text{ where } "
      "\\rho_t > "
      "5, \\text{ else } \\theta - \\eta\\, \\hat m";
  card.source = "Liu et al. 2020, arXiv 1908.03265, algorithm 2, which has no epsilon";
  card.attributes = {
      learning_rate(),
      beta1(),
      beta2(),
      epsilon_of(1e-8),
      step_number({std::int64_t{1}, std::int64_t{5}, std::int64_t{6}, std::int64_t{40}}, 100000),
      {.name = "threshold",
       .fallback = std::int64_t{5},
       .draws = {std::int64_t{5}, std::int64_t{4}},
       .meaning = "steps are rectified where rho_t lies beyond",
       .lower = 4,
       .upper = 1000},
      choice("eps_mode", "hat", "outside",
             "added to the root of the uncorrected moment, or of the corrected one")};
  card.conventions = {
      {"threshold", "attribute, rho_t > 5",
       "rho_t > 5 in PyTorch, rho_t >= 5 in Optax, rho_t > 4 in the paper"},
      {"eps_mode", "attribute, hat", "hat in PyTorch, outside in Optax, none in the paper"}};
  card.depth = {.steps = 30};
  return update_rule(
      card,
      moments_update(
          []<class T>(const Attributes& a, const T&) {
            return RadamSettings<T>{a.number<T>("lr"),
                                    a.number<T>("beta1"),
                                    a.number<T>("beta2"),
                                    a.number<T>("epsilon"),
                                    static_cast<int>(a.integer("t")),
                                    static_cast<int>(a.integer("threshold")),
                                    a.choice("eps_mode") == "hat"};
          },
          [](const auto& state, const auto& g, const auto& s) { return radam(state, g, s); }),
      fast_update([](Bag<float>& x, std::span<const float> g, const Attributes& a) {
        fast::radam(x[0].data, g, x[1].data, x[2].data,
                    {.lr = single(a, "lr"),
                     .beta1 = single(a, "beta1"),
                     .beta2 = single(a, "beta2"),
                     .epsilon = single(a, "epsilon"),
                     .t = static_cast<int>(a.integer("t")),
                     .threshold = static_cast<int>(a.integer("threshold")),
                     .epsilon_hat = a.choice("eps_mode") == "hat"});
      }),
      optimizer_laws::radam_identities());
}

}  // namespace

std::vector<UpdateRule> moment_optimizers() {
  return {adam_row(false), adam_row(true), adamax_row(), nadam_row(), radam_row()};
}

}  // namespace assay
