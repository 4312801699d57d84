// What the rows of networks share: their attributes, and their layers from a bag of parameters.
#pragma once

#include <string>
#include <vector>

#include "fast/network/network.h"
#include "properties/catalogue/kinds.h"
#include "reference/network/perceptron.h"

namespace assay::network_rows {

/// The parameters W_1, b_1, ... W_L, b_L of a bag, from `first` up to the one before `last`.
struct Slots {
  std::size_t first, last;
};

AttributeCard unit_choice(const std::string& name, const std::string& fallback,
                          const std::string& meaning);
/// Of leaky_relu.
AttributeCard negative_slope();

Input network_input(const std::string& name, std::vector<std::string> dims);
Convention weight_layout();
Convention listed_units();
Kink unit_kinks();

/// Keeps hidden units with a kink off it: there the rule taken unit by unit need not lie between
/// the one-sided derivatives of the whole. Small numbers become 0 and biases move. For a network,
/// or for an ensemble of them.
void keep_off_kinks(Bag<double>& in, const Attributes& attributes);

template <class T>
Unit<T> unit_of(const Attributes& a, const std::string& name) {
  return unit<T>(a.choice(name), a.number<T>("negative_slope"));
}

/// Hidden layers with the attribute's units, and the last one.
template <class T>
DenseLayers<T> dense_layers(const Bag<T>& in, Slots slots, const Unit<T>& hidden,
                            const Unit<T>& last) {
  DenseLayers<T> layers;
  for (std::size_t k = slots.first; k < slots.last; k += 2)
    layers.push_back({in.at(k), in.at(k + 1), k + 2 == slots.last ? last : hidden});
  return layers;
}

fast::UnitRule unit_rule(const Attributes& a, const std::string& name);

/// The same in memory; with `members`, weights are [members, out, in].
std::vector<fast::NetworkLayer> network_layers(const Bag<float>& in, Slots slots,
                                               fast::UnitRule hidden, fast::UnitRule last);

std::vector<fast::NetworkLayerGradient> layer_results(Bag<float>& out, Slots slots);

// The rows that are in a file of their own.
Operator training_row();
Operator threshold_row();

}  // namespace assay::network_rows
