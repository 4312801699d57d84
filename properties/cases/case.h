// One drawn call of an operator: sizes, attributes, inputs.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <string>
#include <vector>

#include "properties/catalogue/card.h"

namespace assay {

struct Case {
  Sizes sizes;
  Attributes attributes;
  Bag<double> inputs;
  std::uint64_t seed = 0;  ///< for whatever else a law needs to draw
};

/// "n=2, eps=1e-05, x[2]={0x1p+0, -0x1.8p-3}": exact, and readable back.
std::string to_string(const Card& card, const Case& drawn);

/// The command that evaluates the case: "assay eval activation/relu x=[0x1p+0]".
std::string eval_command(const Card& card, const Case& drawn);

/// The command that evaluates its gradient: "... grad_out.y=[0x1p+0] --gradient".
std::string eval_command(const Card& card, const Case& drawn, const Bag<double>& upstream);

/// Upstream gradients of these shapes: simple numbers, ones of all magnitudes within 2^20, and
/// zeros, the same for the same seed.
Bag<double> draw_upstream(const std::vector<Shape>& shapes, std::uint64_t seed);

template <class T>
std::vector<Shape> shapes_of(const Bag<T>& bag) {
  std::vector<Shape> shapes;
  for (const Tensor<T>& tensor : bag) shapes.push_back(tensor.shape);
  return shapes;
}

}  // namespace assay
