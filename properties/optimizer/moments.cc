// Laws of the optimizers with two running averages.

#include "properties/catalogue/catalogue.h"
#include "properties/optimizer/identities.h"
#include "properties/optimizer/step.h"

namespace assay::optimizer_laws {

namespace {

/// With r = sqrt(1 - beta2^t): outside, lr m' / (c1 (sqrt(v')/r + eps)); hat, lr r m' / (c1
/// (sqrt(v')
/// + eps)). Solving both steps for sqrt(v') must give the same root.
Identity both_modes_have_one_second_moment() {
  return at_each_element(
      "both places of epsilon lead back to the same second moment",
      [](const Operator& op, const Values& x, const Attributes& a) {
        const auto outside = step(op, x, with(a, "eps_mode", std::string("outside")));
        const auto hat = step(op, x, with(a, "eps_mode", std::string("hat")));
        if (outside[1] == 0) return;  // no step, nothing to solve
        const WideReal lr(a.real("lr")), eps(a.real("epsilon"));
        const auto t = static_cast<int>(a.integer("t"));
        const WideReal c1 = 1 - pow(WideReal(a.real("beta1")), t);
        const WideReal r = sqrt(1 - pow(WideReal(a.real("beta2")), t));
        const WideReal from_outside = r * (lr * outside[1] / c1 / (x[0] - outside[0]) - eps);
        const WideReal from_hat = lr * r * hat[1] / c1 / (x[0] - hat[0]) - eps;
        expect_equal(from_outside * from_outside, outside[2], "v from outside", sizes);
        expect_equal(from_hat * from_hat, hat[2], "v from hat", sizes);
      });
}

}  // namespace

std::vector<Identity> adam_identities() {
  return {constant_gradient_gives_constant_steps("outside"), both_modes_have_one_second_moment(),
          moment_is_an_average("m is the average of its old value and g by beta1", 2, 1, "beta1",
                               false),
          moment_is_an_average("v is the average of its old value and g^2 by beta2", 3, 2, "beta2",
                               true)};
}

std::vector<Identity> adamw_identities() {
  return {constant_gradient_gives_constant_steps("outside"),
          at_each_element("the decay is decoupled: it takes lr lambda theta off, and no more",
                          [](const Operator& op, const Values& x, const Attributes& a) {
                            const auto decayed = step(op, x, a);
                            const auto plain = step(op, x, with(a, "weight_decay", 0.0));
                            expect_equal(
                                plain[0] - decayed[0],
                                WideReal(a.real("lr")) * WideReal(a.real("weight_decay")) * x[0],
                                "the decay", sizes);
                            expect_equal(plain[1], decayed[1], "m");
                            expect_equal(plain[2], decayed[2], "v");
                          })};
}

std::vector<Identity> adamax_identities() {
  return {moment_is_an_average("m is the average of its old value and g by beta1", 2, 1, "beta1",
                               false),
          at_each_element("u' is the larger of beta2 u and |g|, with epsilon where it belongs",
                          [](const Operator& op, const Values& x, const Attributes& drawn) {
                            const WideReal decayed = WideReal(drawn.real("beta2")) * abs(x[3]);
                            const WideReal size = abs(x[1]), eps(drawn.real("epsilon"));
                            const Values state = {x[0], x[1], x[2], abs(x[3])};
                            const auto inside =
                                step(op, state, with(drawn, "eps_mode", std::string("in_max")));
                            const auto outside =
                                step(op, state, with(drawn, "eps_mode", std::string("outside")));
                            expect_equal(inside[2], std::max<WideReal>(decayed, size + eps), "u'");
                            expect_equal(outside[2], std::max<WideReal>(decayed, size), "u'");
                          }),
          constant_gradient_gives_constant_steps("in_max"),
          constant_gradient_gives_constant_steps("outside")};
}

namespace {

/// What NAdam multiplies m' and g with, found from two moves with the same v'.
struct Weights {
  WideReal momentum, gradient;
};

Weights weights_at(const Operator& op, const Attributes& a, std::int64_t t) {
  const Attributes here = with(a, "t", t);
  const WideReal lr(a.real("lr")), eps(a.real("epsilon"));
  const WideReal beta1(a.real("beta1")), beta2(a.real("beta2"));
  const WideReal v = beta2 * 2 + (1 - beta2);
  const WideReal root = sqrt(v / (1 - pow(beta2, static_cast<int>(t)))) + eps;
  const auto direction = [&](int gradient, int m) {
    return -step(op, {0, gradient, m, 2}, here)[0] * root / lr;
  };
  // From m = 0 and g = 1 it is a (1 - beta1) + b, from m = 1 a more by a beta1.
  if (beta1 == 0) return {0, direction(1, 0)};
  const WideReal momentum = (direction(1, 1) - direction(1, 0)) / beta1;
  return {momentum, direction(1, 0) - momentum * (1 - beta1)};
}

WideReal warming_momentum(const Attributes& a, std::int64_t t) {
  const WideReal exponent = WideReal(t) * WideReal(a.real("momentum_decay"));
  return WideReal(a.real("beta1")) * (1 - exp(exponent * log(WideReal(24) / 25)) / 2);
}

void check_nadam_weights(const Operator& op, const Case& drawn) {
  const Attributes& a = drawn.attributes;
  const std::int64_t t = std::min<std::int64_t>(a.integer("t"), 12);
  const Weights here = weights_at(op, a, t), next = weights_at(op, a, t + 1);
  expect_equal(weights_at(op, a, 1).gradient, 1, "the first step's weight of g", 1);
  if (a.real("beta1") == 0) return;
  // 1 - mu_1 ... mu_{t+1}, from the momentum's weight now and the gradient's in the next step.
  const WideReal ahead = warming_momentum(a, t + 1) / here.momentum;
  expect_equal(ahead, (1 - warming_momentum(a, t + 1)) / next.gradient, "the correction", 1);
  const WideReal now = (1 - warming_momentum(a, t)) / here.gradient;
  expect_equal(1 - ahead, (1 - now) * warming_momentum(a, t + 1), "the product", 1);
}

}  // namespace

std::vector<Identity> nadam_identities() {
  return {{"the momentum's correction is the one that the next step's gradient gets",
           check_nadam_weights},
          moment_is_an_average("m is the average of its old value and g by beta1", 2, 1, "beta1",
                               false),
          moment_is_an_average("v is the average of its old value and g^2 by beta2", 3, 2, "beta2",
                               true)};
}

namespace {

/// Twice the mean age of what the average of t steps holds, less 1: the new term has age 1.
WideReal length_by_ages(const WideReal& beta2, std::int64_t t) {
  WideReal weight = 1, sum = 0, ages = 0;
  for (std::int64_t age = 1; age <= t; ++age, weight *= beta2) {
    sum += weight;
    ages += WideReal(age) * weight;
  }
  return 2 * ages / sum - 1;
}

/// The move divided by -lr m'/(1 - beta1^t), from m' that is not zero.
WideReal scale_of_move(const Operator& op, const Attributes& a, std::int64_t t, int v) {
  const auto next = step(op, {0, 1, 3, v}, with(a, "t", t));
  const WideReal correction = 1 - pow(WideReal(a.real("beta1")), static_cast<int>(t));
  return -next[0] * correction / (next[1] * WideReal(a.real("lr")));
}

void check_rectifier(const Operator& op, const Case& drawn) {
  const Attributes a = with(drawn.attributes, "eps_mode", std::string("outside"));
  const std::int64_t t = std::min<std::int64_t>(a.integer("t"), 40);
  const WideReal beta2(a.real("beta2"));
  const WideReal rho = length_by_ages(beta2, t), limit = 2 / (1 - beta2) - 1;
  const WideReal scale = scale_of_move(op, a, t, 2);
  if (rho <= a.integer("threshold")) {
    expect_equal(scale, 1, "the scale of an early step");
    expect_equal(scale_of_move(op, a, t, 7), 1, "the scale of an early step");
    return;
  }
  const WideReal v = step(op, {0, 1, 3, 2}, with(a, "t", t))[2];
  const WideReal root =
      sqrt(v / (1 - pow(beta2, static_cast<int>(t)))) + WideReal(a.real("epsilon"));
  const WideReal squared = scale * root * (scale * root);
  expect_equal(squared * (limit - 4) * (limit - 2) * rho, (rho - 4) * (rho - 2) * limit,
               "the rectifier's square", 1);
}

void check_late_steps(const Operator& op, const Case& drawn) {
  Attributes a = drawn.attributes;
  a.set("beta2", 0.9);  // 0.9^3000 is 1e-137
  a.set("t", std::int64_t{3000});
  a.set("threshold", std::int64_t{5});
  Attributes adams;
  for (const auto& [name, value] : a.values())
    if (name != "threshold") adams.set(name, value);
  const Values x = {0.5, -2, 3, 4};
  const auto late = step(op, x, a);
  const auto adam = step(require_operator("optimizer/adam"), x, adams);
  for (std::size_t k = 0; k < late.size(); ++k) expect_equal(late[k], adam[k], "Adam's step");
}

}  // namespace

std::vector<Identity> radam_identities() {
  return {{"the rectifier follows from the mean age of the averaged squares; before the threshold "
           "v plays no part",
           check_rectifier},
          {"late steps are Adam's", check_late_steps},
          moment_is_an_average("v is the average of its old value and g^2 by beta2", 3, 2, "beta2",
                               true)};
}

}  // namespace assay::optimizer_laws
