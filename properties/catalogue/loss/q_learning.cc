// Learning action values: the targets of Q-learning and double Q-learning, and the loss.

#include "fast/loss/q_learning.h"

#include "properties/catalogue/loss/rows.h"
#include "properties/loss/identities.h"
#include "reference/loss/q_learning.h"

namespace assay::loss {

namespace {

const AttributeCard discount = {.name = "discount",
                                .fallback = 0.99,
                                .draws = {0.99, 0.9, 0.5, 1.0, 0.0},
                                .meaning = "gamma, the worth of the next step's value",
                                .lower = 0,
                                .upper = 1};

/// A target from the values that choose the action and those that value it, at these positions.
Operator target_row(Card card, std::size_t choosing, std::size_t valuing,
                    std::vector<Identity> identities) {
  card.dims = {{"N", 0, 5}, {"k", 1, 11}};
  card.attributes = {discount};
  card.outputs = {{"target", {"N"}}};
  card.batch = "N";
  card.conventions.push_back(
      {"q_target_ties", "the first best action", "the first in PyTorch's argmax and NumPy"});
  card.promise = Grade::stable;
  card.depth = {.steps = 4};
  card.gradient_promise = Grade::faithful;
  card.gradient_depth = {.steps = 2};
  const auto transitions = [choosing, valuing](const Bag<float>& in) {
    return fast::Transitions{.reward = in[0].data,
                             .done = in[1].data,
                             .choosing = in[choosing].data,
                             .valuing = in[valuing].data};
  };
  return {.card = std::move(card),
          .reference = tensorwise([=]<class T>(const Bag<T>& in, const Attributes& a) {
            Tensor<T> target(in.at(0).shape);
            const auto choose = rows_of(in.at(choosing)), value = rows_of(in.at(valuing));
            for (std::size_t n = 0; n < target.data.size(); ++n)
              target.data[n] = q_learning_target(in[0].data[n], in[1].data[n], choose[n], value[n],
                                                 a.number<T>("discount"));
            return Bag<T>{target};
          }),
          .gradient = tensorwise_gradient(
              [=]<class T>(const Bag<T>& in, const Bag<T>& upstream, const Attributes& a) {
                Tensor<T> dvalues(in.at(valuing).shape);
                const auto choose = rows_of(in.at(choosing));
                for (std::size_t n = 0; n < in[0].data.size(); ++n)
                  dvalues.data[n * choose[n].size() + first_maximum(choose[n])] =
                      upstream.at(0).data[n] * a.number<T>("discount") * (1 - in[1].data[n]);
                return Bag<T>{upstream[0], dvalues};
              }),
          .fast = fast_tensorwise([=](const Bag<float>& in, const Attributes& a) {
            Tensor<float> target(in[0].shape);
            fast::q_learning_target(transitions(in), a.real("discount"), target.data);
            return Bag<float>{target};
          }),
          .fast_gradient = fast_tensorwise_gradient(
              [=](const Bag<float>& in, const Bag<float>& upstream, const Attributes& a) {
                Bag<float> gradient = {in[0], in[valuing]};
                fast::q_learning_target_gradient(transitions(in), a.real("discount"),
                                                 upstream[0].data, gradient[0].data,
                                                 gradient[1].data);
                return gradient;
              }),
          .identities = std::move(identities)};
}

std::vector<Input> transition(std::vector<Input> values) {
  std::vector<Input> inputs = {{.name = "reward", .dims = {"N"}, .domain = reals(0x1p+60)},
                               {.name = "done",
                                .dims = {"N"},
                                .domain = bits(),
                                .differentiable = false,
                                .meaning = "1 where the episode ends"}};
  inputs.insert(inputs.end(), values.begin(), values.end());
  return inputs;
}

Operator q_learning_target_row() {
  return target_row(
      {.name = "loss/q_learning_target",
       .summary = "The one-step target of deep Q-learning",
       .formula = "y_n = r_n + \\gamma (1 - d_n) \\max_a Q'_{na}",
       .gradient_formula = "\\partial L/\\partial r_n = g_n,\\quad \\partial L/\\partial Q'_{na} = "
                           "\\gamma (1 - d_n) g_n [a = \\mathrm{argmax}_b Q'_{nb}]",
       .source = "Mnih et al. 2013, arXiv 1312.5602, eq. 2; the target network: Mnih et al. "
                 "2015, Nature 518, algorithm 1",
       .inputs = transition({{.name = "next_values",
                              .dims = {"N", "k"},
                              .domain = reals(0x1p+60),
                              .meaning = "Q' of the next state, by the target network"}}),
       .conventions = {{"q_target_gradient", "there, but held constant in training",
                        "the residual gradient of Baird 1995 lets it through"}},
       .kinks = {{.where = "several best actions", .subgradient = "the first one's"}}},
      2, 2, loss_laws::q_learning_target_identities());
}

Operator double_q_learning_target_row() {
  return target_row(
      {.name = "loss/double_q_learning_target",
       .summary = "The one-step target of double Q-learning: one network chooses, another values",
       .formula = "y_n = r_n + \\gamma (1 - d_n) Q'_{n a_n},\\ a_n = \\mathrm{argmax}_a Q_{na}",
       .gradient_formula = "\\partial L/\\partial r_n = g_n,\\quad "
                           "\\partial L/\\partial Q'_{na} = \\gamma (1 - d_n) g_n [a = a_n]",
       .source = "van Hasselt, Guez & Silver 2016, Deep reinforcement learning with double "
                 "Q-learning, arXiv 1509.06461, eq. 4",
       .inputs = transition({{.name = "online_values",
                              .dims = {"N", "k"},
                              .domain = reals(0x1p+60),
                              .differentiable = false,
                              .meaning = "Q of the next state, which chooses the action"},
                             {.name = "next_values",
                              .dims = {"N", "k"},
                              .domain = reals(0x1p+60),
                              .meaning = "Q' of the next state, by the target network"}}),
       .nan_rule = "a value of an action that is not chosen is not used"},
      2, 3, loss_laws::double_q_learning_target_identities());
}

Operator q_learning_row() {
  return {.card = {.name = "loss/q_learning",
                   .summary = "Squared error of the values of the actions taken, against targets",
                   .formula = "L = \\frac1N \\sum_n (y_n - Q_{n a_n})^2",
                   .gradient_formula =
                       "\\partial L/\\partial Q_{na} = -\\frac{2g}N (y_n - Q_{na}) [a = a_n]",
                   .source = "Mnih et al. 2013, Playing Atari with deep reinforcement learning, "
                             "arXiv 1312.5602, eq. 2",
                   .dims = {{"N", 1, 7}, {"k", 1, 7}},
                   .inputs = {{.name = "values", .dims = {"N", "k"}, .domain = reals(0x1p+50)},
                              {.name = "action",
                               .dims = {"N"},
                               .domain = index_below("k"),
                               .differentiable = false,
                               .meaning = "the action taken"},
                              {.name = "target",
                               .dims = {"N"},
                               .domain = reals(0x1p+50),
                               .differentiable = false,
                               .meaning = "a constant: the semi-gradient"}},
                   .attributes = {reduction()},
                   .outputs = one_number,
                   .conventions = {{"q_learning_half", "the whole square",
                                    "half of it in RLax; the Huber loss in many implementations"}},
                   .promise = Grade::faithful,
                   .gradient_promise = Grade::faithful,
                   .depth = {.steps = 4, .over = "N"},
                   .gradient_depth = {.steps = 5},
                   .nan_rule = "a value of an action that was not taken is not used"},
          .reference = tensorwise([]<class T>(const Bag<T>& in, const Attributes& a) {
            T sum(0);
            const auto values = rows_of(in.at(0));
            for (std::size_t n = 0; n < values.size(); ++n)
              sum += q_learning(values[n], label_at(in[1], n, values[n].size()), in[2].data[n]);
            return Bag<T>{Tensor<T>::scalar(sum / T(divisor(a, in[0].extent(0))))};
          }),
          .gradient = tensorwise_gradient(
              []<class T>(const Bag<T>& in, const Bag<T>& upstream, const Attributes& a) {
                const T g = upstream.at(0).data.at(0) / T(divisor(a, in.at(0).extent(0)));
                const auto values = rows_of(in[0]);
                Tensor<T> dvalues(in[0].shape);
                for (std::size_t n = 0; n < values.size(); ++n) {
                  const std::size_t action = label_at(in[1], n, values[n].size());
                  dvalues.data[n * values[n].size() + action] =
                      g * q_learning_derivative(values[n], action, in[2].data[n]);
                }
                return Bag<T>{dvalues};
              }),
          .fast = fast_tensorwise([](const Bag<float>& in, const Attributes& a) {
            return Bag<float>{Tensor<float>::scalar(fast::q_learning(
                in[0].data, to_labels(in[1]), in[2].data, scale(a, in[0].extent(0))))};
          }),
          .fast_gradient = fast_tensorwise_gradient(
              [](const Bag<float>& in, const Bag<float>& upstream, const Attributes& a) {
                Tensor<float> dvalues(in[0].shape);
                fast::q_learning_gradient(in[0].data, to_labels(in[1]), in[2].data,
                                          upstream[0].data[0], scale(a, in[0].extent(0)),
                                          dvalues.data);
                return Bag<float>{dvalues};
              }),
          .identities = loss_laws::q_learning_identities()};
}

}  // namespace

std::vector<Operator> q_learning_rows() {
  return {q_learning_target_row(), double_q_learning_target_row(), q_learning_row()};
}

}  // namespace assay::loss
