#include "properties/catalogue/network/rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "reference/network/ensemble_mean.h"
#include "reference/scalar/rounding.h"

namespace assay::network_rows {

namespace {

/// In the order of fast::UnitKind. A constant expression, which rows of other files may use while
/// they are initialised.
constexpr std::array unit_names = {"identity", "relu",     "leaky_relu", "elu",     "sigmoid",
                                   "tanh",     "softplus", "silu",       "gelu_erf"};

std::vector<AttributeValue> all_units() {
  std::vector<AttributeValue> all;
  for (const char* name : unit_names) all.emplace_back(std::string(name));
  return all;
}

/// Which layers have units that must be kept off 0. At the last one relu may stand on its kink:
/// each answer has its own, which one-sided differences bracket. elu is bent there in its second
/// derivative, which differences of a sum do not show.
struct KinkedLayers {
  bool hidden, last;
};

KinkedLayers kinked_layers(const Attributes& a) {
  const std::string& hidden = a.choice("hidden");
  return {hidden == "relu" || hidden == "leaky_relu" || hidden == "elu",
          a.choice("output") == "elu"};
}

/// How near to 0 a sum of these sizes may be taken for 0; negative where it is away from it.
double nearness(const Tensor<double>& h, const Tensor<double>& weight, double bias,
                std::int64_t unit) {
  double worst = -1;
  for (std::int64_t n = 0; n < h.extent(0); ++n) {
    double z = bias, size = std::abs(bias);
    for (std::int64_t i = 0; i < h.extent(1); ++i) {
      z += weight.at(unit, i) * h.at(n, i);
      size += std::abs(weight.at(unit, i) * h.at(n, i));
    }
    if (std::abs(z) <= 0x1p-45 * size) worst = std::max(worst, 0x1p-43 * size);
  }
  return worst;
}

void move_biases(const Tensor<double>& x, Bag<double>& parameters, const Unit<double>& hidden,
                 KinkedLayers kinked) {
  Tensor<double> h = x;
  for (std::size_t l = 0; l < parameters.size(); l += 2) {
    Tensor<double>& bias = parameters[l + 1];
    const bool is_kinked = l + 2 < parameters.size() ? kinked.hidden : kinked.last;
    for (std::int64_t unit = 0; unit < bias.size() && is_kinked; ++unit)
      for (double near = 0; near >= 0;) {
        near = nearness(h, parameters[l], bias.at(unit), unit);
        if (near >= 0)
          bias.at(unit) = round_to(bias.at(unit) + std::max(1.0, near), Format::binary32);
      }
    h = through_units(hidden, linear(h, parameters[l], bias));
  }
}

std::size_t extent(const Tensor<float>& tensor, std::int64_t axis) {
  return static_cast<std::size_t>(tensor.extent(axis));
}

}  // namespace

AttributeCard unit_choice(const std::string& name, const std::string& fallback,
                          const std::string& meaning) {
  return {.name = name, .fallback = fallback, .draws = all_units(), .meaning = meaning};
}

AttributeCard negative_slope() {
  return {.name = "negative_slope",
          .fallback = 0.01,
          .draws = {0.01, 0.2, 0.5},
          .meaning = "of leaky_relu units",
          .lower = 0,
          .upper = 1};
}

Input network_input(const std::string& name, std::vector<std::string> dims) {
  return {.name = name, .dims = std::move(dims), .domain = reals(1024)};
}

Convention weight_layout() {
  return {"weight_layout", "(out, in)",
          "(out, in) in PyTorch and MATLAB; (in, out) in Keras and Flax"};
}

Convention listed_units() {
  return {"units", "attributes, by the names of the activations",
          "layers of their own in PyTorch; an argument of the layer in Keras"};
}

Kink unit_kinks() {
  return {.where = "a preactivation of relu, leaky_relu or elu is 0",
          .subgradient =
              "unit by unit: 0 of relu, the negative slope of leaky_relu; of elu only the "
              "second derivative jumps"};
}

void keep_off_kinks(Bag<double>& in, const Attributes& attributes) {
  const KinkedLayers kinked = kinked_layers(attributes);
  if (!kinked.hidden && !kinked.last) return;
  for (Tensor<double>& tensor : in)
    for (double& element : tensor.data)
      if (std::abs(element) < 0x1p-20) element = 0;
  const Unit<double> hidden = unit_of<double>(attributes, "hidden");
  Bag<double> parameters(in.begin() + 1, in.end());
  const bool is_ensemble = parameters[0].rank() == 3;
  const std::int64_t members = is_ensemble ? parameters[0].extent(0) : 1;
  for (std::int64_t m = 0; m < members; ++m) {
    Bag<double> own = is_ensemble ? member_of(parameters, m) : parameters;
    move_biases(in[0], own, hidden, kinked);
    for (std::size_t k = 0; k < own.size(); ++k)
      std::copy(own[k].data.begin(), own[k].data.end(), in[k + 1].data.begin() + m * own[k].size());
  }
}

fast::UnitRule unit_rule(const Attributes& a, const std::string& name) {
  const auto found = std::find(unit_names.begin(), unit_names.end(), a.choice(name));
  return {static_cast<fast::UnitKind>(found - unit_names.begin()),
          static_cast<float>(a.real("negative_slope"))};
}

std::vector<fast::NetworkLayer> network_layers(const Bag<float>& in, Slots slots,
                                               fast::UnitRule hidden, fast::UnitRule last) {
  std::vector<fast::NetworkLayer> layers;
  for (std::size_t k = slots.first; k < slots.last; k += 2)
    layers.push_back({in[k].data, in[k + 1].data, extent(in[k], -1), extent(in[k], -2),
                      k + 2 == slots.last ? last : hidden});
  return layers;
}

std::vector<fast::NetworkLayerGradient> layer_results(Bag<float>& out, Slots slots) {
  std::vector<fast::NetworkLayerGradient> results;
  for (std::size_t k = slots.first; k < slots.last; k += 2)
    results.push_back({out[k].data, out[k + 1].data});
  return results;
}

}  // namespace assay::network_rows
