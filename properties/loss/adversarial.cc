// Identities of the losses of adversarial networks.

#include "properties/catalogue/catalogue.h"
#include "properties/loss/elementwise.h"
#include "properties/loss/identities.h"

namespace assay::loss_laws {

namespace {

Tensor<WideReal> shifted(Tensor<WideReal> x, int by) {
  for (WideReal& element : x.data) element += by;
  return x;
}

Tensor<WideReal> negated(Tensor<WideReal> x) {
  for (WideReal& element : x.data) element = -element;
  return x;
}

/// What a discriminator or critic gives to real and to generated examples.
struct Batches {
  Tensor<WideReal> real, fake;

  explicit Batches(const Case& drawn) {
    Bag<WideReal> x = convert<WideReal>(drawn.inputs);
    for (Tensor<WideReal>& tensor : x)
      for (WideReal& element : tensor.data) element = within(static_cast<double>(element), 60);
    real = x[0];
    fake = x[1];
  }
  Batches(Tensor<WideReal> first, Tensor<WideReal> second)
      : real(std::move(first)), fake(std::move(second)) {}

  WideReal loss(const Operator& op, const std::string& how) const {
    return evaluate(op, {real, fake}, {{"reduction", how}}).at(0).data.at(0);
  }
};

/// A weight kept within [-bound, bound], as the critic's are after every step.
WideReal clipped(const WideReal& weight, double bound) {
  const Operator& clip = require_operator("gradient/clip_by_value");
  return evaluate(clip, {Tensor<WideReal>({1}, weight)}, {{"bound", bound}}).at(0).data.at(0);
}

/// A linear critic of one feature, its weight clipped: what it pays is at most the bound times the
/// distance between the means, and as much where the weight reaches the bound.
void check_clipped_critic(const Operator& op, const Case& drawn) {
  Batches x(drawn);
  constexpr double bound = 0.0625;
  const WideReal w = clipped(x.real.data[0], bound), most = bound;
  const WideReal distance = abs(x.loss(op, "mean"));
  for (Tensor<WideReal>* features : {&x.real, &x.fake})
    for (WideReal& feature : features->data) feature *= w;
  const WideReal paid = abs(x.loss(op, "mean"));
  expect(paid <= most * distance * (1 + power_of_ten<WideReal>(-40)),
         "a clipped critic pays more than the bound allows");
  if (abs(w) == most) expect_equal(paid, most * distance, "what the steepest critic pays", 1);
}

}  // namespace

std::vector<Identity> gan_generator_minimax_identities() {
  return {mean_is_sum_by_count(),
          at_each_element("e^L is the probability that the fake is found out, 1 / (1 + e^z)",
                          [](const Term& f, const std::vector<WideReal>& x) {
                            expect_equal(exp(f({x[0]})) * (1 + exp(x[0])), 1, "e^L (1 + e^x[0])");
                          }),
          equation(
              "f(z) - f(-z) = -z",
              [](const Term& f, const std::vector<WideReal>& x) -> WideReal {
                return f({x[0]}) - f({-x[0]});
              },
              [](const Term&, const std::vector<WideReal>& x) -> WideReal { return -x[0]; })};
}

std::vector<Identity> gan_generator_non_saturating_identities() {
  return {mean_is_sum_by_count(),
          at_each_element("e^-L is the probability that the fake passes, 1 / (1 + e^-z)",
                          [](const Term& f, const std::vector<WideReal>& x) {
                            expect_equal(exp(-f({x[0]})) * (1 + exp(-x[0])), 1,
                                         "e^-L (1 + e^-x[0])");
                          }),
          equation(
              "f(z) - f(-z) = -z",
              [](const Term& f, const std::vector<WideReal>& x) -> WideReal {
                return f({x[0]}) - f({-x[0]});
              },
              [](const Term&, const std::vector<WideReal>& x) -> WideReal { return -x[0]; })};
}

std::vector<Identity> wasserstein_generator_identities() {
  return {
      mean_is_sum_by_count(),
      equation(
          "three times the value costs three times as much",
          [](const Term& f, const std::vector<WideReal>& x) -> WideReal { return f({3 * x[0]}); },
          [](const Term& f, const std::vector<WideReal>& x) -> WideReal { return 3 * f({x[0]}); }),
      equation(
          "one more value gains 1",
          [](const Term& f, const std::vector<WideReal>& x) -> WideReal {
            return f({x[0] + 1}) - f({x[0]});
          },
          [](const Term&, const std::vector<WideReal>&) -> WideReal { return -1; })};
}

std::vector<Identity> gan_discriminator_identities() {
  return {
      {"the cross-entropies of both batches",
       [](const Operator& op, const Case& drawn) {
         const Batches x(drawn);
         WideReal real = 0, fake = 0;
         for (const WideReal& z : x.real.data) real += log(1 + exp(-z));
         for (const WideReal& z : x.fake.data) fake += log(1 + exp(z));
         expect_equal(x.loss(op, "sum"), real + fake, "the sum", 1);
         expect_equal(x.loss(op, "mean"), real / x.real.extent(0) + fake / x.fake.extent(0),
                      "the mean", 1);
       }},
      {"real and fake exchanged and negated cost the same",
       [](const Operator& op, const Case& drawn) {
         const Batches x(drawn);
         const Batches other(negated(x.fake), negated(x.real));
         expect_equal(other.loss(op, "mean"), x.loss(op, "mean"), "the loss", 1);
       }},
      {"a discriminator that cannot tell pays 2 log 2", [](const Operator& op, const Case& drawn) {
         const Batches x(drawn);
         const Batches undecided(Tensor<WideReal>(x.real.shape), Tensor<WideReal>(x.fake.shape));
         expect_equal(undecided.loss(op, "mean"), 2 * log(WideReal(2)), "the loss");
       }}};
}

std::vector<Identity> wasserstein_critic_identities() {
  return {{"real and fake exchanged cost the opposite",
           [](const Operator& op, const Case& drawn) {
             const Batches x(drawn);
             expect_equal(Batches(x.fake, x.real).loss(op, "mean"), -x.loss(op, "mean"), "the loss",
                          1);
           }},
          {"a constant added to all values changes nothing",
           [](const Operator& op, const Case& drawn) {
             const Batches x(drawn);
             expect_equal(Batches(shifted(x.real, 7), shifted(x.fake, 7)).loss(op, "mean"),
                          x.loss(op, "mean"), "the loss", 7);
           }},
          {"one more for every real example gains 1",
           [](const Operator& op, const Case& drawn) {
             const Batches x(drawn);
             expect_equal(Batches(shifted(x.real, 1), x.fake).loss(op, "mean"),
                          x.loss(op, "mean") - 1, "the loss", 1);
           }},
          {"a linear critic clipped by gradient/clip_by_value pays at most its bound times the "
           "distance of the means",
           check_clipped_critic}};
}

std::vector<Identity> gradient_penalty_identities() {
  return {mean_is_sum_by_count(),
          {"only the length matters: strength (r - c)^2 along the first axis",
           [](const Operator& op, const Case& drawn) {
             Tensor<WideReal> v = convert<WideReal>(drawn.inputs)[0], along(v.shape);
             WideReal wanted = 0;
             for (std::int64_t n = 0; n < v.extent(0); ++n) {
               WideReal square = 0;
               for (std::int64_t i = 0; i < v.extent(1); ++i) square += v.at(n, i) * v.at(n, i);
               along.at(n, 0) = sqrt(square);
               const WideReal excess = along.at(n, 0) - drawn.attributes.number<WideReal>("centre");
               wanted += drawn.attributes.number<WideReal>("strength") * excess * excess;
             }
             Attributes attributes = drawn.attributes;
             attributes.set("reduction", std::string("sum"));
             expect_equal(evaluate(op, {along}, attributes)[0].data[0], wanted, "along the axis",
                          1);
             expect_equal(evaluate(op, {v}, attributes)[0].data[0], wanted, "as drawn", 1);
           }},
          {"gradients of the given length cost nothing", [](const Operator& op, const Case& drawn) {
             Tensor<WideReal> v(drawn.inputs[0].shape);
             for (std::int64_t n = 0; n < v.extent(0); ++n)
               v.at(n, n % v.extent(1)) = drawn.attributes.number<WideReal>("centre");
             expect_equal(evaluate(op, {v}, drawn.attributes)[0].data[0], 0, "the penalty", 1);
           }}};
}

}  // namespace assay::loss_laws
