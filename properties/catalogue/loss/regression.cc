// Losses of predictions and real targets.

#include "properties/catalogue/loss/rows.h"
#include "properties/loss/identities.h"
#include "reference/loss/gaussian_nll.h"
#include "reference/loss/huber.h"
#include "reference/loss/log_cosh.h"
#include "reference/loss/mean_absolute_error.h"
#include "reference/loss/mean_squared_error.h"
#include "reference/loss/smooth_l1.h"

namespace assay::loss {

namespace {

Operator mean_squared_error_row() {
  return row(
      {.name = "loss/mean_squared_error",
       .summary = "Squared error, averaged, summed or half summed",
       .formula = "L = \\frac1n \\sum_i (\\hat y_i - y_i)^2",
       .gradient_formula = "\\partial L/\\partial \\hat y_i = \\frac{2g}{n} (\\hat y_i - y_i) = "
                           "-\\partial L/\\partial y_i",
       .source = "Goodfellow, Bengio & Courville 2016, Deep learning, eq. 5.4",
       .inputs = {{.name = "prediction", .dims = {"n"}, .domain = reals(0x1p+50)},
                  {.name = "target", .dims = {"n"}, .domain = reals(0x1p+50)}},
       .conventions = {{"reduction", "attribute, mean",
                        "mean over all elements in PyTorch; over the last axis, then the batch, in "
                        "Keras; unreduced and halved in Optax's l2_loss"}},
       .depth = {.steps = 4, .over = "n"},
       .gradient_depth = {.steps = 5}},
      [](const auto&... x) { return squared_error(x...); },
      [](const auto&... x) { return squared_error_gradient(x...); }, fast::squared_error,
      fast::squared_error_gradient, loss_laws::mean_squared_error_identities(),
      reduction({"mean", "sum", "half_sum"}));
}

Operator mean_absolute_error_row() {
  return row(
      {.name = "loss/mean_absolute_error",
       .summary = "Absolute error, averaged or summed",
       .formula = "L = \\frac1n \\sum_i |\\hat y_i - y_i|",
       .gradient_formula = "\\partial L/\\partial \\hat y_i = \\frac gn \\mathrm{sign}(\\hat y_i - "
                           "y_i) = -\\partial L/\\partial y_i",
       .source = "definition; the L1 loss",
       .inputs = {{.name = "prediction", .dims = {"n"}, .domain = reals(0x1p+100)},
                  {.name = "target", .dims = {"n"}, .domain = reals(0x1p+100)}},
       .conventions = {{"absolute_error_grad_at_zero", "0",
                        "0 in PyTorch, JAX and TensorFlow; -1 from PyTorch 1.13's smooth_l1_loss "
                        "with beta 0"}},
       .kinks = {{.where = "prediction = target", .subgradient = "0"}},
       .promise = Grade::faithful,
       .gradient_promise = Grade::faithful,
       .depth = {.steps = 3, .over = "n"},
       .gradient_depth = {.steps = 3}},
      [](const auto&... x) { return absolute_error(x...); },
      [](const auto&... x) { return absolute_error_gradient(x...); }, fast::absolute_error,
      fast::absolute_error_gradient, loss_laws::mean_absolute_error_identities());
}

Operator huber_row() {
  return row(
      {.name = "loss/huber",
       .summary = "Squared error near 0, absolute error far from it",
       .formula = "L = \\frac1n \\sum_i \\tfrac12 e_i^2\\ (|e_i| \\le \\delta),\\quad \\delta "
                  "(|e_i| - \\tfrac12 \\delta);\\quad e = \\hat y - y",
       .gradient_formula = "\\partial L/\\partial \\hat y_i = \\frac gn \\min(\\max(e_i, "
                           "-\\delta), \\delta) = -\\partial L/\\partial y_i",
       .source = "Huber 1964, Robust estimation of a location parameter",
       .inputs = {{.name = "prediction", .dims = {"n"}, .domain = reals(0x1p+50)},
                  {.name = "target", .dims = {"n"}, .domain = reals(0x1p+50)}},
       .attributes = {{.name = "delta",
                       .fallback = 1.0,
                       .draws = {1.0, 0.5, 2.0, 0.1},
                       .meaning = "where the two parts meet",
                       .lower = 0x1p-20,
                       .upper = 0x1p+20}},
       .conventions = {{"huber", "scaled by delta",
                        "HuberLoss of PyTorch, Keras and Optax alike; smooth_l1 divides by delta"}},
       .kinks = {{.where = "|prediction - target| = delta",
                  .subgradient = "+-delta; only the second derivative jumps"}},
       .promise = Grade::faithful,
       .gradient_promise = Grade::faithful,
       .depth = {.steps = 6, .over = "n"},
       .gradient_depth = {.steps = 4}},
      [](const auto&... x) { return huber(x...); },
      [](const auto&... x) { return huber_gradient(x...); }, fast::huber, fast::huber_gradient,
      loss_laws::huber_identities());
}

Operator smooth_l1_row() {
  return row(
      {.name = "loss/smooth_l1",
       .summary = "The Huber loss over its delta",
       .formula = "L = \\frac1n \\sum_i \\frac{e_i^2}{2\\beta}\\ (|e_i| < \\beta),\\quad |e_i| - "
                  "\\tfrac12 \\beta;\\quad e = \\hat y - y",
       .gradient_formula = "\\partial L/\\partial \\hat y_i = \\frac gn \\min(\\max(e_i/\\beta, "
                           "-1), 1) = -\\partial L/\\partial y_i",
       .source = "Girshick 2015, Fast R-CNN, arXiv 1504.08083, eq. 3",
       .inputs = {{.name = "prediction", .dims = {"n"}, .domain = reals(0x1p+50)},
                  {.name = "target", .dims = {"n"}, .domain = reals(0x1p+50)}},
       .attributes = {{.name = "beta",
                       .fallback = 1.0,
                       .draws = {1.0, 0.5, 2.0, 0.1},
                       .meaning = "where the two parts meet",
                       .lower = 0x1p-20,
                       .upper = 0x1p+20}},
       .conventions =
           {{"smooth_l1_of_beta_zero", "refused",
             "the absolute error in PyTorch, but with a gradient of -1 at 0 there (1.13)"}},
       .kinks = {{.where = "|prediction - target| = beta",
                  .subgradient = "+-1; only the second derivative jumps"}},
       .promise = Grade::faithful,
       .gradient_promise = Grade::faithful,
       .depth = {.steps = 6, .over = "n"},
       .gradient_depth = {.steps = 5}},
      [](const auto&... x) { return smooth_l1(x...); },
      [](const auto&... x) { return smooth_l1_gradient(x...); }, fast::smooth_l1,
      fast::smooth_l1_gradient, loss_laws::smooth_l1_identities());
}

Operator log_cosh_row() {
  return row(
      {.name = "loss/log_cosh",
       .summary = "Logarithm of the hyperbolic cosine of the error",
       .formula = "L = \\frac1n \\sum_i \\log\\cosh(\\hat y_i - y_i)",
       .gradient_formula = "\\partial L/\\partial \\hat y_i = \\frac gn \\tanh(\\hat y_i - y_i) = "
                           "-\\partial L/\\partial y_i",
       .source = "definition",
       .inputs = {{.name = "prediction", .dims = {"n"}, .domain = reals(0x1p+100)},
                  {.name = "target", .dims = {"n"}, .domain = reals(0x1p+100)}},
       .conventions = {{"log_cosh_near_zero", "e^2/2 to all digits",
                        "cancels as log(e^x + e^-x) - log 2, in Optax"}},
       .promise = Grade::faithful,
       .gradient_promise = Grade::faithful,
       .depth = {.steps = 16, .over = "n"},
       .gradient_depth = {.steps = 8}},
      [](const auto&... x) { return log_cosh(x...); },
      [](const auto&... x) { return log_cosh_gradient(x...); }, fast::log_cosh,
      fast::log_cosh_gradient, loss_laws::log_cosh_identities());
}

Operator gaussian_nll_row() {
  return row(
      {.name = "loss/gaussian_nll",
       .summary = "Minus the log-likelihood of targets under normal distributions",
       .formula = "L = \\frac1n \\sum_i \\tfrac12 \\left(\\log v_i + \\frac{(\\mu_i - y_i)^2}{v_i} "
                  "+ f \\log 2\\pi\\right)",
       .gradient_formula = "\\partial L/\\partial \\mu_i = \\frac gn \\frac{\\mu_i - y_i}{v_i} = "
                           "-\\partial L/\\partial y_i,\\quad \\partial L/\\partial v_i = \\frac "
                           "g{2n} \\left(\\frac1{v_i} - \\frac{(\\mu_i - y_i)^2}{v_i^2}\\right)",
       .source = "Nix & Weigend 1994, Estimating the mean and variance of the target probability "
                 "distribution",
       .inputs = {{.name = "mean", .dims = {"n"}, .domain = reals(0x1p+20)},
                  {.name = "target", .dims = {"n"}, .domain = reals(0x1p+20)},
                  {.name = "variance", .dims = {"n"}, .domain = positive_reals(0x1p+20)}},
       .attributes = {{.name = "full",
                       .fallback = std::int64_t{0},
                       .draws = {std::int64_t{0}, std::int64_t{1}},
                       .meaning = "1 to add the constant log(2 pi) / 2",
                       .lower = 0,
                       .upper = 1}},
       .conventions = {{"gaussian_nll_epsilon", "none",
                        "PyTorch raises the variance to at least 1e-6, unseen by its gradient"}},
       .depth = {.steps = 12, .over = "n"},
       .gradient_depth = {.steps = 9}},
      [](const auto&... x) { return gaussian_nll(x...); },
      [](const auto&... x) { return gaussian_nll_gradient(x...); }, fast::gaussian_nll,
      fast::gaussian_nll_gradient, loss_laws::gaussian_nll_identities());
}

}  // namespace

std::vector<Operator> regression_rows() {
  return {mean_squared_error_row(), mean_absolute_error_row(), huber_row(), smooth_l1_row(),
          log_cosh_row(),           gaussian_nll_row()};
}

}  // namespace assay::loss
