#include "properties/optimizer/identities.h"

#include "properties/laws/expect.h"

namespace assay::optimizer_laws {

namespace {

/// The updated values of one element: f(theta, gradient, state...).
std::vector<WideReal> step(const Operator& op, const std::vector<WideReal>& values,
                           const Attributes& attributes) {
  Bag<WideReal> inputs;
  for (const WideReal& value : values) inputs.emplace_back(Shape{1}, value);
  std::vector<WideReal> updated;
  for (const Tensor<WideReal>& output : evaluate(op, inputs, attributes))
    updated.push_back(output.data.at(0));
  return updated;
}

Attributes with(Attributes attributes, const std::string& name, const AttributeValue& value) {
  attributes.set(name, value);
  return attributes;
}

using Values = std::vector<WideReal>;

/// A sentence about each element: its moderate inputs and the attributes drawn.
Identity at_each_element(
    const std::string& sentence,
    const std::function<void(const Operator&, const Values&, const Attributes&)>& check) {
  return {sentence, [check](const Operator& op, const Case& drawn) {
            for (std::size_t i = 0; i < drawn.inputs[0].data.size(); ++i) {
              Values values;
              for (const Tensor<double>& input : drawn.inputs)
                values.emplace_back(within(input.data[i], 1024));
              check(op, values, drawn.attributes);
            }
          }};
}

constexpr double sizes = 1e7;  // the scale of sums of the values above

/// A moment lies between its old value and the new term, at the share that its decay gives it.
Identity moment_is_an_average(const std::string& sentence, std::size_t input, std::size_t output,
                              const std::string& decay, bool squared) {
  return at_each_element(sentence, [=](const Operator& op, const Values& x, const Attributes& a) {
    const WideReal share(a.real(decay));
    const WideReal term = squared ? x[1] * x[1] : x[1];
    expect_equal(step(op, x, a)[output] - term, share * (x[input] - term), "the moment", sizes);
  });
}

}  // namespace

std::vector<Identity> sgd_identities() {
  return {
      at_each_element("both forms of momentum take the same step while lr is constant",
                      [](const Operator& op, const Values& x, const Attributes& a) {
                        const WideReal lr(a.real("lr"));
                        const auto plain =
                            step(op, x, with(a, "momentum_form", std::string("velocity")));
                        const auto scaled = step(op, {x[0], x[1], -lr * x[2]},
                                                 with(a, "momentum_form", std::string("scaled")));
                        expect_equal(plain[0], scaled[0], "theta", sizes);
                        expect_equal(-lr * plain[1], scaled[1], "the velocity", sizes);
                      }),
      at_each_element("Nesterov's step is the plain step from the new velocity",
                      [](const Operator& op, const Values& x, const Attributes& drawn) {
                        const Attributes a = with(drawn, "momentum_form", std::string("velocity"));
                        const auto ahead = step(op, x, with(a, "nesterov", std::string("yes")));
                        const auto again = step(op, {x[0], x[1], ahead[1]},
                                                with(a, "nesterov", std::string("no")));
                        expect_equal(ahead[0], again[0], "theta", sizes);
                      }),
      at_each_element("the velocity takes in the gradient undampened",
                      [](const Operator& op, const Values& x, const Attributes& drawn) {
                        const Attributes a = with(drawn, "momentum_form", std::string("velocity"));
                        expect_equal(step(op, x, a)[1] - WideReal(a.real("momentum")) * x[2], x[1],
                                     "v' - mu v", sizes);
                      }),
      at_each_element("without momentum theta moves by -lr times the gradient",
                      [](const Operator& op, const Values& x, const Attributes& a) {
                        const auto next = step(op, x, with(a, "momentum", 0.0));
                        expect_equal(next[0] - x[0], -WideReal(a.real("lr")) * x[1], "the move",
                                     sizes);
                      })};
}

std::vector<Identity> rmsprop_identities() {
  return {moment_is_an_average("the mean square is the average of its old value and g^2 by rho", 2,
                               1, "rho", true),
          at_each_element(
              "outside, the denominator less epsilon is the root; inside, its square less "
              "epsilon is the power",
              [](const Operator& op, const Values& x, const Attributes& drawn) {
                if (x[1] == 0) return;
                const Attributes a = with(drawn, "centered", std::string("no"));
                const WideReal lr(a.real("lr")), eps(a.real("epsilon"));
                const auto outside = step(op, x, with(a, "eps_mode", std::string("outside")));
                const auto inside = step(op, x, with(a, "eps_mode", std::string("inside")));
                const WideReal d_out = lr * x[1] / (x[0] - outside[0]);
                const WideReal d_in = lr * x[1] / (x[0] - inside[0]);
                expect_equal((d_out - eps) * (d_out - eps), outside[1], "power, outside", sizes);
                expect_equal(d_in * d_in - eps, inside[1], "power, inside", sizes);
              }),
          at_each_element("centered from the gradient's own moments, the variance is 0",
                          [](const Operator& op, const Values& x, const Attributes& drawn) {
                            Attributes a = with(drawn, "centered", std::string("yes"));
                            a.set("eps_mode", std::string("outside"));
                            const auto next = step(op, {x[0], 1, 1, 1}, a);
                            const WideReal wanted =
                                -WideReal(a.real("lr")) / WideReal(a.real("epsilon"));
                            // sqrt turns an error of 1e-100 into one of 1e-50 beside epsilon.
                            expect_equal(next[0] - x[0], wanted, "the move", sizes, 35);
                          })};
}

namespace {

/// From zero moments, a constant gradient gives the same step at every t: both corrected moments
/// are exactly the gradient's own.
Identity constant_gradient_gives_constant_steps() {
  return at_each_element(
      "from zero moments a constant gradient g steps by -lr g / (|g| + eps) at every t",
      [](const Operator& op, const Values& x, const Attributes& drawn) {
        Attributes a = with(drawn, "eps_mode", std::string("outside"));
        const bool decays = a.values().contains("weight_decay");
        if (decays) a.set("weight_decay", 0.0);
        const WideReal wanted =
            -WideReal(a.real("lr")) * x[1] / (abs(x[1]) + WideReal(a.real("epsilon")));
        Values state = {x[0], 0, 0};
        for (std::int64_t t = 1; t <= 4; ++t) {
          a.set("t", t);
          const auto next = step(op, {state[0], x[1], state[1], state[2]}, a);
          expect_equal(next[0] - state[0], wanted, "the step", sizes);
          state = next;
        }
      });
}

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
  return {constant_gradient_gives_constant_steps(), both_modes_have_one_second_moment(),
          moment_is_an_average("m is the average of its old value and g by beta1", 2, 1, "beta1",
                               false),
          moment_is_an_average("v is the average of its old value and g^2 by beta2", 3, 2, "beta2",
                               true)};
}

std::vector<Identity> adamw_identities() {
  return {constant_gradient_gives_constant_steps(),
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

}  // namespace assay::optimizer_laws
