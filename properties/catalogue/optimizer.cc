// Optimizer updates: parameter, gradient and state to the next parameter and state.

#include "fast/optimizer/optimizer.h"

#include <algorithm>
#include <cmath>

#include "properties/catalogue/catalogue.h"
#include "properties/catalogue/kinds.h"
#include "properties/optimizer/identities.h"
#include "reference/optimizer/adam.h"
#include "reference/optimizer/rmsprop.h"
#include "reference/optimizer/sgd.h"

namespace assay {

namespace {

const std::string not_differentiated = "an update is applied, not differentiated";
const std::vector<Dim> length = {{"n", 0, 35}};

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

const AttributeCard learning_rate =
    number("lr", 0.01, {0.01, 0.001, 0.1, 1.0}, "the step size", 0x1p-40, 0x1p+20);
const AttributeCard epsilon =
    number("epsilon", 1e-8, {1e-8, 1e-7, 1e-3}, "keeps the denominator from 0", 0x1p-80, 1);

/// Element by element: f(inputs, i, attributes) gives one number an output.
template <class F>
auto by_elements(F f) {
  return [f]<class T>(const Bag<T>& in, const Attributes& attributes) {
    Bag<T> out;
    for (std::size_t k = 0; k < in.size(); ++k)
      if (k != 1) out.push_back(in[k]);  // everything but the gradient is updated
    for (std::size_t i = 0; i < in[0].data.size(); ++i) {
      const std::vector<T> updated = f(in, i, attributes);
      for (std::size_t k = 0; k < out.size(); ++k) out[k].data[i] = updated[k];
    }
    return out;
  };
}

template <class T>
SgdSettings<T> sgd_settings(const Attributes& a) {
  return {a.number<T>("lr"), a.number<T>("momentum"), a.choice("nesterov") == "yes",
          a.choice("momentum_form") == "scaled" ? MomentumForm::scaled : MomentumForm::velocity};
}

template <class T>
RmspropSettings<T> rmsprop_settings(const Attributes& a) {
  return {a.number<T>("lr"), a.number<T>("rho"), a.number<T>("epsilon"), a.choice("eps_mode") == "inside",
          a.choice("centered") == "yes"};
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

/// A variance needs v >= m^2: means beyond that are drawn back to the root of v.
void bound_mean_gradient(Bag<double>& inputs, const Attributes&) {
  for (std::size_t i = 0; i < inputs[2].data.size(); ++i) {
    const double most = round_to(std::sqrt(inputs[2].data[i]) * (1 - 0x1p-20), Format::binary32);
    inputs[3].data[i] = std::clamp(inputs[3].data[i], -most, most);
  }
}

Operator sgd_row() {
  return {
      .card = {.name = "optimizer/sgd",
               .summary = "Gradient descent with momentum",
               .formula = "v' = \\mu v + g,\\quad \\theta' = \\theta - \\eta v'",
               .source = "Polyak 1964; Sutskever et al. 2013, On the importance of "
                         "initialization and momentum, eq. 1-4",
               .dims = length,
               .inputs = {vector_input("theta", reals(0x1p+60)),
                          vector_input("gradient", reals(0x1p+60)),
                          vector_input("velocity", reals(0x1p+60))},
               .attributes = {learning_rate,
                              number("momentum", 0.9, {0.9, 0.0, 0.5, 0.99}, "mu", 0, 1),
                              choice("nesterov", "no", "yes", "look one step ahead"),
                              choice("momentum_form", "velocity", "scaled",
                                     "velocity: v' = mu v + g, theta - lr v'; scaled: v' = mu v "
                                     "- lr g, theta + v'")},
               .outputs = {{"theta", {"n"}}, {"velocity", {"n"}}},
               .batch = "n",
               .conventions = {{"momentum_form", "attribute, velocity",
                                "velocity in PyTorch, JAX and Optax; scaled in Keras; they "
                                "agree while lr is constant"}},
               .depth = {.steps = 6},
               .no_gradient = not_differentiated},
      .reference =
          tensorwise(by_elements([]<class T>(const Bag<T>& in, std::size_t i, const Attributes& a) {
            const SgdState<T> next =
                sgd(SgdState<T>{in[0].data[i], in[2].data[i]}, in[1].data[i], sgd_settings<T>(a));
            return std::vector<T>{next.theta, next.velocity};
          })),
      .fast = fast_tensorwise([](const Bag<float>& in, const Attributes& a) {
        Bag<float> out = {in[0], in[2]};
        fast::sgd(out[0].data, in[1].data, out[1].data,
                  {.lr = static_cast<float>(a.real("lr")),
                   .momentum = static_cast<float>(a.real("momentum")),
                   .nesterov = a.choice("nesterov") == "yes",
                   .scaled = a.choice("momentum_form") == "scaled"});
        return out;
      }),
      .identities = optimizer_laws::sgd_identities()};
}

Operator rmsprop_row() {
  return {
      .card = {.name = "optimizer/rmsprop",
               .summary = "Steps divided by a running root mean square of the gradient",
               .formula = "v' = \\rho v + (1 - \\rho) g^2,\\quad \\theta' = \\theta - \\eta g / "
                          "(\\sqrt{v'} + \\epsilon)",
               .source = "Tieleman & Hinton 2012, lecture 6.5; Graves 2013, arXiv 1308.0850, eq. "
                         "38-41 (centered, epsilon inside)",
               .dims = length,
               .inputs = {vector_input("theta", reals(0x1p+60)),
                          vector_input("gradient", reals(0x1p+30)),
                          vector_input("mean_square", nonnegative_reals(0x1p+60)),
                          vector_input("mean_gradient", reals(0x1p+30))},
               .attributes = {learning_rate,
                              number("rho", 0.9, {0.9, 0.99, 0.5}, "the decay", 0, 1), epsilon,
                              choice("eps_mode", "outside", "inside",
                                     "sqrt(v) + eps, or sqrt(v + eps)"),
                              choice("centered", "no", "yes",
                                     "divide by the root of the variance v' - m'^2")},
               .outputs = {{"theta", {"n"}}, {"mean_square", {"n"}}, {"mean_gradient", {"n"}}},
               .couple = bound_mean_gradient,
               .batch = "n",
               .conventions = {{"eps_mode", "attribute, outside",
                                "outside in PyTorch; inside in Keras, TensorFlow's kernel and "
                                "Optax"},
                               {"acc_init", "the caller's state",
                                "0 in PyTorch, Keras and Optax; 1 in TensorFlow 1"}},
               .depth = {.steps = 14},
               .no_gradient = not_differentiated,
               .nan_rule = "the mean gradient is not read unless centered"},
      .reference =
          tensorwise(by_elements([]<class T>(const Bag<T>& in, std::size_t i, const Attributes& a) {
            const RmspropState<T> next =
                rmsprop(RmspropState<T>{in[0].data[i], in[2].data[i], in[3].data[i]}, in[1].data[i],
                        rmsprop_settings<T>(a));
            return std::vector<T>{next.theta, next.mean_square, next.mean_gradient};
          })),
      .fast = fast_tensorwise([](const Bag<float>& in, const Attributes& a) {
        Bag<float> out = {in[0], in[2], in[3]};
        fast::rmsprop(out[0].data, in[1].data, out[1].data, out[2].data,
                      {.lr = static_cast<float>(a.real("lr")),
                       .rho = static_cast<float>(a.real("rho")),
                       .epsilon = static_cast<float>(a.real("epsilon")),
                       .epsilon_inside = a.choice("eps_mode") == "inside",
                       .centered = a.choice("centered") == "yes"});
        return out;
      }),
      .identities = optimizer_laws::rmsprop_identities()};
}

Card adam_card(bool decays) {
  Card card = {
      .name = decays ? "optimizer/adamw" : "optimizer/adam",
      .summary = decays ? "Adam with decoupled weight decay"
                        : "Steps by bias-corrected running moments of the gradient",
      .formula =
          "m' = \\beta_1 m + (1 - \\beta_1) g,\\ v' = \\beta_2 v + (1 - \\beta_2) g^2,\\ "
          "\\theta' = \\theta - \\eta \\frac{m' / (1 - \\beta_1^t)}{\\sqrt{v' / (1 - "
          "\\beta_2^t)} + \\epsilon}",
      .source = decays ? "Loshchilov & Hutter 2019, arXiv 1711.05101, algorithm 2, with the decay "
                         "times lr"
                       : "Kingma & Ba 2015, arXiv 1412.6980, algorithm 1 and the end of section 2",
      .dims = length,
      .inputs = {vector_input("theta", reals(0x1p+60)), vector_input("gradient", reals(0x1p+30)),
                 vector_input("m", reals(0x1p+30)), vector_input("v", nonnegative_reals(0x1p+60))},
      .attributes =
          {learning_rate,
           number("beta1", 0.9, {0.9, 0.0, 0.5}, "decay of the first moment", 0, 0.9999),
           number("beta2", 0.999, {0.999, 0.9, 0.0}, "decay of the second moment", 0, 0.999999),
           epsilon,
           {.name = "t",
            .fallback = std::int64_t{1},
            .draws = {std::int64_t{1}, std::int64_t{2}, std::int64_t{10}, std::int64_t{1000}},
            .meaning = "the number of this step, from 1",
            .lower = 1,
            .upper = 100000},
           choice("eps_mode", "outside", "hat",
                  "added to the root of the corrected moment, or of the uncorrected one")},
      .outputs = {{"theta", {"n"}}, {"m", {"n"}}, {"v", {"n"}}},
      .batch = "n",
      .conventions = {{"eps_mode", "attribute, outside",
                       "outside in the paper's algorithm 1, PyTorch and Optax; hat in Keras and "
                       "ONNX"}},
      .depth = {.steps = 20},
      .no_gradient = not_differentiated};
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

Operator adam_row(bool decays) {
  return {.card = adam_card(decays),
          .reference = tensorwise(
              by_elements([]<class T>(const Bag<T>& in, std::size_t i, const Attributes& a) {
                const AdamState<T> next =
                    adam(AdamState<T>{in[0].data[i], in[2].data[i], in[3].data[i]}, in[1].data[i],
                         adam_settings<T>(a));
                return std::vector<T>{next.theta, next.m, next.v};
              })),
          .fast = fast_tensorwise([decays](const Bag<float>& in, const Attributes& a) {
            Bag<float> out = {in[0], in[2], in[3]};
            fast::adam(out[0].data, in[1].data, out[1].data, out[2].data,
                       {.lr = static_cast<float>(a.real("lr")),
                        .beta1 = static_cast<float>(a.real("beta1")),
                        .beta2 = static_cast<float>(a.real("beta2")),
                        .epsilon = static_cast<float>(a.real("epsilon")),
                        .weight_decay = decays ? static_cast<float>(a.real("weight_decay")) : 0,
                        .t = static_cast<int>(a.integer("t")),
                        .epsilon_hat = a.choice("eps_mode") == "hat"});
            return out;
          }),
          .identities =
              decays ? optimizer_laws::adamw_identities() : optimizer_laws::adam_identities()};
}

}  // namespace

std::vector<Operator> optimizer_family() {
  return {sgd_row(), rmsprop_row(), adam_row(false), adam_row(true)};
}

}  // namespace assay
