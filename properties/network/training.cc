// Laws of a perceptron in training, and of threshold units.

#include <algorithm>

#include "properties/catalogue/catalogue.h"
#include "properties/laws/expect.h"
#include "properties/network/identities.h"

namespace assay::network_laws {

namespace {

using Tensors = Bag<WideReal>;

enum TrainingPosition : std::size_t { x, target, rates, first_parameter };

Tensors moderate(const Case& drawn) {
  Tensors inputs = convert<WideReal>(drawn.inputs);
  for (Tensor<WideReal>& tensor : inputs)
    for (WideReal& element : tensor.data) element = within(static_cast<double>(element), 2);
  return inputs;
}

Attributes with(Attributes attributes, const std::string& name, const std::string& value) {
  attributes.set(name, value);
  return attributes;
}

Tensor<WideReal> numbers(std::vector<WideReal> values) {
  const auto count = static_cast<std::int64_t>(values.size());
  return Tensor<WideReal>({count}, std::move(values));
}

/// What an output holds after step `t`.
Tensor<WideReal> after(const Tensor<WideReal>& path, std::int64_t t) {
  const Shape shape(path.shape.begin() + 1, path.shape.end());
  const auto first = path.data.begin() + t * element_count(shape);
  return Tensor<WideReal>(shape, std::vector<WideReal>(first, first + element_count(shape)));
}

/// The inputs of a later start.
Tensors continued(const Tensors& in, const Tensors& path, std::int64_t steps) {
  Tensors later = in;
  const auto& all = in[rates].data;
  later[rates] = numbers({all.begin() + steps, all.end()});
  for (std::size_t k = first_parameter; k < in.size(); ++k)
    later[k] = after(path[k - first_parameter + 1], steps - 1);
  return later;
}

void check_continuation(const Operator& op, const Case& drawn) {
  const Tensors in = moderate(drawn);
  const Attributes a = with(drawn.attributes, "gradients", "zeroed");
  const Tensors path = evaluate(op, in, a);
  const std::int64_t steps = in[rates].extent(0);
  for (std::int64_t half = 1; half < steps; ++half) {
    const Tensors rest = evaluate(op, continued(in, path, half), a);
    for (std::size_t k = 0; k < path.size(); ++k)
      expect_equal(after(rest[k], steps - half - 1), after(path[k], steps - 1),
                   op.card.outputs[k].name, 1, 30);
  }
}

/// dL/dp of the loss, by its name.
WideReal error_slope(const WideReal& error, const std::string& reduction, std::int64_t count) {
  if (reduction == "mean") return 2 * error / static_cast<int>(count);
  return reduction == "sum" ? WideReal(2 * error) : error;
}

/// One step, by the perceptron's row and its gradient.
void check_single_step(const Operator& op, const Case& drawn) {
  Tensors in = moderate(drawn);
  in[rates] = numbers({in[rates].at(0)});
  const Attributes& a = drawn.attributes;
  const Tensors path = evaluate(op, in, a);
  const Operator& net = require_operator("network/perceptron");
  Tensors call(in.begin() + first_parameter, in.end());
  call.insert(call.begin(), in[x]);
  const Attributes own = {{"hidden", a.choice("hidden")},
                          {"output", a.choice("output")},
                          {"negative_slope", a.real("negative_slope")}};
  Tensor<WideReal> upstream = evaluate(net, call, own).at(0);
  WideReal loss = 0;
  for (std::size_t i = 0; i < upstream.data.size(); ++i) {
    const WideReal error = upstream.data[i] - in[target].data[i];
    upstream.data[i] = error_slope(error, a.choice("reduction"), upstream.size());
    loss += error * upstream.data[i] / 2;
  }
  expect_equal(path[0].at(0), loss, "the loss", 1);
  const Tensors d = net.gradient.wide(call, {upstream}, own);
  for (std::size_t k = 1; k < path.size(); ++k)
    for (std::size_t i = 0; i < path[k].data.size(); ++i)
      expect_equal(path[k].data[i], call[k].data[i] - in[rates].at(0) * d[k].data[i],
                   op.card.outputs[k].name + " after a step", 1);
}

/// The sum of the squares of what a step of rate `rate` divided by it moved.
WideReal squared_gradient(const Tensors& in, const Tensors& path, const WideReal& rate) {
  WideReal sum = 0;
  for (std::size_t k = first_parameter; k < in.size(); ++k)
    for (std::size_t i = 0; i < in[k].data.size(); ++i) {
      const WideReal g = (in[k].data[i] - path[k - first_parameter + 1].data[i]) / rate;
      sum += g * g;
    }
  return sum;
}

/// A small step lowers the loss by the rate times the squared gradient.
void check_descent(const Operator& op, const Case& drawn) {
  Tensors in = moderate(drawn);
  const WideReal rate = power_of_ten<WideReal>(-40);
  in[rates] = numbers({rate, rate});
  const Attributes a = with(drawn.attributes, "hidden", "tanh");
  const Attributes smooth = with(a, "output", "identity");
  const Tensors path = evaluate(op, in, smooth);
  const WideReal fall = (path[0].at(0) - path[0].at(1)) / rate;
  expect_equal(fall, squared_gradient(in, path, rate), "the loss's fall by the rate", 1, 20);
}

/// A first step of rate 0 moves nothing; a second one then follows the gradient once, or, where
/// gradients add up, twice.
void check_accumulation(const Operator& op, const Case& drawn) {
  Tensors in = moderate(drawn);
  const WideReal rate = WideReal(1) / 16;
  in[rates] = numbers({0, rate});
  const Tensors path = evaluate(op, in, drawn.attributes);
  in[rates] = numbers({rate});
  const Tensors single = evaluate(op, in, drawn.attributes);
  const int times = drawn.attributes.choice("gradients") == "accumulated" ? 2 : 1;
  for (std::size_t k = 1; k < path.size(); ++k) {
    const Tensor<WideReal>& start = in[first_parameter + k - 1];
    for (std::size_t i = 0; i < start.data.size(); ++i) {
      const WideReal moved = single[k].data[i] - start.data[i];
      expect_equal(path[k].data[i], start.data[i], "after a rate of 0", 1);
      expect_equal(path[k].data[start.data.size() + i] - start.data[i], times * moved,
                   "after the second step", 1);
    }
  }
}

/// Units that fire from one on.
const Attributes from_one = {{"threshold", 1.0}, {"at_threshold", std::string("fires")}};

/// Every pair of strings of `length` bits, [length, 4^length, 2].
Tensor<WideReal> all_pairs(std::int64_t length) {
  const std::int64_t count = std::int64_t{1} << (2 * length);
  Tensor<WideReal> x({length, count, 2});
  for (std::int64_t t = 0; t < length; ++t)
    for (std::int64_t n = 0; n < count; ++n)
      for (std::int64_t i = 0; i < 2; ++i) x.at(t, n, i) = static_cast<int>(n >> (2 * t + i) & 1);
  return x;
}

Tensor<WideReal> tenths(Shape shape, const std::vector<int>& values) {
  Tensor<WideReal> tensor(std::move(shape));
  for (std::size_t i = 0; i < values.size(); ++i) tensor.data[i] = WideReal(values[i]) / 20;
  return tensor;
}

/// Weights that compare two strings bit by bit: both bits set, or neither, and so far equal.
void check_equality(const Operator& op, const Case&) {
  constexpr std::int64_t length = 3;
  const Tensor<WideReal> x = all_pairs(length);
  const Tensor<WideReal> y =
      evaluate(op,
               {x, tenths({2, 2}, {20, 20, -20, -20}), tenths({2}, {-10, 22}),
                tenths({2}, {20, 20}), tenths({}, {65}), tenths({}, {2}), tenths({}, {-60})},
               from_one)
          .at(0);
  for (std::int64_t n = 0; n < x.extent(1); ++n) {
    bool equal = true;
    for (std::int64_t t = 0; t < length; ++t) {
      equal = equal && x.at(t, n, 0) == x.at(t, n, 1);
      expect(y.at(t, n) == (equal ? 1 : 0), "the strings' equality so far");
    }
  }
}

/// Weights whose output is the carry of adding two numbers, lowest bits first.
void check_carry(const Operator& op, const Case&) {
  constexpr std::int64_t length = 3;
  const Tensor<WideReal> x = all_pairs(length);
  const Tensor<WideReal> y =
      evaluate(op,
               {x, tenths({2, 2}, {20, 0, 0, 20}), tenths({2}, {0, 0}), tenths({2}, {20, 20}),
                tenths({}, {20}), tenths({}, {-20}), tenths({}, {-20})},
               from_one)
          .at(0);
  for (std::int64_t n = 0; n < x.extent(1); ++n) {
    int first = 0, second = 0;
    for (std::int64_t t = 0; t < length; ++t) {
      first += (x.at(t, n, 0) == 1 ? 1 : 0) << t;
      second += (x.at(t, n, 1) == 1 ? 1 : 0) << t;
      expect(y.at(t, n) == (first + second) >> (t + 1), "the carry of the sum so far");
    }
  }
}

/// One number times every weight, bias and threshold changes no comparison.
void check_scale(const Operator& op, const Case& drawn) {
  Tensors in = convert<WideReal>(drawn.inputs);
  const Tensors y = evaluate(op, in, drawn.attributes);
  for (std::size_t k = 1; k < in.size(); ++k)
    for (WideReal& element : in[k].data) element *= 3;
  Attributes thrice = drawn.attributes;
  thrice.set("threshold", 3 * drawn.attributes.real("threshold"));
  expect_equal(evaluate(op, in, thrice)[0], y[0], "three times everything");
}

/// A unit whose weights are 0 fires by its bias alone: at the threshold as the attribute says.
void check_bias_alone(const Operator& op, const Case& drawn) {
  Tensors in = convert<WideReal>(drawn.inputs);
  for (const std::size_t k : {1, 2, 3, 4}) in[k] = Tensor<WideReal>(in[k].shape);
  const WideReal threshold(drawn.attributes.real("threshold"));
  const bool at_it = drawn.attributes.choice("at_threshold") == "fires";
  for (const int above : {-1, 0, 1}) {
    in[5].data[0] = threshold + above;
    in[6].data[0] = threshold - above;
    const Tensor<WideReal> y = evaluate(op, in, drawn.attributes).at(0);
    for (std::int64_t t = 0; t < y.extent(0); ++t)
      for (std::int64_t n = 0; n < y.extent(1); ++n) {
        const int here = t == 0 ? above : -above;
        expect(y.at(t, n) == (here > 0 || (here == 0 && at_it) ? 1 : 0), "a bias alone");
      }
  }
}

}  // namespace

std::vector<Identity> training_identities() {
  return {
      {"later steps continue from the parameters where the first ones stopped", check_continuation},
      {"one step is the loss and the gradient of the perceptron's row", check_single_step},
      {"a small step lowers the loss by the rate times the squared gradient", check_descent},
      {"gradients add up where they are not zeroed", check_accumulation}};
}

std::vector<Identity> threshold_identities() {
  return {{"weights exist that compare strings of bits", check_equality},
          {"weights exist that carry in binary addition", check_carry},
          {"a common factor of weights, biases and threshold changes nothing", check_scale},
          {"a bias alone decides, at the threshold by the attribute", check_bias_alone}};
}

}  // namespace assay::network_laws
