// Optimizers that divide the gradient by a root of sums or means of its squares.

#include <algorithm>
#include <cmath>

#include "fast/optimizer/optimizer.h"
#include "properties/catalogue/optimizer/update.h"
#include "properties/optimizer/identities.h"
#include "reference/optimizer/adadelta.h"
#include "reference/optimizer/adagrad.h"
#include "reference/optimizer/rmsprop.h"

namespace assay {

namespace {

AttributeCard epsilon_place() {
  return choice("eps_mode", "outside", "inside", "sqrt(v) + eps, or sqrt(v + eps)");
}

template <class T>
AdagradSettings<T> adagrad_settings(const Attributes& a) {
  return {a.number<T>("lr"), a.number<T>("epsilon"), a.number<T>("lr_decay"),
          static_cast<int>(a.integer("t")), a.choice("eps_mode") == "inside"};
}

UpdateRule adagrad_row() {
  Card card = update_card("optimizer/adagrad",
                          "Steps divided by the root of the sum of all squared gradients",
                          reals(0x1p+30), {vector_input("sum", nonnegative_reals(0x1p+60))});
  card.formula =
      "v' = v + g^2,\\quad \\theta' = \\theta - \\frac{\\eta}{1 + (t - 1) \\delta} "
      "\\frac{g}{\\sqrt{v'} + \\epsilon}";
  card.source = "Duchi, Hazan & Singer 2011, JMLR 12, eq. 1 and figure 1, with a diagonal matrix";
  card.attributes = {
      learning_rate(), epsilon_of(1e-10), epsilon_place(),
      number("lr_decay", 0, {0.0, 0.1, 1.0}, "delta, the learning rate's decay", 0, 0x1p+20),
      step_number({std::int64_t{1}, std::int64_t{2}, std::int64_t{10}}, 1e6)};
  card.conventions = {
      {"eps_mode", "attribute, outside", "outside in PyTorch and ONNX; inside in Keras and Optax"},
      {"acc_init", "the caller's state", "0 in PyTorch and ONNX; 0.1 in Keras and Optax"},
      {"lr_decay", "attribute, 0",
       "1 + (t - 1) delta in PyTorch, 1 + T delta in ONNX, whose T is "
       "t - 1 too; none in Keras and Optax"}};
  card.depth = {.steps = 9};
  return update_rule(
      card,
      update([]<class T>(const Attributes& a, const T&) { return adagrad_settings<T>(a); },
             []<class T>(const Bag<T>& in, std::size_t i, const AdagradSettings<T>& s) {
               const AdagradState<T> next =
                   adagrad(AdagradState<T>{in[0].data[i], in[2].data[i]}, in[1].data[i], s);
               return std::vector<T>{next.theta, next.sum};
             }),
      fast_update([](Bag<float>& x, std::span<const float> g, const Attributes& a) {
        fast::adagrad(x[0].data, g, x[1].data,
                      {.lr = single(a, "lr"),
                       .epsilon = single(a, "epsilon"),
                       .lr_decay = single(a, "lr_decay"),
                       .t = static_cast<int>(a.integer("t")),
                       .epsilon_inside = a.choice("eps_mode") == "inside"});
      }),
      optimizer_laws::adagrad_identities());
}

UpdateRule adadelta_row() {
  Card card =
      update_card("optimizer/adadelta",
                  "Steps as long as those before, against the gradient's own size", reals(0x1p+30),
                  {vector_input("mean_square", nonnegative_reals(0x1p+60)),
                   vector_input("mean_square_step", nonnegative_reals(0x1p+60))});
  card.formula =
      "E' = \\rho E + (1 - \\rho) g^2,\\ \\Delta = \\sqrt{\\frac{D + \\epsilon}{E' + "
      "\\epsilon}}\\, g,\\ D' = \\rho D + (1 - \\rho) \\Delta^2,\\ \\theta' = \\theta - \\eta "
      "\\Delta";
  card.source = "Zeiler 2012, arXiv 1212.5701, algorithm 1, which has lr = 1";
  card.attributes = {
      number("lr", 1, {1.0, 0.001, 0.1}, "multiplies the step", 0x1p-40, 0x1p+20),
      number("rho", 0.9, {0.9, 0.95, 0.5}, "the decay", 0, 1),
      number("epsilon", 1e-6, {1e-6, 1e-7, 1e-3},
             "the first step's square, and keeps the denominator from 0", 0x1p-40, 1)};
  card.conventions = {{"lr", "attribute, 1",
                       "1 in the paper and PyTorch, 0.001 in Keras; in all of them the mean square "
                       "step leaves it out"},
                      {"rho", "attribute, 0.9", "0.9 in PyTorch and Optax; 0.95 in Keras"},
                      {"epsilon", "attribute, 1e-6",
                       "1e-6 in the paper, PyTorch and Optax; 1e-7 in "
                       "Keras"}};
  card.depth = {.steps = 16};
  return update_rule(
      card,
      update(
          []<class T>(const Attributes& a, const T&) {
            return AdadeltaSettings<T>{a.number<T>("lr"), a.number<T>("rho"),
                                       a.number<T>("epsilon")};
          },
          []<class T>(const Bag<T>& in, std::size_t i, const AdadeltaSettings<T>& s) {
            const AdadeltaState<T> next = adadelta(
                AdadeltaState<T>{in[0].data[i], in[2].data[i], in[3].data[i]}, in[1].data[i], s);
            return std::vector<T>{next.theta, next.mean_square, next.mean_square_step};
          }),
      fast_update([](Bag<float>& x, std::span<const float> g, const Attributes& a) {
        fast::adadelta(
            x[0].data, g, x[1].data, x[2].data,
            {.lr = single(a, "lr"), .rho = single(a, "rho"), .epsilon = single(a, "epsilon")});
      }),
      optimizer_laws::adadelta_identities());
}

template <class T>
RmspropSettings<T> rmsprop_settings(const Attributes& a) {
  return {a.number<T>("lr"), a.number<T>("rho"), a.number<T>("epsilon"),
          a.choice("eps_mode") == "inside", a.choice("centered") == "yes"};
}

/// A variance needs v >= m^2: means beyond that are drawn back to the root of v.
void bound_mean_gradient(Bag<double>& inputs, const Attributes&) {
  for (std::size_t i = 0; i < inputs[2].data.size(); ++i) {
    const double most = round_to(std::sqrt(inputs[2].data[i]) * (1 - 0x1p-20), Format::binary32);
    inputs[3].data[i] = std::clamp(inputs[3].data[i], -most, most);
  }
}

UpdateRule rmsprop_row() {
  Card card =
      update_card("optimizer/rmsprop",
                  "Steps divided by a running root mean square of the gradient", reals(0x1p+30),
                  {vector_input("mean_square", nonnegative_reals(0x1p+60)),
                   vector_input("mean_gradient", reals(0x1p+30))});
  card.formula =
      "v' = \\rho v + (1 - \\rho) g^2,\\quad \\theta' = \\theta - \\eta g / "
      "(\\sqrt{v'} + \\epsilon)";
  card.source =
      "Tieleman & Hinton 2012, lecture 6.5; Graves 2013, arXiv 1308.0850, eq. 38-41 "
      "(centered, epsilon inside)";
  card.attributes = {
      learning_rate(), number("rho", 0.9, {0.9, 0.99, 0.5}, "the decay", 0, 1), epsilon_of(1e-8),
      epsilon_place(),
      choice("centered", "no", "yes", "divide by the root of the variance v' - m'^2")};
  card.couple = bound_mean_gradient;
  card.conventions = {
      {"eps_mode", "attribute, outside",
       "outside in PyTorch; inside in Keras, TensorFlow's kernel and Optax"},
      {"acc_init", "the caller's state", "0 in PyTorch, Keras and Optax; 1 in TensorFlow 1"}};
  card.depth = {.steps = 14};
  card.nan_rule = "the mean gradient is not read unless centered";
  return update_rule(
      card,
      update([]<class T>(const Attributes& a, const T&) { return rmsprop_settings<T>(a); },
             []<class T>(const Bag<T>& in, std::size_t i, const RmspropSettings<T>& s) {
               const RmspropState<T> next = rmsprop(
                   RmspropState<T>{in[0].data[i], in[2].data[i], in[3].data[i]}, in[1].data[i], s);
               return std::vector<T>{next.theta, next.mean_square, next.mean_gradient};
             }),
      fast_update([](Bag<float>& x, std::span<const float> g, const Attributes& a) {
        fast::rmsprop(x[0].data, g, x[1].data, x[2].data,
                      {.lr = single(a, "lr"),
                       .rho = single(a, "rho"),
                       .epsilon = single(a, "epsilon"),
                       .epsilon_inside = a.choice("eps_mode") == "inside",
                       .centered = a.choice("centered") == "yes"});
      }),
      optimizer_laws::rmsprop_identities());
}

}  // namespace

std::vector<UpdateRule> root_mean_square_optimizers() {
  return {adagrad_row(), adadelta_row(), rmsprop_row()};
}

}  // namespace assay
