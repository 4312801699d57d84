// What noise on inputs promises, and what it does to least squares.
#include "properties/catalogue/catalogue.h"
#include "properties/laws/expect.h"
#include "properties/regularization/identities.h"

namespace assay::regularization_laws {

namespace {

using Wide = Tensor<WideReal>;

Attributes with(Attributes attributes, const std::string& name, AttributeValue value) {
  attributes.set(name, std::move(value));
  return attributes;
}

WideReal sigma_of(const Case& drawn) { return drawn.attributes.number<WideReal>("sigma"); }

WideReal largest(const Bag<WideReal>& in) {
  WideReal most = 1;
  for (const Wide& tensor : in)
    for (const WideReal& element : tensor.data) most = std::max<WideReal>(most, abs(element));
  return most;
}

void check_both_signs(const Operator& op, const Case& drawn) {
  Bag<WideReal> in = convert<WideReal>(drawn.inputs);
  const Wide one = evaluate(op, in, drawn.attributes).at(0);
  for (WideReal& n : in[1].data) n = -n;
  const Wide other = evaluate(op, in, drawn.attributes).at(0);
  for (std::size_t i = 0; i < one.data.size(); ++i)
    expect_equal((one.data[i] + other.data[i]) / 2, in[0].data[i], "the mean of both", largest(in));
}

/// Over the three nodes 0 and +-sqrt(3), with weights 2/3 and 1/6, a normal variable has its own
/// mean and variance.
void check_moments(const Operator& op, const Case& drawn) {
  const Wide x = convert<WideReal>(drawn.inputs)[0];
  Wide mean(x.shape), square(x.shape);
  for (const int node : {-1, 0, 1}) {
    const WideReal weight = node == 0 ? WideReal(2) / 3 : WideReal(1) / 6;
    const Wide y =
        evaluate(op, {x, Wide(x.shape, sqrt(WideReal(3)) * node)}, drawn.attributes).at(0);
    for (std::size_t i = 0; i < x.data.size(); ++i) {
      const WideReal step = y.data[i] - x.data[i];
      mean.data[i] += weight * step;
      square.data[i] += weight * step * step;
    }
  }
  const WideReal scale = largest({x});
  for (std::size_t i = 0; i < x.data.size(); ++i) {
    expect_equal(mean.data[i], 0, "the mean of the noise", scale);
    expect_equal(square.data[i], sigma_of(drawn) * sigma_of(drawn), "the variance of the noise",
                 scale);
  }
}

void check_steepest(const Operator& op, const Case& drawn) {
  const Bag<WideReal> in = convert<WideReal>(drawn.inputs);
  const Wide y = evaluate(op, in, drawn.attributes).at(0);
  const WideReal epsilon = drawn.attributes.number<WideReal>("epsilon");
  WideReal gain = 0, norm = 0;
  for (std::size_t i = 0; i < y.data.size(); ++i) {
    const WideReal step = y.data[i] - in[0].data[i];
    expect(abs(step) <= epsilon * (1 + power_of_ten<WideReal>(-40)) +
                            power_of_ten<WideReal>(-60) * abs(in[0].data[i]),
           "an element moves by more than epsilon");
    gain += in[1].data[i] * step;
    norm += abs(in[1].data[i]);
  }
  expect_equal(gain, epsilon * norm, "what the linearised loss gains", largest(in));
}

/// For a model w . x with the loss log(1 + e^-z), whose slope by x is -w / (1 + e^z), the step
/// takes epsilon |w|_1 from z. [Goodfellow, Shlens & Szegedy 2015, section 5]
void check_logistic(const Operator& op, const Case& drawn) {
  Wide x = convert<WideReal>(drawn.inputs)[0], w = convert<WideReal>(drawn.inputs)[1];
  for (Wide* tensor : {&x, &w})
    for (WideReal& element : tensor->data) element = within(static_cast<double>(element), 8);
  const auto margin = [&](const Wide& at) {
    WideReal z = 0;
    for (std::size_t i = 0; i < w.data.size(); ++i) z += w.data[i] * at.data[i];
    return z;
  };
  Wide slope(w.shape);
  WideReal norm = 0;
  const WideReal z = margin(x);
  for (std::size_t i = 0; i < w.data.size(); ++i) {
    slope.data[i] = -w.data[i] / (1 + exp(z));
    norm += abs(w.data[i]);
  }
  const WideReal epsilon = drawn.attributes.number<WideReal>("epsilon");
  expect_equal(margin(evaluate(op, {x, slope}, drawn.attributes).at(0)), z - epsilon * norm,
               "the margin after the step", 1000);
}

/// One example of a least-squares problem.
Bag<WideReal> example(const Bag<WideReal>& in, std::int64_t i) {
  const std::int64_t n = in[0].extent(1);
  const auto row = in[0].data.begin() + i * n;
  return {Wide({1, n}, std::vector<WideReal>(row, row + n)), in[1], Wide({1}, in[2].at(i))};
}

/// Every noise of mean 0 and variance sigma^2 has the same expected squares: here +-sigma, each
/// with probability 1/2, of which all combinations are tried.
void check_expectation(const Operator& op, const Case& drawn) {
  const Bag<WideReal> in = convert<WideReal>(drawn.inputs);
  const Attributes sum = with(drawn.attributes, "reduction", std::string("sum"));
  const Attributes quiet = with(sum, "sigma", 0.0);
  const std::int64_t n = in[0].extent(1);
  WideReal expected = 0;
  for (std::int64_t i = 0; i < in[0].extent(0); ++i)
    for (std::int64_t pattern = 0; pattern < std::int64_t{1} << n; ++pattern) {
      Bag<WideReal> noisy = example(in, i);
      for (std::int64_t j = 0; j < n; ++j)
        noisy[0].at(0, j) += (pattern >> j) % 2 == 0 ? sigma_of(drawn) : WideReal(-sigma_of(drawn));
      expected += evaluate(op, noisy, quiet).at(0).data.at(0) / (std::int64_t{1} << n);
    }
  const WideReal scale = largest(in);
  expect_equal(evaluate(op, in, sum).at(0).data.at(0), expected, "the mean over the noise",
               scale * scale * scale * scale);
}

void check_mean_is_sum_by_count(const Operator& op, const Case& drawn) {
  const Bag<WideReal> in = convert<WideReal>(drawn.inputs);
  const auto loss = [&](const std::string& how) {
    return evaluate(op, in, with(drawn.attributes, "reduction", how)).at(0).data.at(0);
  };
  expect_equal(loss("sum"), in[0].extent(0) * loss("mean"), "the sum");
}

/// |X d|^2 + m sigma^2 |d|^2
WideReal curvature_along(const Case& drawn, const Wide& x, const Wide& d) {
  WideReal total = 0;
  for (std::int64_t i = 0; i < x.extent(0); ++i) {
    WideReal product = 0;
    for (std::int64_t j = 0; j < x.extent(1); ++j) product += x.at(i, j) * d.at(j);
    total += product * product;
  }
  const WideReal lambda = x.extent(0) * sigma_of(drawn) * sigma_of(drawn);
  for (const WideReal& element : d.data) total += lambda * element * element;
  return total;
}

void check_minimum(const Operator& op, const Case& drawn) {
  const Bag<WideReal> in = convert<WideReal>(drawn.inputs);
  const Wide w = evaluate(op, in, drawn.attributes).at(0);
  const Operator& loss = require_operator("regularization/noise_ridge");
  const Attributes a = {{"sigma", drawn.attributes.real("sigma")},
                        {"reduction", std::string("sum")}};
  const auto at = [&](const Wide& weights) {
    return evaluate(loss, {in[0], weights, in[1]}, a).at(0).data.at(0);
  };
  const WideReal scale = largest(in) * largest({w}) * 1000;
  const Wide slopes = loss.gradient.wide({in[0], w, in[1]}, {Wide::scalar(WideReal(1))}, a).at(1);
  for (const WideReal& slope : slopes.data)
    expect_equal(slope, 0, "the slope at the minimum", scale);
  Wide d(w.shape), moved = w;
  for (std::int64_t j = 0; j < w.extent(0); ++j) {
    d.at(j) = j + 1;
    moved.at(j) += d.at(j);
  }
  expect_equal(at(moved) - at(w), curvature_along(drawn, in[0], d), "what another weight costs",
               scale * scale);
}

/// A single number x with the target y has w = (y / x) / (1 + sigma^2 / x^2).
void check_shrinkage(const Operator& op, const Case& drawn) {
  const WideReal x = drawn.inputs[0].data[0], y = drawn.inputs[1].data[0];
  if (x == 0) return;
  const Wide w =
      evaluate(op, {Wide({1, 1}, std::vector<WideReal>{x}), Wide({1}, y)}, drawn.attributes).at(0);
  const WideReal ratio = sigma_of(drawn) / x;
  expect_equal(w.data.at(0) * (1 + ratio * ratio), y / x, "y / x, shrunk");
}

/// weight, limit and largest rate of the first problem.
std::vector<WideReal> descent(const Operator& op, const Bag<WideReal>& in, const Attributes& a) {
  Bag<WideReal> first;
  for (const Wide& tensor : in) first.push_back(Wide({1}, tensor.data[0]));
  std::vector<WideReal> out;
  for (const Wide& output : evaluate(op, first, a)) out.push_back(output.data.at(0));
  return out;
}

Attributes with_steps(const Case& drawn, std::int64_t steps) {
  return with(drawn.attributes, "steps", steps);
}

constexpr std::int64_t few_steps = 4;

/// The weight after noise of these signs in each step.
WideReal descended(const Case& drawn, std::int64_t signs) {
  const WideReal lr = drawn.attributes.number<WideReal>("lr");
  const WideReal x = drawn.inputs[0].data[0], y = drawn.inputs[1].data[0];
  WideReal w = drawn.inputs[2].data[0];
  for (std::int64_t t = 0; t < few_steps; ++t) {
    const WideReal noisy = (signs >> t) % 2 == 0 ? x + sigma_of(drawn) : x - sigma_of(drawn);
    w -= lr * (w * noisy - y) * noisy;
  }
  return w;
}

void check_descent(const Operator& op, const Case& drawn) {
  constexpr std::int64_t patterns = std::int64_t{1} << few_steps;
  WideReal mean = 0, most = 1;
  for (std::int64_t signs = 0; signs < patterns; ++signs) {
    const WideReal w = descended(drawn, signs);
    mean += w / patterns;
    most = std::max<WideReal>(most, abs(w));
  }
  const Bag<WideReal> in = convert<WideReal>(drawn.inputs);
  expect_equal(descent(op, in, with_steps(drawn, few_steps))[0], mean, "the mean over the noise",
               most);
}

void check_limit(const Operator& op, const Case& drawn) {
  Bag<WideReal> in = convert<WideReal>(drawn.inputs);
  const WideReal limit = descent(op, in, drawn.attributes)[1];
  const WideReal x = in[0].data[0], y = in[1].data[0];
  expect_equal(limit * (x * x + sigma_of(drawn) * sigma_of(drawn)), x * y, "limit (x^2 + sigma^2)");
  in[2].data[0] = limit;
  expect_equal(descent(op, in, drawn.attributes)[0], limit, "a start at the limit", abs(x * y) + 1);
}

/// A tenth below the largest rate a step comes closer to the limit, a tenth above it does not.
void check_range(const Operator& op, const Case& drawn) {
  const Bag<WideReal> in = convert<WideReal>(drawn.inputs);
  const WideReal start = in[2].data[0], largest_rate = descent(op, in, drawn.attributes)[2];
  const auto distance = [&](double factor) {
    const Attributes a =
        with(with_steps(drawn, 1), "lr", static_cast<double>(largest_rate) * factor);
    const std::vector<WideReal> after = descent(op, in, a);
    return abs(WideReal(after[0] - after[1]));
  };
  const WideReal before = abs(WideReal(start - descent(op, in, drawn.attributes)[1]));
  expect_equal(distance(0.5) + before, before, "half the largest rate leads there at once", 0, 14);
  expect(distance(0.9) < before || before == 0, "below the largest rate it leads away");
  expect(distance(1.1) > before || before == 0, "above the largest rate it leads there");
}

}  // namespace

std::vector<Identity> gaussian_noise_identities() {
  return {{"noise of both signs averages to x", check_both_signs},
          {"normal noise has mean 0 and variance sigma^2", check_moments}};
}

std::vector<Identity> fast_gradient_sign_identities() {
  return {{"no element moves by more than epsilon, and the linearised loss gains epsilon |slope|_1",
           check_steepest},
          {"a logistic model's margin falls by epsilon |w|_1", check_logistic}};
}

std::vector<Identity> noise_ridge_identities() {
  return {{"it is the mean over all signs of noise of size sigma", check_expectation},
          {"the sum is the count times the mean", check_mean_is_sum_by_count}};
}

std::vector<Identity> noise_ridge_minimiser_identities() {
  return {{"regularization/noise_ridge has slope 0 there, and other weights cost its curvature",
           check_minimum},
          {"one number is shrunk by 1 + sigma^2 / x^2", check_shrinkage}};
}

std::vector<Identity> noise_ridge_descent_identities() {
  return {{"it is the mean over all signs of the noise in four steps", check_descent},
          {"the limit stays where it is", check_limit},
          {"below the largest rate steps lead to the limit, above it away", check_range}};
}

}  // namespace assay::regularization_laws
