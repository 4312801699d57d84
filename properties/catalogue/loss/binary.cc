// Losses of a target with two classes.

#include "properties/catalogue/loss/rows.h"
#include "properties/loss/identities.h"
#include "reference/loss/binary_cross_entropy.h"
#include "reference/loss/binary_cross_entropy_with_logits.h"
#include "reference/loss/focal.h"
#include "reference/loss/hinge.h"
#include "reference/loss/squared_hinge.h"

namespace assay::loss {

namespace {

Operator binary_cross_entropy_row() {
  return row(
      {.name = "loss/binary_cross_entropy",
       .summary = "Cross-entropy of Bernoulli probabilities",
       .formula = "L = -\\frac1n \\sum_i (t_i \\log p_i + (1 - t_i) \\log(1 - p_i))",
       .gradient_formula =
           "\\partial L/\\partial p_i = \\frac gn \\frac{p_i - t_i}{p_i (1 - p_i)},\\ \\partial "
           "L/\\partial t_i = \\frac gn \\log\\frac{1 - p_i}{p_i}",
       .source = "Goodfellow, Bengio & Courville 2016, Deep learning, section 6.2.2.2",
       .inputs = {{.name = "probability", .dims = {"n"}, .domain = open_interval(0, 1)},
                  {.name = "target", .dims = {"n"}, .domain = closed_interval(0, 1)}},
       .conventions = {{"bce_clamp", "none",
                        "PyTorch clamps the logarithms at -100 and the gradient's denominator at "
                        "1e-12; Keras clips p to [1e-7, 1 - 1e-7]"}},
       .depth = {.steps = 13, .over = "n"},
       .gradient_depth = {.steps = 12}},
      [](const auto&... x) { return binary_cross_entropy(x...); },
      [](const auto&... x) { return binary_cross_entropy_gradient(x...); },
      fast::binary_cross_entropy, fast::binary_cross_entropy_gradient,
      loss_laws::binary_cross_entropy_identities());
}

Operator binary_cross_entropy_with_logits_row() {
  return row(
      {.name = "loss/binary_cross_entropy_with_logits",
       .summary = "Cross-entropy of Bernoulli logits",
       .formula = "L = \\frac1n \\sum_i (w s_i \\log(1 + e^{-z_i}) + (1 - s_i) \\log(1 + "
                  "e^{z_i})),\\quad s = (1 - \\epsilon) t + \\epsilon / 2",
       .gradient_formula = "\\partial L/\\partial z_i = \\frac gn ((1 - s_i) \\sigma(z_i) - w s_i "
                           "\\sigma(-z_i)),\\ \\partial L/\\partial t_i = \\frac gn (1 - "
                           "\\epsilon) (w \\log(1 + e^{-z_i}) - \\log(1 + e^{z_i}))",
       .source = "binary cross-entropy composed with the logistic function",
       .inputs = {{.name = "logit", .dims = {"n"}, .domain = reals(0x1p+100)},
                  {.name = "target", .dims = {"n"}, .domain = closed_interval(0, 1)}},
       .attributes = {{.name = "pos_weight",
                       .fallback = 1.0,
                       .draws = {1.0, 3.0, 0.25},
                       .meaning = "the weight w of positive examples",
                       .lower = 0x1p-20,
                       .upper = 0x1p+20},
                      {.name = "label_smoothing",
                       .fallback = 0.0,
                       .draws = {0.0, 0.1, 0.5},
                       .meaning = "the share epsilon of 1/2 in each target",
                       .lower = 0,
                       .upper = 1}},
       .conventions =
           {{"reduction", "attribute, mean", "mean in PyTorch and Keras; unreduced in Optax"},
            {"pos_weight", "attribute pos_weight, 1",
             "one for each class in PyTorch; weighted_cross_entropy_with_logits in TensorFlow"},
            {"bce_label_smoothing", "attribute label_smoothing, 0",
             "an argument in Keras; none in PyTorch"}},
       .promise = Grade::faithful,
       .depth = {.steps = 20, .over = "n"},
       .gradient_depth = {.steps = 20}},
      [](const auto&... x) { return binary_cross_entropy_with_logits(x...); },
      [](const auto&... x) { return binary_cross_entropy_with_logits_gradient(x...); },
      fast::binary_cross_entropy_with_logits, fast::binary_cross_entropy_with_logits_gradient,
      loss_laws::binary_cross_entropy_with_logits_identities());
}

Operator focal_row() {
  return row(
      {.name = "loss/focal",
       .summary = "Cross-entropy of Bernoulli logits that fades where the example is easy",
       .formula = "L = -\\frac1n \\sum_i (t_i \\alpha (1 - p_i)^\\gamma \\log p_i + (1 - t_i) (1 - "
                  "\\alpha) p_i^\\gamma \\log(1 - p_i)),\\ p = \\sigma(z)",
       .gradient_formula =
           "\\partial L/\\partial z_i = \\frac gn (t_i \\alpha\\, a'(z_i) - (1 - t_i) (1 - "
           "\\alpha)\\, a'(-z_i)),\\ a'(z) = -(1 - p)^\\gamma (1 - p - \\gamma p \\log p),\\quad "
           "\\partial L/\\partial t_i = \\frac gn (\\alpha\\, a(z_i) - (1 - \\alpha)\\, a(-z_i))",
       .source = "Lin et al. 2017, Focal loss for dense object detection, arXiv 1708.02002, eq. 5",
       .inputs = {{.name = "logit", .dims = {"n"}, .domain = reals(0x1p+60)},
                  {.name = "target", .dims = {"n"}, .domain = closed_interval(0, 1)}},
       .attributes = {{.name = "gamma",
                       .fallback = 2.0,
                       .draws = {2.0, 0.0, 0.5, 1.0, 5.0},
                       .meaning = "how fast easy examples fade",
                       .lower = 0,
                       .upper = 64},
                      {.name = "alpha",
                       .fallback = 0.25,
                       .draws = {0.25, 0.5, 0.75},
                       .meaning = "the weight of positive examples",
                       .lower = 0,
                       .upper = 1}},
       .conventions =
           {{"focal_alpha", "attribute alpha, 0.25",
             "0.25 in torchvision, where a negative one turns it off; none in Optax; off by "
             "default in Keras"},
            {"focal_soft_targets", "linear in the target",
             "torchvision mixes the probabilities, p t + (1 - p)(1 - t); the same at 0 and 1"}},
       .promise = Grade::faithful,
       .depth = {.steps = 36, .over = "n"},
       .gradient_depth = {.steps = 48}},
      [](const auto&... x) { return focal(x...); },
      [](const auto&... x) { return focal_gradient(x...); }, fast::focal, fast::focal_gradient,
      loss_laws::focal_identities());
}

Operator hinge_row() {
  return row(
      {.name = "loss/hinge",
       .summary = "What is missing to a margin of 1",
       .formula = "L = \\frac1n \\sum_i \\max(0, 1 - t_i \\hat y_i)",
       .gradient_formula =
           "\\partial L/\\partial \\hat y_i = -\\frac gn t_i\\,[t_i \\hat y_i < 1],\\quad "
           "\\partial L/\\partial t_i = -\\frac gn \\hat y_i\\,[t_i \\hat y_i < 1]",
       .source = "Cortes & Vapnik 1995, Support-vector networks; Rosasco et al. 2004",
       .inputs = {{.name = "prediction", .dims = {"n"}, .domain = reals(0x1p+50)},
                  {.name = "target", .dims = {"n"}, .domain = closed_interval(-1, 1)}},
       .conventions = {{"hinge_labels", "-1 and 1",
                        "Keras turns 0 and 1 to -1 and 1 if all labels are 0 or 1"},
                       {"hinge_grad_at_kink", "0",
                        "half of the slope where maximum splits a tie, in PyTorch and JAX; the "
                        "whole where clamp passes it"}},
       .kinks = {{.where = "target prediction = 1", .subgradient = "0"}},
       .promise = Grade::faithful,
       .gradient_promise = Grade::faithful,
       .depth = {.steps = 4, .over = "n"},
       .gradient_depth = {.steps = 4}},
      [](const auto&... x) { return hinge(x...); },
      [](const auto&... x) { return hinge_gradient(x...); }, fast::hinge, fast::hinge_gradient,
      loss_laws::hinge_identities());
}

Operator squared_hinge_row() {
  return row(
      {.name = "loss/squared_hinge",
       .summary = "The square of what is missing to a margin of 1",
       .formula = "L = \\frac1n \\sum_i \\max(0, 1 - t_i \\hat y_i)^2",
       .gradient_formula =
           "\\partial L/\\partial \\hat y_i = -\\frac{2g}n t_i \\max(0, 1 - t_i \\hat y_i),\\quad "
           "\\partial L/\\partial t_i = -\\frac{2g}n \\hat y_i \\max(0, 1 - t_i \\hat y_i)",
       .source = "Rosasco et al. 2004, Are loss functions all the same?",
       .inputs = {{.name = "prediction", .dims = {"n"}, .domain = reals(0x1p+30)},
                  {.name = "target", .dims = {"n"}, .domain = closed_interval(-1, 1)}},
       .conventions = {{"hinge_labels", "-1 and 1",
                        "Keras turns 0 and 1 to -1 and 1 if all labels are 0 or 1"}},
       .kinks = {{.where = "target prediction = 1",
                  .subgradient = "0; only the second derivative jumps"}},
       .promise = Grade::faithful,
       .gradient_promise = Grade::faithful,
       .depth = {.steps = 6, .over = "n"},
       .gradient_depth = {.steps = 7}},
      [](const auto&... x) { return squared_hinge(x...); },
      [](const auto&... x) { return squared_hinge_gradient(x...); }, fast::squared_hinge,
      fast::squared_hinge_gradient, loss_laws::squared_hinge_identities());
}

}  // namespace

std::vector<Operator> binary_rows() {
  return {binary_cross_entropy_row(), binary_cross_entropy_with_logits_row(), focal_row(),
          hinge_row(), squared_hinge_row()};
}

}  // namespace assay::loss
