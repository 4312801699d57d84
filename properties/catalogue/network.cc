// Stacks of dense layers: perceptrons, the residual block and the mean of an ensemble.

#include "properties/catalogue/catalogue.h"
#include "properties/catalogue/network/rows.h"
#include "properties/network/identities.h"
#include "reference/network/ensemble_mean.h"
#include "reference/network/residual_block.h"

namespace assay {

namespace {

using namespace network_rows;

const AttributeCard hidden_units = unit_choice("hidden", "relu", "the units of the hidden layers");
const AttributeCard output_units = unit_choice("output", "identity", "the units of the last layer");
const std::string rumelhart =
    "Rumelhart, Hinton & Williams 1986, Learning representations by back-propagating errors, "
    "Nature 323, eq. 1-7; Goodfellow, Bengio & Courville 2016, algorithms 6.3 and 6.4";

/// All of a bag but x.
template <class T>
Slots parameters_of(const Bag<T>& in) {
  return {1, in.size()};
}

/// One fast network for the rows of this file, which differ in members and skip.
struct FastForm {
  bool skips;
  bool ensemble;
};

struct FastCall {
  std::vector<fast::NetworkLayer> layers;
  fast::Network network;
  std::vector<double> workspace;
  std::size_t batch;
};

FastCall fast_call(const Bag<float>& in, const Attributes& a, FastForm form) {
  FastCall call = {
      network_layers(in, parameters_of(in), unit_rule(a, "hidden"), unit_rule(a, "output")),
      {},
      {},
      static_cast<std::size_t>(in[0].extent(0))};
  call.network = {call.layers, form.ensemble ? static_cast<std::size_t>(in[1].extent(0)) : 1,
                  form.skips};
  call.workspace.resize(fast::network_workspace(call.network, call.batch));
  return call;
}

Function<double> fast_network(FastForm form) {
  return fast_tensorwise([form](const Bag<float>& in, const Attributes& a) {
    FastCall call = fast_call(in, a, form);
    Tensor<float> y({in[0].extent(0), in.back().extent(-1)});
    fast::network(call.network, in[0].data, y.data, call.workspace, call.batch);
    return Bag<float>{y};
  });
}

Pullback<double> fast_network_gradient(FastForm form) {
  return fast_tensorwise_gradient(
      [form](const Bag<float>& in, const Bag<float>& upstream, const Attributes& a) {
        FastCall call = fast_call(in, a, form);
        Bag<float> d;
        for (const Tensor<float>& input : in) d.emplace_back(input.shape);
        fast::network_gradient(call.network, in[0].data, upstream[0].data, d[0].data,
                               layer_results(d, parameters_of(d)), call.workspace, call.batch);
        return d;
      });
}

/// The layers of a bag of x and parameters.
template <class T>
DenseLayers<T> layers_of(const Bag<T>& in, const Attributes& a) {
  return dense_layers(in, parameters_of(in), unit_of<T>(a, "hidden"), unit_of<T>(a, "output"));
}

Operator perceptron_row(Card card, std::vector<Identity> identities) {
  card.gradient_formula =
      "\\delta_L = g \\odot \\varphi_L'(z_L),\\ \\delta_{l-1} = W_l^\\top \\delta_l \\odot "
      "\\varphi_{l-1}'(z_{l-1}),\\ \\partial W_l = \\delta_l h_{l-1}^\\top,\\ \\partial b_l = "
      "\\delta_l,\\ \\partial x = W_1^\\top \\delta_1";
  card.source = rumelhart;
  card.attributes = {hidden_units, output_units, negative_slope()};
  card.outputs = {{"y", {"n", "k"}}};
  card.couple = keep_off_kinks;
  card.batch = "n";
  card.conventions = {weight_layout(), listed_units()};
  card.kinks = {unit_kinks()};
  return {.card = std::move(card),
          .reference = tensorwise([]<class T>(const Bag<T>& in, const Attributes& a) {
            return Bag<T>{perceptron(in.at(0), layers_of(in, a))};
          }),
          .gradient = tensorwise_gradient(
              []<class T>(const Bag<T>& in, const Bag<T>& upstream, const Attributes& a) {
                return perceptron_gradient(in.at(0), layers_of(in, a), upstream.at(0));
              }),
          .fast = fast_network({.skips = false, .ensemble = false}),
          .fast_gradient = fast_network_gradient({.skips = false, .ensemble = false}),
          .identities = std::move(identities)};
}

Operator shallow_row() {
  return perceptron_row({.name = "network/perceptron",
                         .summary = "Two dense layers, one of them hidden",
                         .formula = "y = \\varphi_2(W_2\\, \\varphi_1(W_1 x + b_1) + b_2)",
                         .source = {},
                         .dims = {{"n", 0, 3}, {"d", 1, 4}, {"h", 1, 5}, {"k", 1, 3}},
                         .inputs = {network_input("x", {"n", "d"}), network_input("W1", {"h", "d"}),
                                    network_input("b1", {"h"}), network_input("W2", {"k", "h"}),
                                    network_input("b2", {"k"})},
                         .depth = {.steps = 12, .over = "d+h"},
                         .gradient_depth = {.steps = 20, .over = "d+h+k+n"}},
                        network_laws::perceptron_identities());
}

Operator deep_row() {
  return perceptron_row(
      {.name = "network/deep_perceptron",
       .summary = "Three dense layers, two of them hidden",
       .formula = "y = \\varphi_2(W_3\\, \\varphi_1(W_2\\, \\varphi_1(W_1 x + b_1) + b_2) + b_3)",
       .source = {},
       .dims = {{"n", 0, 2}, {"d", 1, 3}, {"h", 1, 3}, {"m", 1, 3}, {"k", 1, 2}},
       .inputs = {network_input("x", {"n", "d"}), network_input("W1", {"h", "d"}),
                  network_input("b1", {"h"}), network_input("W2", {"m", "h"}),
                  network_input("b2", {"m"}), network_input("W3", {"k", "m"}),
                  network_input("b3", {"k"})},
       .depth = {.steps = 18, .over = "d+h+m"},
       .gradient_depth = {.steps = 30, .over = "d+h+m+m+k+n"}},
      network_laws::perceptron_identities());
}

/// The residual branch, whose last units are linear.
template <class T>
DenseLayers<T> branch_of(const Bag<T>& in, const Attributes& a) {
  return dense_layers(in, parameters_of(in), unit_of<T>(a, "hidden"), unit<T>("identity", T(0)));
}

Operator residual_row() {
  return {
      .card = {.name = "network/residual_block",
               .summary = "Two dense layers that add to what they are given",
               .formula = "y = \\psi(x + W_2\\, \\varphi(W_1 x + b_1) + b_2)",
               .gradient_formula =
                   "\\delta = g \\odot \\psi'(x + F(x)),\\ \\partial x = \\delta + J_F^\\top "
                   "\\delta,\\ \\partial\\theta = (\\partial F / \\partial\\theta)^\\top \\delta",
               .source = "He, Zhang, Ren & Sun 2016, arXiv 1512.03385, eq. 1; arXiv 1603.05027, "
                         "eq. 1-2",
               .dims = {{"n", 0, 3}, {"d", 1, 4}, {"h", 1, 5}},
               .inputs = {network_input("x", {"n", "d"}), network_input("W1", {"h", "d"}),
                          network_input("b1", {"h"}), network_input("W2", {"d", "h"}),
                          network_input("b2", {"d"})},
               .attributes = {hidden_units,
                              {.name = "output",
                               .fallback = std::string("relu"),
                               .draws = {std::string("relu"), std::string("identity")},
                               .meaning = "psi, after the sum"},
                              negative_slope()},
               .outputs = {{"y", {"n", "d"}}},
               .couple = keep_off_kinks,
               .batch = "n",
               .conventions = {weight_layout(),
                               {"psi", "attribute, relu",
                                "relu in the first paper and in torchvision's ResNet; the identity "
                                "in the second paper and in transformers"}},
               .kinks = {unit_kinks(), {.where = "x + F(x) = 0 under relu", .subgradient = "0"}},
               .depth = {.steps = 13, .over = "d+h"},
               .gradient_depth = {.steps = 21, .over = "d+h+d+n"}},
      .reference = tensorwise([]<class T>(const Bag<T>& in, const Attributes& a) {
        return Bag<T>{residual_block(in.at(0), branch_of(in, a), unit_of<T>(a, "output"))};
      }),
      .gradient = tensorwise_gradient(
          []<class T>(const Bag<T>& in, const Bag<T>& upstream, const Attributes& a) {
            return residual_block_gradient(in.at(0), branch_of(in, a), unit_of<T>(a, "output"),
                                           upstream.at(0));
          }),
      .fast = fast_network({.skips = true, .ensemble = false}),
      .fast_gradient = fast_network_gradient({.skips = true, .ensemble = false}),
      .identities = network_laws::residual_identities()};
}

/// From one member's parameters to its layers.
template <class T>
auto member_layers(const Attributes& a) {
  return [hidden = unit_of<T>(a, "hidden"), last = unit_of<T>(a, "output")](const Bag<T>& own) {
    return dense_layers(own, {0, own.size()}, hidden, last);
  };
}

template <class T>
Bag<T> all_but_x(const Bag<T>& in) {
  return {in.begin() + 1, in.end()};
}

Operator ensemble_row() {
  return {
      .card = {.name = "network/ensemble_mean",
               .summary = "The mean of what several perceptrons answer",
               .formula =
                   "y = \\frac1M \\sum_m f(x; \\theta_m),\\ f(x; \\theta) = \\varphi_2(W_2\\, "
                   "\\varphi_1(W_1 x + b_1) + b_2)",
               .gradient_formula =
                   "\\partial\\theta_m = \\tfrac1M (\\partial f / \\partial\\theta_m)^\\top g,\\ "
                   "\\partial x = \\tfrac1M \\sum_m J_m^\\top g",
               .source = "Breiman 1996, Bagging predictors, Machine Learning 24, section 1",
               .dims = {{"n", 0, 2}, {"M", 1, 3}, {"d", 1, 3}, {"h", 1, 3}, {"k", 1, 2}},
               .inputs = {network_input("x", {"n", "d"}), network_input("W1", {"M", "h", "d"}),
                          network_input("b1", {"M", "h"}), network_input("W2", {"M", "k", "h"}),
                          network_input("b2", {"M", "k"})},
               .attributes = {hidden_units,
                              {.name = "output",
                               .fallback = std::string("identity"),
                               .draws = {std::string("identity"), std::string("sigmoid")},
                               .meaning = "the members' last units: numbers, or probabilities"},
                              negative_slope()},
               .outputs = {{"y", {"n", "k"}}},
               .couple = keep_off_kinks,
               .batch = "n",
               .conventions = {weight_layout(),
                               {"mean", "of the answers",
                                "of the answers wherever ensembles are meant; the mean of the "
                                "parameters is weight averaging, as in SWA"}},
               .kinks = {unit_kinks()},
               .depth = {.steps = 14, .over = "d+h+M"},
               .gradient_depth = {.steps = 22, .over = "d+h+k+n+M"}},
      .reference = tensorwise([]<class T>(const Bag<T>& in, const Attributes& a) {
        return Bag<T>{ensemble_mean(in.at(0), all_but_x(in), member_layers<T>(a))};
      }),
      .gradient = tensorwise_gradient([]<class T>(const Bag<T>& in, const Bag<T>& upstream,
                                                  const Attributes& a) {
        return ensemble_mean_gradient(in.at(0), all_but_x(in), member_layers<T>(a), upstream.at(0));
      }),
      .fast = fast_network({.skips = false, .ensemble = true}),
      .fast_gradient = fast_network_gradient({.skips = false, .ensemble = true}),
      .identities = network_laws::ensemble_identities()};
}

}  // namespace

std::vector<Operator> network_family() {
  return {shallow_row(),  deep_row(),     residual_row(),
          ensemble_row(), training_row(), threshold_row()};
}

}  // namespace assay
