// What backpropagation costs, counted by running the reference on numbers that count.

#include <gtest/gtest.h>

#include "reference/network/perceptron.h"
#include "reference/scalar/counted.h"

namespace assay {
namespace {

using Widths = std::vector<std::int64_t>;  // of the input, the hidden layers and the output

std::int64_t weight_count(const Widths& widths, std::size_t first_layer = 1) {
  std::int64_t count = 0;
  for (std::size_t l = first_layer; l < widths.size(); ++l) count += widths[l - 1] * widths[l];
  return count;
}

std::int64_t unit_count(const Widths& widths) {
  std::int64_t count = 0;
  for (std::size_t l = 1; l < widths.size(); ++l) count += widths[l];
  return count;
}

struct Parameters {
  Bag<Counted> weights, biases;

  explicit Parameters(const Widths& widths) {
    for (std::size_t l = 1; l < widths.size(); ++l) {
      weights.emplace_back(Shape{widths[l], widths[l - 1]}, Counted(0.5));
      biases.emplace_back(Shape{widths[l]}, Counted(0.25));
    }
  }
  DenseLayers<Counted> layers(const std::string& unit_name) const {
    DenseLayers<Counted> all;
    for (std::size_t l = 0; l < weights.size(); ++l)
      all.push_back({weights[l], biases[l], unit<Counted>(unit_name, Counted(0))});
    return all;
  }
};

struct Costs {
  Cost forward, backward;  // `held`: numbers left behind
};

Cost difference(const Cost& after, const Cost& before) {
  return {after.multiplications - before.multiplications, after.additions - before.additions,
          after.functions - before.functions, after.held - before.held};
}

Costs cost_of(const Widths& widths, std::int64_t batch, const std::string& unit_name = "relu") {
  const Parameters parameters(widths);
  const DenseLayers<Counted> layers = parameters.layers(unit_name);
  const Tensor<Counted> x({batch, widths.front()}, Counted(1));
  const Tensor<Counted> upstream({batch, widths.back()}, Counted(1));
  const Cost start = Counted::cost();
  const ForwardPass<Counted> pass = forward_pass(x, layers);
  const Cost middle = Counted::cost();
  const Bag<Counted> gradient = backward_pass(pass, layers, upstream);
  return {difference(middle, start), difference(Counted::cost(), middle)};
}

std::vector<Widths> shapes() {
  std::vector<Widths> all;
  for (const std::int64_t d : {1, 3, 8})
    for (const std::int64_t hidden : {1, 2, 5, 16})
      for (const std::int64_t k : {1, 4}) {
        all.push_back({d, hidden, k});
        all.push_back({d, hidden, hidden + 1, k});
        all.push_back({d, hidden, hidden, hidden, k});
      }
  return all;
}

TEST(CostOfBackpropagation, IsOneProductAndOneSumAWeightForward) {
  for (const Widths& widths : shapes())
    for (const std::int64_t batch : {1, 3}) {
      const Cost cost = cost_of(widths, batch).forward;
      EXPECT_EQ(cost.multiplications, batch * weight_count(widths));
      EXPECT_EQ(cost.additions, batch * weight_count(widths));
      EXPECT_EQ(cost.functions, 0);
    }
}

TEST(CostOfBackpropagation, IsTwoOfEachAWeightBackwardAndOneAUnit) {
  for (const Widths& widths : shapes())
    for (const std::int64_t batch : {1, 3}) {
      const Cost cost = cost_of(widths, batch).backward;
      EXPECT_EQ(cost.multiplications, batch * (2 * weight_count(widths) + unit_count(widths)));
      EXPECT_EQ(cost.additions, batch * (2 * weight_count(widths) + unit_count(widths)));
    }
}

/// "Backward costs about twice forward": from above, and the nearer the wider the layers.
TEST(CostOfBackpropagation, ApproachesTwiceTheWayForward) {
  double last = 4;
  for (const std::int64_t width : {2, 4, 8, 16, 32}) {
    const Costs costs = cost_of({width, width, width, width}, 2);
    const double ratio = static_cast<double>(costs.backward.multiplications) /
                         static_cast<double>(costs.forward.multiplications);
    EXPECT_GT(ratio, 2);
    EXPECT_LT(ratio, last);
    EXPECT_LE(ratio, 2 + 1.0 / static_cast<double>(width));
    last = ratio;
  }
}

TEST(CostOfBackpropagation, TakesOneFunctionAUnitForASigmoid) {
  const Widths widths = {3, 5, 4};
  const Cost forward = cost_of(widths, 2, "sigmoid").forward;
  EXPECT_EQ(forward.functions, 2 * unit_count(widths));
}

/// Both are kept: z for its slope and h for the weights behind it, of every layer.
TEST(MemoryOfBackpropagation, IsTwoNumbersAUnitAndExampleBesideTheInput) {
  for (const Widths& widths : shapes())
    for (const std::int64_t batch : {1, 3})
      EXPECT_EQ(cost_of(widths, batch).forward.held,
                batch * (widths.front() + 2 * unit_count(widths)));
}

TEST(MemoryOfBackpropagation, LeavesAGradientForEveryInputAndParameter) {
  for (const Widths& widths : shapes())
    EXPECT_EQ(cost_of(widths, 2).backward.held,
              2 * widths.front() + weight_count(widths) + unit_count(widths));
}

Widths equal_layers(std::int64_t d, std::int64_t layers, std::int64_t width, std::int64_t k) {
  Widths widths(static_cast<std::size_t>(layers), width);
  widths.insert(widths.begin(), d);
  widths.push_back(k);
  return widths;
}

/// A formula in circulation for L hidden layers of D units: (L - 1)(3 D^2 + D) + D (2 D + d + 3 K +
/// 1) + 2 K operations an example. It takes the gradient of each weight for one product, the error
/// passed on for a product and a sum at each weight but the first layer's, and a product a unit.
/// Counted like that, 2 D^2 of it are never done; K of its 2 K are the loss's.
TEST(CostOfBackpropagation, RefutesAFormulaInCirculation) {
  for (const std::int64_t layers : {1, 2, 3})
    for (const std::int64_t width : {1, 3, 7})
      for (const auto& [d, k] : {std::pair<std::int64_t, std::int64_t>{2, 1}, {5, 4}}) {
        const Widths widths = equal_layers(d, layers, width, k);
        const std::int64_t unused = d * width;  // the input's own gradient
        const std::int64_t passed_on = weight_count(widths, 2);
        const std::int64_t counted =
            cost_of(widths, 1).backward.multiplications - unused + passed_on;
        const std::int64_t printed = (layers - 1) * (3 * width * width + width) +
                                     width * (2 * width + d + 3 * k + 1) + 2 * k;
        EXPECT_EQ(printed - counted, 2 * width * width + k);
      }
}

/// The same source's memory, with 2 D numbers an example whatever the depth, forgets the layers.
TEST(MemoryOfBackpropagation, GrowsWithEveryLayer) {
  const std::int64_t width = 6, batch = 3;
  for (const std::int64_t layers : {1, 2, 3})
    EXPECT_EQ(cost_of(equal_layers(2, layers + 1, width, 1), batch).forward.held -
                  cost_of(equal_layers(2, layers, width, 1), batch).forward.held,
              2 * batch * width);
}

}  // namespace
}  // namespace assay
