// What the rules for first weights do to a stack of layers, measured on drawn weights.

#include <gtest/gtest.h>

#include <cmath>

#include "properties/cases/random.h"
#include "properties/catalogue/catalogue.h"
#include "reference/network/perceptron.h"

namespace assay {
namespace {

using Widths = std::vector<std::int64_t>;

struct Scale {
  double deviation, bound;
};

/// A rule from the numbers of inputs and of outputs of a layer to the scale of its weights.
using Rule = std::function<Scale(double fan_in, double fan_out)>;

Rule row_of(const std::string& name, const Attributes& attributes = {}) {
  const Operator& op = require_operator("initialization/" + name);
  const Attributes all = complete_attributes(op.card, attributes);
  return [&op, all](double fan_in, double fan_out) -> Scale {
    Bag<double> fans = {Tensor<double>::scalar(fan_in), Tensor<double>::scalar(fan_out)};
    fans.resize(op.card.inputs.size());
    const Bag<double> scale = op.reference.plain(fans, all);
    return {scale[0].data[0], scale[1].data[0]};
  };
}

enum class Distribution { normal, uniform };

double draw(Scale scale, Distribution distribution, RandomSource& random) {
  if (distribution == Distribution::uniform) return scale.bound * (2 * random.unit() - 1);
  const double radius = std::sqrt(-2 * std::log(1 - random.unit()));
  return scale.deviation * radius * std::cos(2 * std::acos(-1.0) * random.unit());
}

double second_moment(const Tensor<double>& x) {
  double sum = 0;
  for (const double element : x.data) sum += element * element;
  return sum / static_cast<double>(x.size());
}

struct Stack {
  Widths widths;
  std::string unit;
  double negative_slope = 0;
};

constexpr int networks = 200;

/// One network's parameters.
struct Drawn {
  Bag<double> weights, biases;

  Drawn(const Stack& stack, const Rule& rule, Distribution distribution, RandomSource& random) {
    for (std::size_t l = 1; l < stack.widths.size(); ++l) {
      const std::int64_t in = stack.widths[l - 1], out = stack.widths[l];
      const Scale scale = rule(static_cast<double>(in), static_cast<double>(out));
      weights.emplace_back(Shape{out, in});
      biases.emplace_back(Shape{out});
      for (double& weight : weights.back().data) weight = draw(scale, distribution, random);
    }
  }
  DenseLayers<double> layers(const Stack& stack) const {
    DenseLayers<double> all;
    for (std::size_t l = 0; l < weights.size(); ++l)
      all.push_back({weights[l], biases[l], unit<double>(stack.unit, stack.negative_slope)});
    return all;
  }
};

/// The second moment of the last preactivations for an input of second moment 1, the mean over many
/// networks.
double measured_forward(const Stack& stack, const Rule& rule, Distribution distribution) {
  RandomSource random({7, static_cast<std::uint64_t>(distribution)});
  const Tensor<double> x({1, stack.widths.front()}, 1.0);
  double sum = 0;
  for (int i = 0; i < networks; ++i) {
    const Drawn drawn(stack, rule, distribution, random);
    sum += second_moment(forward_pass(x, drawn.layers(stack)).z.back());
  }
  return sum / networks;
}

/// The second moment of dL/dx for an upstream of second moment 1.
double measured_backward(const Stack& stack, const Rule& rule, Distribution distribution) {
  RandomSource random({8, static_cast<std::uint64_t>(distribution)});
  const Tensor<double> x({1, stack.widths.front()}, 1.0);
  const Tensor<double> upstream({1, stack.widths.back()}, 1.0);
  double sum = 0;
  for (int i = 0; i < networks; ++i) {
    const Drawn drawn(stack, rule, distribution, random);
    sum += second_moment(perceptron_gradient(x, drawn.layers(stack), upstream)[0]);
  }
  return sum / networks;
}

/// Six standard deviations of the mean over the networks, relative to it. Given a layer's input,
/// its preactivations are independent and symmetric, with a fourth moment of at most 3 times the
/// squared second one (the normal weights' own). So the mean of m squares of them has a second
/// moment of at most 1 + 2/m times its squared mean; of rectified ones, whose squares are 0 half of
/// the time, at most 1 + 5/m. The factors of independent layers multiply.
double tolerance(const Stack& stack) {
  double moments = 1;
  for (std::size_t l = 0; l < stack.widths.size(); ++l)
    moments *= 1 + (stack.unit == "identity" ? 2 : 5) / static_cast<double>(stack.widths[l]);
  return 6 * std::sqrt((moments - 1) / networks);
}

void expect_moment(double measured, double due, const Stack& stack) {
  EXPECT_NEAR(measured / due, 1, tolerance(stack));
}

const Stack linear_stack = {{40, 50, 40, 60}, "identity"};
const Stack rectified_stack = {{40, 50, 40, 60}, "relu"};

class FirstWeights : public testing::TestWithParam<Distribution> {};

TEST_P(FirstWeights, OfLeCunKeepTheVarianceOfLinearLayers) {
  expect_moment(measured_forward(linear_stack, row_of("lecun"), GetParam()), 1, linear_stack);
}

/// A rectifier passes half of the second moment of what is symmetric: two of them, a quarter.
TEST_P(FirstWeights, OfLeCunLoseHalfAtEveryRectifier) {
  expect_moment(measured_forward(rectified_stack, row_of("lecun"), GetParam()), 0.25,
                rectified_stack);
}

/// Doubled at the input, which no rectifier has halved, and kept from there on.
TEST_P(FirstWeights, OfHeKeepTheSecondMomentThroughRectifiers) {
  expect_moment(measured_forward(rectified_stack, row_of("he"), GetParam()), 2, rectified_stack);
}

TEST_P(FirstWeights, OfHeKeepItThroughLeakyRectifiersOfTheirSlope) {
  const double slope = 0.5;
  const Stack leaky = {rectified_stack.widths, "leaky_relu", slope};
  expect_moment(measured_forward(leaky, row_of("he", {{"negative_slope", slope}}), GetParam()),
                2 / (1 + slope * slope), leaky);
}

/// Each layer multiplies by 2 in / (in + out) forward and by 2 out / (in + out) backward.
TEST_P(FirstWeights, OfGlorotMeetBetweenForwardAndBackward) {
  double forward = 1, backward = 1;
  for (std::size_t l = 1; l < linear_stack.widths.size(); ++l) {
    const auto in = static_cast<double>(linear_stack.widths[l - 1]);
    const auto out = static_cast<double>(linear_stack.widths[l]);
    forward *= 2 * in / (in + out);
    backward *= 2 * out / (in + out);
  }
  expect_moment(measured_forward(linear_stack, row_of("glorot"), GetParam()), forward,
                linear_stack);
  expect_moment(measured_backward(linear_stack, row_of("glorot"), GetParam()), backward,
                linear_stack);
}

TEST_P(FirstWeights, OfZeroPassNothing) {
  const Rule zero = [](double, double) { return Scale{0, 0}; };
  EXPECT_EQ(measured_forward(rectified_stack, zero, GetParam()), 0);
  EXPECT_EQ(measured_backward(rectified_stack, zero, GetParam()), 0);
}

/// Would the measurement see a wrong rule?
TEST_P(FirstWeights, AreSeenWhenTheirRuleIsWrong) {
  const auto off = [](double measured, double due, const Stack& stack) {
    return std::abs(measured / due - 1) > tolerance(stack);
  };
  const Rule he_without_its_two = row_of("lecun");
  EXPECT_TRUE(
      off(measured_forward(rectified_stack, he_without_its_two, GetParam()), 2, rectified_stack));
  const Rule bound_for_deviation = [right = row_of("lecun")](double in, double out) {
    const Scale scale = right(in, out);
    return Scale{scale.bound, std::sqrt(3.0) * scale.bound};
  };
  EXPECT_TRUE(
      off(measured_forward(linear_stack, bound_for_deviation, GetParam()), 1, linear_stack));
  const Rule by_outputs = [right = row_of("lecun")](double, double out) { return right(out, out); };
  const Stack narrowing = {{60, 40, 20}, "identity"};
  EXPECT_TRUE(off(measured_forward(narrowing, by_outputs, GetParam()), 1, narrowing));
}

INSTANTIATE_TEST_SUITE_P(Distributions, FirstWeights,
                         testing::Values(Distribution::normal, Distribution::uniform),
                         [](const testing::TestParamInfo<Distribution>& param_info) {
                           return std::string(param_info.param == Distribution::normal ? "Normal"
                                                                                       : "Uniform");
                         });

/// A perceptron of three inputs, four hidden units and two outputs in training.
Bag<double> trained(const Bag<double>& parameters, const std::string& hidden) {
  const Operator& op = require_operator("network/perceptron_training");
  Bag<double> in = {Tensor<double>({2, 3}, {1, -2, 0.5, 0.25, 1, -1}),
                    Tensor<double>({2, 2}, {1, -1, 0.5, 2}), Tensor<double>({3}, 0.125)};
  in.insert(in.end(), parameters.begin(), parameters.end());
  return op.reference.plain(in, complete_attributes(op.card, {{"hidden", hidden}}));
}

Bag<double> parameters_of(double first_weight, double second_weight) {
  return {Tensor<double>({4, 3}, first_weight), Tensor<double>({4}),
          Tensor<double>({2, 4}, second_weight), Tensor<double>({2})};
}

/// Whether every hidden unit has the same weights, bias and outgoing weights after every step.
bool units_are_alike(const Bag<double>& path) {
  for (std::int64_t t = 0; t < 3; ++t)
    for (std::int64_t unit = 1; unit < 4; ++unit) {
      if (path[2].at(t, unit) != path[2].at(t, 0)) return false;
      for (std::int64_t i = 0; i < 3; ++i)
        if (path[1].at(t, unit, i) != path[1].at(t, 0, i)) return false;
      for (std::int64_t o = 0; o < 2; ++o)
        if (path[3].at(t, o, unit) != path[3].at(t, o, 0)) return false;
    }
  return true;
}

TEST(EqualFirstWeights, LeaveHiddenUnitsAlikeInTraining) {
  for (const std::string hidden : {"relu", "tanh", "sigmoid", "softplus"}) {
    EXPECT_TRUE(units_are_alike(trained(parameters_of(0, 0), hidden))) << hidden;
    EXPECT_TRUE(units_are_alike(trained(parameters_of(0.5, -0.25), hidden))) << hidden;
    Bag<double> broken = parameters_of(0.5, -0.25);
    broken[0].at(1, 0) = 0.75;
    EXPECT_FALSE(units_are_alike(trained(broken, hidden))) << hidden;
  }
}

/// Where phi(0) = 0, zero weights get zero gradients: only the last bias learns.
TEST(ZeroFirstWeights, TrainTheLastBiasAlone) {
  for (const std::string hidden : {"relu", "tanh"}) {
    const Bag<double> path = trained(parameters_of(0, 0), hidden);
    for (const std::size_t k : {1, 2, 3})
      for (const double element : path[k].data) EXPECT_EQ(element, 0) << hidden;
    for (const double element : path[4].data) EXPECT_NE(element, 0) << hidden;
  }
}

}  // namespace
}  // namespace assay
