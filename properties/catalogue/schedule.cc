// Learning-rate schedules: the number of a step to its rate.

#include "fast/schedule/schedule.h"

#include "properties/catalogue/catalogue.h"
#include "properties/catalogue/kinds.h"
#include "properties/schedule/identities.h"
#include "reference/schedule/cosine_decay.h"
#include "reference/schedule/epsilon_decay.h"
#include "reference/schedule/exponential_decay.h"
#include "reference/schedule/inverse_time_decay.h"
#include "reference/schedule/linear_warmup.h"
#include "reference/schedule/multistep_decay.h"
#include "reference/schedule/polynomial_decay.h"
#include "reference/schedule/robbins_monro.h"
#include "reference/schedule/step_decay.h"
#include "reference/schedule/transformer_warmup.h"

namespace assay {

namespace {

constexpr std::int64_t most_steps = 1 << 24;  // float32 holds every whole number up to here

AttributeCard rate(const std::string& name, double fallback, std::vector<AttributeValue> draws,
                   const std::string& meaning, double lower = 0x1p-40, double upper = 0x1p+20) {
  return {.name = name,
          .fallback = fallback,
          .draws = std::move(draws),
          .meaning = meaning,
          .lower = lower,
          .upper = upper};
}

const AttributeCard start = rate("lr", 0.1, {0.1, 0.001, 1.0}, "the rate of step 0");
const AttributeCard end = rate("end", 0, {0.0, 0.001, 0.5}, "the rate in the end", 0);
const AttributeCard gamma = rate("gamma", 0.5, {0.5, 0.1, 0.99, 1.0}, "the factor", 0x1p-20, 1);

AttributeCard steps(const std::string& name, std::int64_t fallback, const std::string& meaning) {
  return {.name = name,
          .fallback = fallback,
          .draws = {std::int64_t{1}, std::int64_t{3}, std::int64_t{10}, std::int64_t{64}},
          .meaning = meaning,
          .lower = 1,
          .upper = static_cast<double>(most_steps)};
}

template <class T>
T whole(const Attributes& a, const std::string& name) {
  return T(static_cast<int>(a.integer(name)));
}

Card schedule_card(const std::string& name, const std::string& summary, const std::string& formula,
                   const std::string& source) {
  return {.name = "schedule/" + name,
          .summary = summary,
          .formula = formula,
          .source = source,
          .dims = {{"n", 0, 35}},
          .inputs = {{.name = "step",
                      .dims = {"n"},
                      .domain = integers(0, most_steps, 100),
                      .differentiable = false,
                      .meaning = "numbers of steps, from 0"}},
          .outputs = {{"rate", {"n"}}},
          .batch = "n",
          .promise = Grade::faithful,
          .no_gradient = "a rule of whole numbers"};
}

/// A kernel (step, rate, settings), with the settings that `settings` finds in the attributes.
template <class Kernel, class Settings>
Function<double> fast_schedule(Kernel kernel, Settings settings) {
  return fast_pointwise([kernel, settings](std::span<const float> k, std::span<float> y,
                                           const Attributes& a) { kernel(k, y, settings(a)); });
}

float single(const Attributes& a, const std::string& name) {
  return static_cast<float>(a.real(name));
}

Operator step_decay_row() {
  Card card = schedule_card("step_decay", "The rate drops every s steps",
                            "\\eta_0 \\gamma^{\\lfloor k / s \\rfloor}",
                            "PyTorch's StepLR; Bottou 2012, Stochastic gradient descent tricks, "
                            "section 5, on lowering the rate in steps");
  card.attributes = {start, gamma, steps("period", 10, "s, the steps between two drops")};
  card.conventions = {
      {"staircase", "always", "Keras and Optax call it exponential decay on a staircase"}};
  return {.card = card,
          .reference = pointwise([]<class T>(const T& k, const Attributes& a) {
            return step_decay(k, a.number<T>("lr"), a.number<T>("gamma"), whole<T>(a, "period"));
          }),
          .fast = fast_schedule(fast::step_decay,
                                [](const Attributes& a) {
                                  return fast::StepDecaySettings{
                                      single(a, "lr"), single(a, "gamma"), a.integer("period")};
                                }),
          .identities = schedule_laws::step_decay_identities()};
}

Operator exponential_decay_row() {
  Card card = schedule_card("exponential_decay", "The rate falls by a factor every s steps, evenly",
                            "\\eta_0 \\gamma^{k / s}",
                            "Bottou 2012, Stochastic gradient descent tricks, section 5");
  card.attributes = {start, gamma, steps("period", 10, "s, the steps for one factor")};
  card.conventions = {
      {"period", "attribute, 10", "1 in PyTorch's ExponentialLR; decay_steps in Keras and Optax"}};
  return {.card = card,
          .reference = pointwise([]<class T>(const T& k, const Attributes& a) {
            return exponential_decay(k, a.number<T>("lr"), a.number<T>("gamma"),
                                     whole<T>(a, "period"));
          }),
          .fast = fast_schedule(fast::exponential_decay,
                                [](const Attributes& a) {
                                  return fast::ExponentialDecaySettings{
                                      single(a, "lr"), single(a, "gamma"), a.integer("period")};
                                }),
          .identities = schedule_laws::exponential_decay_identities()};
}

Operator multistep_decay_row() {
  Card card = schedule_card(
      "multistep_decay", "The rate drops at milestones",
      "\\eta_0 \\gamma^n,\\ n = |\\{m : m \\le k\\}|",
      "PyTorch's MultiStepLR; He et al. 2016, arXiv 1512.03385, section 4.2, on dividing by 10 at "
      "two iterations");
  card.dims.push_back({"m", 0, 4});
  card.inputs.push_back({.name = "milestones",
                         .dims = {"m"},
                         .domain = integers(0, most_steps, 40),
                         .differentiable = false,
                         .meaning = "in any order"});
  card.attributes = {start,
                     gamma,
                     {.name = "boundary",
                      .fallback = std::string("at"),
                      .draws = {std::string("at"), std::string("after")},
                      .meaning = "whether the step of a milestone's number has the lower rate"}};
  card.conventions = {{"boundary", "attribute, at",
                       "at in PyTorch; after in Keras' and Optax' piecewise constant schedules"}};
  return {.card = card,
          .reference = tensorwise([]<class T>(const Bag<T>& in, const Attributes& a) {
            Tensor<T> y = in.at(0);
            for (T& k : y.data)
              k = multistep_decay(T(k), in.at(1).data, a.number<T>("lr"), a.number<T>("gamma"),
                                  a.choice("boundary") == "at");
            return Bag<T>{y};
          }),
          .fast = fast_tensorwise([](const Bag<float>& in, const Attributes& a) {
            Bag<float> y = {in.at(0)};
            fast::multistep_decay(in[0].data, in.at(1).data, y[0].data,
                                  {.lr = single(a, "lr"),
                                   .gamma = single(a, "gamma"),
                                   .at_milestone = a.choice("boundary") == "at"});
            return y;
          }),
          .identities = schedule_laws::multistep_decay_identities()};
}

Operator polynomial_decay_row() {
  Card card =
      schedule_card("polynomial_decay", "The rate falls to its end as a power; linearly by 1",
                    "\\eta_K + (\\eta_0 - \\eta_K) (1 - \\min(k, K) / K)^p",
                    "Chen et al. 2018, arXiv 1606.00915, section 4.1.2, eq. 6 (end 0)");
  card.attributes = {start, end, steps("steps", 64, "K, the step at which the end is reached"),
                     rate("power", 1, {1.0, 2.0, 0.5}, "p", 0x1p-10, 100)};
  card.conventions = {{"end", "attribute, 0", "0 in PyTorch; 1e-4 in Keras"},
                      {"beyond", "stays at the end", "so everywhere; Keras can also cycle"}};
  return {.card = card,
          .reference = pointwise([]<class T>(const T& k, const Attributes& a) {
            return polynomial_decay(k, a.number<T>("lr"), a.number<T>("end"), whole<T>(a, "steps"),
                                    a.number<T>("power"));
          }),
          .fast = fast_schedule(fast::polynomial_decay,
                                [](const Attributes& a) {
                                  return fast::PolynomialDecaySettings{
                                      single(a, "lr"), single(a, "end"), single(a, "power"),
                                      a.integer("steps")};
                                }),
          .identities = schedule_laws::polynomial_decay_identities()};
}

Operator cosine_decay_row() {
  Card card = schedule_card("cosine_decay", "The rate falls to its end along half a cosine",
                            "\\eta_K + \\tfrac12 (\\eta_0 - \\eta_K) (1 + \\cos(\\pi k / K))",
                            "Loshchilov & Hutter 2017, arXiv 1608.03983, eq. 5, without restarts");
  card.attributes = {start,
                     end,
                     steps("steps", 64, "K, the step at which the end is reached"),
                     {.name = "beyond",
                      .fallback = std::string("stay"),
                      .draws = {std::string("stay"), std::string("swing")},
                      .meaning = "after step K the rate stays at the end, or climbs back"}};
  card.conventions = {
      {"beyond", "attribute, stay", "stay in Keras and Optax; swing in PyTorch"},
      {"end", "a rate", "a rate in PyTorch; a fraction of lr, alpha, in Keras and Optax"}};
  return {.card = card,
          .reference = pointwise([]<class T>(const T& k, const Attributes& a) {
            return cosine_decay(k, a.number<T>("lr"), a.number<T>("end"), whole<T>(a, "steps"),
                                a.choice("beyond") == "stay");
          }),
          .fast = fast_schedule(fast::cosine_decay,
                                [](const Attributes& a) {
                                  return fast::CosineDecaySettings{
                                      single(a, "lr"), single(a, "end"), a.integer("steps"),
                                      a.choice("beyond") == "stay"};
                                }),
          .identities = schedule_laws::cosine_decay_identities()};
}

Operator linear_warmup_row() {
  Card card = schedule_card("linear_warmup", "The rate climbs evenly to its full height",
                            "\\eta \\min(1, (k + f) / W)",
                            "Goyal et al. 2017, arXiv 1706.02677, section 2.2, gradual warmup");
  card.attributes = {rate("lr", 0.1, {0.1, 0.001, 1.0}, "the full rate"),
                     steps("steps", 10, "W, the steps until the full rate"),
                     {.name = "first",
                      .fallback = std::int64_t{0},
                      .draws = {std::int64_t{0}, std::int64_t{1}},
                      .meaning = "f: step 0 has the rate 0, or lr / W",
                      .lower = 0,
                      .upper = 1}};
  card.conventions = {
      {"first", "attribute, 0",
       "0 in Optax and in most transformer code; PyTorch's LinearLR starts at a third of lr"}};
  return {.card = card,
          .reference = pointwise([]<class T>(const T& k, const Attributes& a) {
            return linear_warmup(k, a.number<T>("lr"), whole<T>(a, "steps"), whole<T>(a, "first"));
          }),
          .fast = fast_schedule(fast::linear_warmup,
                                [](const Attributes& a) {
                                  return fast::LinearWarmupSettings{
                                      single(a, "lr"), a.integer("steps"), a.integer("first")};
                                }),
          .identities = schedule_laws::linear_warmup_identities()};
}

Operator inverse_time_decay_row() {
  Card card = schedule_card("inverse_time_decay", "The inverse of the rate grows evenly",
                            "\\eta_0 / (1 + r k / s)",
                            "Bottou 2012, Stochastic gradient descent tricks, section 5.2");
  card.attributes = {start,
                     rate("decay", 0.5, {0.5, 0.01, 3.0}, "r", 0),
                     steps("period", 1, "s, the steps for one r"),
                     {.name = "staircase",
                      .fallback = std::string("no"),
                      .draws = {std::string("no"), std::string("yes")},
                      .meaning = "k / s is rounded down"}};
  card.conventions = {{"staircase", "attribute, no", "no in Keras by default"}};
  return {.card = card,
          .reference = pointwise([]<class T>(const T& k, const Attributes& a) {
            return inverse_time_decay(k, a.number<T>("lr"), a.number<T>("decay"),
                                      whole<T>(a, "period"), a.choice("staircase") == "yes");
          }),
          .fast = fast_schedule(fast::inverse_time_decay,
                                [](const Attributes& a) {
                                  return fast::InverseTimeDecaySettings{
                                      single(a, "lr"), single(a, "decay"), a.integer("period"),
                                      a.choice("staircase") == "yes"};
                                }),
          .identities = schedule_laws::inverse_time_decay_identities()};
}

Operator robbins_monro_row() {
  Card card = schedule_card(
      "robbins_monro", "Rates with an infinite sum and a finite sum of squares", "C_0 / (C_1 + k)",
      "Robbins & Monro 1951, Annals of Mathematical Statistics 22(3), eq. 6 and 27");
  card.attributes = {rate("c0", 1, {1.0, 0.1, 10.0}, "C_0"),
                     rate("c1", 1, {1.0, 0.5, 100.0}, "C_1, more than 0")};
  return {
      .card = card,
      .reference = pointwise([]<class T>(const T& k, const Attributes& a) {
        return robbins_monro(k, a.number<T>("c0"), a.number<T>("c1"));
      }),
      .fast = fast_schedule(fast::robbins_monro,
                            [](const Attributes& a) {
                              return fast::RobbinsMonroSettings{single(a, "c0"), single(a, "c1")};
                            }),
      .identities = schedule_laws::robbins_monro_identities()};
}

Operator transformer_warmup_row() {
  Card card = schedule_card("transformer_warmup", "Linear warm-up, then the inverse square root",
                            "d^{-1/2} \\min(k^{-1/2}, k W^{-3/2})",
                            "Vaswani et al. 2017, arXiv 1706.03762, eq. 3");
  card.inputs[0].domain = integers(1, most_steps, 100);
  card.inputs[0].meaning = "numbers of steps, from 1";
  card.attributes = {steps("width", 64, "d, the width of the model"),
                     steps("steps", 10, "W, the steps of the warm-up")};
  return {.card = card,
          .reference = pointwise([]<class T>(const T& k, const Attributes& a) {
            return transformer_warmup(k, whole<T>(a, "width"), whole<T>(a, "steps"));
          }),
          .fast = fast_schedule(
              fast::transformer_warmup,
              [](const Attributes& a) {
                return fast::TransformerWarmupSettings{a.integer("width"), a.integer("steps")};
              }),
          .identities = schedule_laws::transformer_warmup_identities()};
}

Operator epsilon_decay_row() {
  Card card = schedule_card("epsilon_decay", "A share of random actions falls towards its end",
                            "\\epsilon_1 + (\\epsilon_0 - \\epsilon_1) e^{-k / \\tau}",
                            "PyTorch's tutorial on deep Q-learning; evenly lowered in Mnih et al. "
                            "2015, Human-level control through deep reinforcement learning");
  card.attributes = {rate("start", 0.9, {0.9, 1.0}, "the share of step 0", 0, 1),
                     rate("end", 0.05, {0.05, 0.0, 0.1}, "the share in the end", 0, 1),
                     steps("period", 10, "tau, the steps in which what is left falls by e")};
  card.conventions = {
      {"epsilon_schedule", "exponential",
       "a line, schedule/polynomial_decay of power 1, in Mnih et al. 2015, rlax and "
       "Stable-Baselines3"}};
  return {.card = card,
          .reference = pointwise([]<class T>(const T& k, const Attributes& a) {
            return epsilon_decay(k, a.number<T>("start"), a.number<T>("end"),
                                 whole<T>(a, "period"));
          }),
          .fast = fast_schedule(fast::epsilon_decay,
                                [](const Attributes& a) {
                                  return fast::EpsilonDecaySettings{
                                      single(a, "start"), single(a, "end"), a.integer("period")};
                                }),
          .identities = schedule_laws::epsilon_decay_identities()};
}

}  // namespace

std::vector<Operator> schedule_family() {
  return {step_decay_row(),         exponential_decay_row(), multistep_decay_row(),
          polynomial_decay_row(),   cosine_decay_row(),      linear_warmup_row(),
          inverse_time_decay_row(), robbins_monro_row(),     transformer_warmup_row(),
          epsilon_decay_row()};
}

}  // namespace assay
