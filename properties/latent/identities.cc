#include "properties/latent/identities.h"

#include "properties/catalogue/catalogue.h"
#include "properties/laws/expect.h"

namespace assay::latent_laws {

namespace {

using Wide = Tensor<WideReal>;

/// Logits of moderate size, so that no weight of softmax vanishes beside another.
Bag<WideReal> moderate(const Case& drawn) {
  Bag<WideReal> in = convert<WideReal>(drawn.inputs);
  for (WideReal& x : in[0].data) x = within(static_cast<double>(x), 20);
  return in;
}

void check_distribution(const Operator& op, const Case& drawn) {
  const Wide y = evaluate(op, convert<WideReal>(drawn.inputs), drawn.attributes).at(0);
  for (std::int64_t n = 0; n < y.extent(0); ++n) {
    WideReal sum = 0;
    for (std::int64_t i = 0; i < y.extent(1); ++i) {
      expect(y.at(n, i) >= 0, "a weight is negative");
      sum += y.at(n, i);
    }
    expect_equal(sum, 1, "the sum of a row");
  }
}

/// Beside a first class with u = e^-1, whose noise is 0, the others' noise can be read from y; a
/// Gumbel variable has the distribution function e^-e^-g, which gives u back.
void check_noise(const Operator& op, const Case& drawn) {
  Bag<WideReal> in = moderate(drawn);
  const WideReal tau = drawn.attributes.number<WideReal>("temperature");
  for (std::int64_t n = 0; n < in[0].extent(0); ++n) in[1].at(n, 0) = exp(WideReal(-1));
  const Wide y = evaluate(op, in, drawn.attributes).at(0);
  for (std::int64_t n = 0; n < y.extent(0); ++n)
    for (std::int64_t i = 1; i < y.extent(1); ++i) {
      if (y.at(n, i) == 0 || y.at(n, 0) == 0) continue;
      const WideReal noise = tau * log(y.at(n, i) / y.at(n, 0)) - (in[0].at(n, i) - in[0].at(n, 0));
      expect_equal(exp(-exp(-noise)), in[1].at(n, i), "the draw read from y", 0, 30);
    }
}

/// At half the temperature the odds are squared.
void check_temperature(const Operator& op, const Case& drawn) {
  const Bag<WideReal> in = moderate(drawn);
  const double tau = drawn.attributes.real("temperature");
  const Wide y = evaluate(op, in, {{"temperature", tau}}).at(0);
  const Wide colder = evaluate(op, in, {{"temperature", tau / 2}}).at(0);
  for (std::int64_t n = 0; n < y.extent(0); ++n)
    for (std::int64_t i = 0; i < y.extent(1); ++i)
      expect_equal(colder.at(n, i) * y.at(n, 0) * y.at(n, 0),
                   colder.at(n, 0) * y.at(n, i) * y.at(n, i), "the odds squared");
}

/// -log(u) / e^x is an exponential clock of rate e^x: the first to ring is class i with probability
/// softmax(x)_i.
void check_clocks(const Operator& op, const Case& drawn) {
  const Bag<WideReal> in = moderate(drawn);
  const Wide index = evaluate(op, in, drawn.attributes).at(0);
  for (std::int64_t n = 0; n < index.extent(0); ++n) {
    const auto clock = [&](std::int64_t i) {
      return WideReal(-log(in[1].at(n, i)) * exp(-in[0].at(n, i)));
    };
    const auto winner = static_cast<std::int64_t>(index.at(n));
    for (std::int64_t i = 0; i < in[0].extent(1); ++i)
      expect(clock(winner) <= clock(i) * (1 + power_of_ten<WideReal>(-60)),
             "another clock rings first");
  }
}

/// The soft draw of the same noise leans to the same class, the more the colder.
void check_soft_draw(const Operator& op, const Case& drawn) {
  const Bag<WideReal> in = moderate(drawn);
  const Wide index = evaluate(op, in, drawn.attributes).at(0);
  const Wide soft =
      evaluate(require_operator("latent/gumbel_softmax"), in, {{"temperature", 0.5}}).at(0);
  for (std::int64_t n = 0; n < index.extent(0); ++n)
    for (std::int64_t i = 0; i < soft.extent(1); ++i)
      expect(soft.at(n, i) <= soft.at(n, static_cast<std::int64_t>(index.at(n))) *
                                  (1 + power_of_ten<WideReal>(-60)),
             "the soft draw leans to another class");
}

void check_surrogate(const Operator& op, const Case& drawn) {
  const std::string estimator = drawn.attributes.choice("estimator");
  const Operator& stand_in = require_operator("activation/" + estimator);
  const Bag<WideReal> in = convert<WideReal>(drawn.inputs);
  const Wide dx = evaluate(op, in, drawn.attributes).at(0);
  const Wide of_stand_in =
      stand_in.gradient.wide({in[0]}, {in[1]}, default_attributes(stand_in.card)).at(0);
  for (std::size_t i = 0; i < dx.data.size(); ++i) {
    const bool kink = estimator == "hard_tanh" && abs(in[0].data[i]) == 1;
    expect_equal(dx.data[i], kink ? in[1].data[i] : of_stand_in.data[i],
                 "the gradient of activation/" + estimator);
  }
}

void check_linear_in_upstream(const Operator& op, const Case& drawn) {
  Bag<WideReal> in = convert<WideReal>(drawn.inputs);
  const Wide once = evaluate(op, in, drawn.attributes).at(0);
  for (WideReal& g : in[1].data) g *= -3;
  const Wide thrice = evaluate(op, in, drawn.attributes).at(0);
  for (std::size_t i = 0; i < once.data.size(); ++i)
    expect_equal(thrice.data[i], -3 * once.data[i], "three times the gradient, turned");
}

WideReal squared_distance(const Wide& z, std::int64_t n, const Wide& e, std::int64_t k) {
  WideReal sum = 0;
  for (std::int64_t i = 0; i < z.extent(1); ++i)
    sum += (z.at(n, i) - e.at(k, i)) * (z.at(n, i) - e.at(k, i));
  return sum;
}

void check_nearest(const Operator& op, const Case& drawn) {
  const Bag<WideReal> in = convert<WideReal>(drawn.inputs);
  const Bag<WideReal> y = evaluate(op, in, drawn.attributes);
  WideReal total = 0;
  for (std::int64_t n = 0; n < in[0].extent(0); ++n) {
    const WideReal paid = squared_distance(in[0], n, y[0], n);
    const auto chosen = static_cast<std::int64_t>(y[1].at(n));
    expect_equal(squared_distance(in[0], n, in[1], chosen), paid, "the distance of the code");
    for (std::int64_t k = 0; k < in[1].extent(0); ++k) {
      const WideReal other = squared_distance(in[0], n, in[1], k);
      expect(other > paid || (other == paid && k >= chosen), "another code is nearer, or first");
    }
    total += paid;
  }
  const bool mean = drawn.attributes.choice("reduction") == "mean";
  expect_equal(y[2].data.at(0) * (mean ? in[0].size() : 1), total, "the distances together", 1);
}

/// Codes are their own codes, and cost nothing.
void check_idempotent(const Operator& op, const Case& drawn) {
  Bag<WideReal> in = convert<WideReal>(drawn.inputs);
  const Wide once = evaluate(op, in, drawn.attributes).at(0);
  in[0] = once;
  const Bag<WideReal> again = evaluate(op, in, drawn.attributes);
  expect_equal(again.at(0), once, "the code of a code");
  expect_equal(again.at(2).data.at(0), 0, "what it costs");
}

/// The loss of latent/vector_quantization with every example's code held, as a function of one
/// element of z (k = 0) or of the codebook (k = 1), by a central difference, which is exact for
/// squares.
WideReal slope_with_codes_held(const Case& drawn, const Wide& code, std::size_t k, std::size_t i) {
  Bag<WideReal> in = convert<WideReal>(drawn.inputs);
  const auto loss = [&] {
    WideReal sum = 0;
    for (std::int64_t n = 0; n < in[0].extent(0); ++n)
      sum += squared_distance(in[0], n, in[1], static_cast<std::int64_t>(code.at(n)));
    return drawn.attributes.choice("reduction") == "mean" ? WideReal(sum / in[0].size()) : sum;
  };
  in[k].data[i] += 1;
  const WideReal above = loss();
  in[k].data[i] -= 2;
  return (above - loss()) / 2;
}

void check_stopped_gradients(const Operator& op, const Case& drawn) {
  const Bag<WideReal> in = convert<WideReal>(drawn.inputs);
  const Bag<WideReal> d = evaluate(op, in, drawn.attributes);
  const Wide code = evaluate(require_operator("latent/vector_quantization"), {in[0], in[1]},
                             {{"reduction", drawn.attributes.choice("reduction")}})
                        .at(1);
  const WideReal beta = drawn.attributes.number<WideReal>("beta");
  const WideReal scale = 0x1p+24;
  for (std::size_t i = 0; i < d[0].data.size(); ++i)
    expect_equal(d[0].data[i] - in[2].data[i], beta * slope_with_codes_held(drawn, code, 0, i),
                 "dz of the commitment loss", scale);
  for (std::size_t i = 0; i < d[1].data.size(); ++i)
    expect_equal(d[1].data[i], slope_with_codes_held(drawn, code, 1, i),
                 "dcodebook of the codebook loss", scale);
}

/// A step of D / (2 count) against its gradient takes a code to the mean of its examples, as
/// k-means does.
void check_means(const Operator& op, const Case& drawn) {
  const Bag<WideReal> in = convert<WideReal>(drawn.inputs);
  const Wide slopes = evaluate(op, in, drawn.attributes).at(1);
  const Wide code = evaluate(require_operator("latent/vector_quantization"), {in[0], in[1]},
                             {{"reduction", std::string("sum")}})
                        .at(1);
  const bool mean = drawn.attributes.choice("reduction") == "mean";
  const std::int64_t divisor = mean ? in[0].size() : 1;
  for (std::int64_t k = 0; k < in[1].extent(0); ++k)
    for (std::int64_t i = 0; i < in[1].extent(1); ++i) {
      std::int64_t count = 0;
      WideReal sum = 0;
      for (std::int64_t n = 0; n < in[0].extent(0); ++n)
        if (static_cast<std::int64_t>(code.at(n)) == k) ++count, sum += in[0].at(n, i);
      if (count == 0)
        expect_equal(slopes.at(k, i), 0, "the gradient of a code that nobody chose");
      else
        expect_equal(in[1].at(k, i) - slopes.at(k, i) * divisor / (2 * count), sum / count,
                     "the code after the step", 1000);
    }
}

}  // namespace

std::vector<Identity> gumbel_softmax_identities() {
  return {{"every row is a distribution", check_distribution},
          {"the noise has the distribution function e^-e^-g", check_noise},
          {"at half the temperature the odds are squared", check_temperature}};
}

std::vector<Identity> gumbel_max_identities() {
  return {{"the index is the first of exponential clocks of rates e^x to ring", check_clocks},
          {"the soft draw of the same noise leans to it", check_soft_draw}};
}

std::vector<Identity> straight_through_gradient_identities() {
  return {{"it is the gradient of the activation of the estimator's name", check_surrogate},
          {"it is linear in g", check_linear_in_upstream}};
}

std::vector<Identity> vector_quantization_identities() {
  return {{"no code is nearer, and the distances are what is paid", check_nearest},
          {"codes are their own codes, and cost nothing", check_idempotent}};
}

std::vector<Identity> vector_quantization_gradient_identities() {
  return {{"each loss has its gradient by the one argument that is not stopped",
           check_stopped_gradients},
          {"a codebook step leads to the means of the examples", check_means}};
}

}  // namespace assay::latent_laws
