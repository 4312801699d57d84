// A perceptron in training, and the network of threshold units.

#include "reference/network/training.h"

#include <cmath>

#include "properties/catalogue/network/rows.h"
#include "properties/network/identities.h"
#include "reference/network/threshold_network.h"

namespace assay::network_rows {

namespace {

Input trained(const std::string& name, std::vector<std::string> dims) {
  return {.name = name, .dims = std::move(dims), .domain = reals(2)};
}

/// s in L = s sum (p - target)^2.
template <class T>
T loss_scale(const Attributes& a, std::int64_t elements) {
  const std::string& reduction = a.choice("reduction");
  if (reduction == "mean") return T(1) / static_cast<int>(elements);
  return reduction == "sum" ? T(1) : T(T(1) / 2);
}

bool accumulates(const Attributes& a) { return a.choice("gradients") == "accumulated"; }

template <class T>
Bag<T> train(const Bag<T>& in, const Attributes& a) {
  const auto layers = [hidden = unit_of<T>(a, "hidden"),
                       last = unit_of<T>(a, "output")](const Bag<T>& parameters) {
    return dense_layers(parameters, {0, parameters.size()}, hidden, last);
  };
  return training({in.at(0), in.at(1), in.at(2)}, Bag<T>(in.begin() + 3, in.end()), layers,
                  TrainingSettings<T>{loss_scale<T>(a, in[1].size()), accumulates(a)});
}

Bag<float> fast_train(const Bag<float>& in, const Attributes& a) {
  const std::int64_t steps = in[2].extent(0);
  const std::vector<fast::NetworkLayer> layers =
      network_layers(in, {3, in.size()}, unit_rule(a, "hidden"), unit_rule(a, "output"));
  Bag<float> out = {Tensor<float>({steps})};
  for (std::size_t k = 3; k < in.size(); ++k) {
    Shape shape = in[k].shape;
    shape.insert(shape.begin(), steps);
    out.emplace_back(shape);
  }
  const fast::Network network = {.layers = layers};
  const auto batch = static_cast<std::size_t>(in[0].extent(0));
  std::vector<double> workspace(fast::network_workspace(network, batch));
  fast::network_training(network, in[0].data, in[1].data, in[2].data,
                         {loss_scale<double>(a, in[1].size()), accumulates(a)}, out[0].data,
                         layer_results(out, {1, out.size()}), workspace, batch);
  return out;
}

/// Multiples of 2^-10: few enough digits that a sum lies on a threshold or a kink exactly, or well
/// away from it, where float64 cannot mistake its side.
void keep_sums_short(Bag<double>& in, const Attributes&) {
  for (Tensor<double>& tensor : in)
    for (double& element : tensor.data) element = std::round(element * 1024) / 1024;
}

Input threshold_number(const std::string& name, std::vector<std::string> dims,
                       const std::string& meaning) {
  return {.name = name,
          .dims = std::move(dims),
          .domain = reals(8),
          .differentiable = false,
          .meaning = meaning};
}

template <class T>
T only(const Tensor<T>& tensor) {
  return tensor.data.at(0);
}

bool fires_at_threshold(const Attributes& a) { return a.choice("at_threshold") == "fires"; }

}  // namespace

Operator training_row() {
  return {
      .card = {.name = "network/perceptron_training",
               .summary = "Steps of gradient descent on a perceptron's squared error, all state",
               .formula = "L_t = s \\sum (f(x; \\theta_{t-1}) - y)^2,\\ G_t = \\nabla L_t\\ (+\\, "
                          "G_{t-1}),\\ \\theta_t = \\theta_{t-1} - \\eta_t G_t",
               .source = "Rumelhart, Hinton & Williams 1986, Learning representations by "
                         "back-propagating errors, Nature 323, eq. 3-8",
               .dims = {{"n", 1, 3}, {"d", 1, 3}, {"h", 1, 3}, {"k", 1, 2}, {"t", 1, 3}},
               .inputs = {trained("x", {"n", "d"}),
                          trained("target", {"n", "k"}),
                          {.name = "rates",
                           .dims = {"t"},
                           .domain = nonnegative_reals(0.125),
                           .meaning = "the learning rate of each step"},
                          trained("W1", {"h", "d"}),
                          trained("b1", {"h"}),
                          trained("W2", {"k", "h"}),
                          trained("b2", {"k"})},
               .attributes =
                   {unit_choice("hidden", "relu", "the units of the hidden layer"),
                    unit_choice("output", "identity", "the units of the last layer"),
                    negative_slope(),
                    {.name = "reduction",
                     .fallback = std::string("mean"),
                     .draws = {std::string("mean"), std::string("sum"), std::string("half_sum")},
                     .meaning = "the loss: the mean of all squared errors, their sum, or its half"},
                    {.name = "gradients",
                     .fallback = std::string("zeroed"),
                     .draws = {std::string("zeroed"), std::string("accumulated")},
                     .meaning = "whether every step starts from a gradient of 0"}},
               .outputs = {{"loss", {"t"}},
                           {"W1", {"t", "h", "d"}},
                           {"b1", {"t", "h"}},
                           {"W2", {"t", "k", "h"}},
                           {"b2", {"t", "k"}}},
               .couple = keep_sums_short,
               .conventions =
                   {{"gradients", "attribute, zeroed",
                     "PyTorch adds gradients up until zero_grad is called; Keras, JAX and Flax "
                     "compute them afresh"},
                    {"reduction", "attribute, mean",
                     "the mean of all elements in PyTorch and Keras; textbooks halve the sum"},
                    weight_layout()},
               .depth = {.steps = 1, .over = "t*30+t*n+t*n*d+t*h+t*k"},
               .no_gradient = "an update is applied, not differentiated"},
      .reference =
          tensorwise([]<class T>(const Bag<T>& in, const Attributes& a) { return train(in, a); }),
      .fast = fast_tensorwise(fast_train),
      .identities = network_laws::training_identities()};
}

Operator threshold_row() {
  return {
      .card =
          {.name = "network/threshold_network",
           .summary = "A recurrent network of threshold units over strings of bits",
           .formula =
               "h_t = [W x_t + b \\ge \\theta],\\ y_1 = [v \\cdot h_1 + c_1 \\ge \\theta],\\ "
               "y_t = [v \\cdot h_t + r\\, y_{t-1} + c \\ge \\theta]",
           .source = "McCulloch & Pitts 1943, A logical calculus of the ideas immanent in nervous "
                     "activity, Bulletin of Mathematical Biophysics 5",
           .dims = {{"t", 0, 4}, {"n", 1, 3}, {"d", 1, 3}, {"h", 1, 4}},
           .inputs =
               {{.name = "x", .dims = {"t", "n", "d"}, .domain = bits(), .differentiable = false},
                threshold_number("W", {"h", "d"}, "from the bits to the hidden units"),
                threshold_number("b", {"h"}, "of the hidden units"),
                threshold_number("v", {"h"}, "from the hidden units to the output unit"),
                threshold_number("r", {}, "from the output of the step before"),
                threshold_number("c1", {}, "the output unit's bias in the first step"),
                threshold_number("c", {}, "and in later ones")},
           .attributes = {{.name = "threshold",
                           .fallback = 0.0,
                           .draws = {0.0, 1.0, 0.5},
                           .meaning = "where units begin to fire",
                           .lower = -1024,
                           .upper = 1024},
                          {.name = "at_threshold",
                           .fallback = std::string("fires"),
                           .draws = {std::string("fires"), std::string("rests")},
                           .meaning = "what a unit does there"}},
           .outputs = {{"y", {"t", "n"}}},
           .couple = keep_sums_short,
           .batch = "n",
           .conventions =
               {{"at_threshold", "attribute, fires",
                 "fires at 0 in MATLAB's hardlim; numpy's heaviside takes the value at 0 as an "
                 "argument"},
                {"exactness", "of sums that are exact in float64",
                 "weights in tenths have no exact sums: a unit near its threshold then answers to "
                 "the rounding"}},
           .promise = Grade::exact,
           .depth = {.steps = 2, .over = "d+h"},
           .no_gradient = "a threshold has no slope",
           .nan_rule = "a comparison with NaN is false, so the unit rests"},
      .reference = tensorwise([]<class T>(const Bag<T>& in, const Attributes& a) {
        return Bag<T>{threshold_network(ThresholdNetwork<T>{
            in.at(0), in.at(1), in.at(2), in.at(3), only(in.at(4)), only(in.at(5)), only(in.at(6)),
            a.number<T>("threshold"), fires_at_threshold(a)})};
      }),
      .fast = fast_tensorwise([](const Bag<float>& in, const Attributes& a) {
        Tensor<float> y({in[0].extent(0), in[0].extent(1)});
        const auto size = [&in](std::size_t k, std::int64_t axis) {
          return static_cast<std::size_t>(in[k].extent(axis));
        };
        fast::threshold_network(
            {in[0].data, in[1].data, in[2].data, in[3].data, only(in[4]), only(in[5]), only(in[6]),
             static_cast<float>(a.real("threshold")), fires_at_threshold(a)},
            y.data, {size(0, 0), size(0, 1), size(0, 2), size(1, 0)});
        return Bag<float>{y};
      }),
      .identities = network_laws::threshold_identities()};
}

}  // namespace assay::network_rows
