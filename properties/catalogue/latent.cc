// Discrete latent variables, and the gradients that training passes through them.

#include "fast/latent/latent.h"

#include <cmath>

#include "properties/catalogue/catalogue.h"
#include "properties/catalogue/kinds.h"
#include "properties/catalogue/latent/rows.h"
#include "properties/latent/identities.h"
#include "reference/latent/gumbel.h"
#include "reference/latent/straight_through.h"

namespace assay {

namespace {

const Input draws = {.name = "u",
                     .dims = {"n", "k"},
                     .domain = open_interval(0, 1),
                     .differentiable = false,
                     .meaning = "draws of a uniform variable"};

std::vector<double> workspace_for(const Bag<float>& in) {
  return std::vector<double>(static_cast<std::size_t>(in[0].extent(1)));
}

const std::string gumbel_source =
    "Jang, Gu & Poole 2017, Categorical reparameterization with Gumbel-softmax, arXiv 1611.01144, "
    "eq. 1 and 2; Maddison, Mnih & Teh 2017, arXiv 1611.00712, eq. 10";

Operator gumbel_softmax_row() {
  return {
      .card = {.name = "latent/gumbel_softmax",
               .summary = "A category drawn softly: softmax of logits with Gumbel noise",
               .formula =
                   "y = \\mathrm{softmax}((x + \\gamma) / \\tau),\\ \\gamma_i = -\\log(-\\log "
                   "u_i)",
               .gradient_formula =
                   "\\partial L/\\partial x_i = \\frac{y_i}{\\tau} (g_i - \\sum_j g_j y_j)",
               .source = gumbel_source,
               .dims = {{"n", 0, 3}, {"k", 1, 11}},
               .inputs = {{.name = "x", .dims = {"n", "k"}, .domain = reals(1e4)}, draws},
               .attributes = {{.name = "temperature",
                               .fallback = 1.0,
                               .draws = {1.0, 0.5, 0.1, 4.0},
                               .meaning = "tau",
                               .lower = 0x1p-10,
                               .upper = 0x1p+20}},
               .outputs = {{"y", {"n", "k"}}},
               .batch = "n",
               .conventions =
                   {{"hard", "soft",
                     "hard=True in PyTorch gives the one-hot latent/gumbel_max forward and this "
                     "gradient backward: y_hard - stop_gradient(y) + y"},
                    {"noise", "from uniform draws",
                     "the same in TensorFlow and JAX; -log of an exponential draw in PyTorch"}},
               .depth = {.steps = 24, .over = "k"},
               .gradient_depth = {.steps = 28, .over = "2*k"}},
      .reference = tensorwise([]<class T>(const Bag<T>& in, const Attributes& a) {
        std::vector<T> y;
        const auto x = rows_of(in.at(0)), u = rows_of(in.at(1));
        for (std::size_t r = 0; r < x.size(); ++r)
          for (const T& element : gumbel_softmax(x[r], u[r], a.number<T>("temperature")))
            y.push_back(element);
        return Bag<T>{Tensor<T>(in[0].shape, std::move(y))};
      }),
      .gradient = tensorwise_gradient(
          []<class T>(const Bag<T>& in, const Bag<T>& upstream, const Attributes& a) {
            std::vector<T> dx;
            const auto x = rows_of(in.at(0)), u = rows_of(in.at(1)), g = rows_of(upstream.at(0));
            for (std::size_t r = 0; r < x.size(); ++r)
              for (const T& element :
                   gumbel_softmax_gradient(x[r], u[r], g[r], a.number<T>("temperature")))
                dx.push_back(element);
            return Bag<T>{Tensor<T>(in[0].shape, std::move(dx))};
          }),
      .fast = fast_tensorwise([](const Bag<float>& in, const Attributes& a) {
        Tensor<float> y(in[0].shape);
        std::vector<double> workspace = workspace_for(in);
        fast::gumbel_softmax(in[0].data, in[1].data, a.real("temperature"), y.data, workspace);
        return Bag<float>{y};
      }),
      .fast_gradient = fast_tensorwise_gradient(
          [](const Bag<float>& in, const Bag<float>& upstream, const Attributes& a) {
            Tensor<float> dx(in[0].shape);
            std::vector<double> workspace = workspace_for(in);
            fast::gumbel_softmax_gradient(in[0].data, in[1].data, a.real("temperature"),
                                          upstream[0].data, dx.data, workspace);
            return Bag<float>{dx};
          }),
      .identities = latent_laws::gumbel_softmax_identities()};
}

/// Logits on a grid: which one is the largest is no matter of rounding.
void logits_onto_grid(Bag<double>& in, const Attributes&) {
  for (double& x : in[0].data) x = std::round(x * 256) / 256;
}

Operator gumbel_max_row() {
  return {.card = {.name = "latent/gumbel_max",
                   .summary = "A category drawn exactly: the largest logit with Gumbel noise",
                   .formula = "\\arg\\max_i (x_i + \\gamma_i),\\ \\gamma_i = -\\log(-\\log u_i)",
                   .source = gumbel_source,
                   .dims = {{"n", 0, 3}, {"k", 1, 11}},
                   .inputs = {{.name = "x", .dims = {"n", "k"}, .domain = reals(1e4)}, draws},
                   .outputs = {{"index", {"n"}}},
                   .couple = logits_onto_grid,
                   .batch = "n",
                   .conventions = {{"tie", "the first", "the first in NumPy, PyTorch and JAX"}},
                   .promise = Grade::exact,
                   .depth = {.steps = 9},
                   .no_gradient = "an index is constant between its steps; training uses "
                                  "latent/gumbel_softmax",
                   .nan_rule = "an index is a number whatever the logits are"},
          .reference = tensorwise([]<class T>(const Bag<T>& in, const Attributes&) {
            Tensor<T> index({in.at(0).extent(0)});
            const auto x = rows_of(in[0]), u = rows_of(in.at(1));
            for (std::size_t r = 0; r < x.size(); ++r)
              index.data[r] = T(static_cast<double>(gumbel_max(x[r], u[r])));
            return Bag<T>{index};
          }),
          .fast = fast_tensorwise([](const Bag<float>& in, const Attributes&) {
            Tensor<float> index({in[0].extent(0)});
            std::vector<double> workspace = workspace_for(in);
            fast::gumbel_max(in[0].data, in[1].data, index.data, workspace);
            return Bag<float>{index};
          }),
          .identities = latent_laws::gumbel_max_identities()};
}

StraightThrough estimator_of(const Attributes& a) {
  const std::string& name = a.choice("estimator");
  if (name == "identity") return StraightThrough::identity;
  return name == "hard_tanh" ? StraightThrough::hard_tanh : StraightThrough::sigmoid;
}

Operator straight_through_gradient_row() {
  return {
      .card = {.name = "latent/straight_through_gradient",
               .summary = "The gradient that training passes through a threshold",
               .formula = "\\bar x = g,\\quad g\\, [|x| \\le 1]\\quad\\text{or}\\quad g\\, "
                          "\\sigma'(x)",
               .source = "Bengio, Leonard & Courville 2013, arXiv 1308.3432, section 3; Hubara et "
                         "al. 2016, Binarized neural networks, arXiv 1602.02830, eq. 4",
               .dims = {{"n", 0, 35}},
               .inputs = {{.name = "x", .dims = {"n"}},
                          {.name = "g",
                           .dims = {"n"},
                           .domain = reals(0x1p+100),
                           .meaning = "the gradient by the threshold's output"}},
               .attributes = {{.name = "estimator",
                               .fallback = std::string("identity"),
                               .draws = {std::string("identity"), std::string("hard_tanh"),
                                         std::string("sigmoid")},
                               .meaning = "what stands for the threshold in the gradient"}},
               .outputs = {{"dx", {"n"}}},
               .batch = "n",
               .conventions = {{"forward", "activation/heaviside of x",
                                "the sign in binarized nets"},
                               {"stop_gradient", "threshold(x) - stop_gradient(f(x)) + f(x)",
                                "the same by detach in PyTorch, stop_gradient in JAX and Keras"},
                               {"kink", "1 at |x| = 1", "the paper's eq. 4 too"}},
               .promise = Grade::faithful,
               .depth = {.steps = 6},
               .no_gradient = "it is a gradient itself",
               .nan_rule =
                   "the identity does not read x, and the clipped one does not send on what "
                   "comes from beyond"},
      .reference = tensorwise([]<class T>(const Bag<T>& in, const Attributes& a) {
        Tensor<T> dx = in.at(1);
        for (std::size_t i = 0; i < dx.data.size(); ++i)
          dx.data[i] *= straight_through_slope(in[0].data[i], estimator_of(a));
        return Bag<T>{dx};
      }),
      .fast = fast_tensorwise([](const Bag<float>& in, const Attributes& a) {
        Tensor<float> dx(in[0].shape);
        fast::straight_through_gradient(
            in[0].data, in[1].data, static_cast<fast::StraightThrough>(estimator_of(a)), dx.data);
        return Bag<float>{dx};
      }),
      .identities = latent_laws::straight_through_gradient_identities()};
}

}  // namespace

std::vector<Operator> latent_family() {
  std::vector<Operator> all = {gumbel_softmax_row(), gumbel_max_row(),
                               straight_through_gradient_row()};
  for (Operator& row : latent::codebook_rows()) all.push_back(std::move(row));
  return all;
}

}  // namespace assay
