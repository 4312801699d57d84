// Laws of gradient descent with momentum.

#include "properties/optimizer/identities.h"
#include "properties/optimizer/step.h"

namespace assay::optimizer_laws {

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

namespace {

/// The share of the gradient that enters the velocity.
WideReal share(const Attributes& a) {
  const bool whole = a.integer("t") == 1 && a.choice("first_step") == "undampened";
  return whole ? WideReal(1) : 1 - WideReal(a.real("dampening"));
}

}  // namespace

std::vector<Identity> sgd_dampened_identities() {
  return {at_each_element("the velocity keeps mu of itself and takes in its share of the gradient",
                          [](const Operator& op, const Values& x, const Attributes& a) {
                            const WideReal kept = WideReal(a.real("momentum")) * x[2];
                            expect_equal(step(op, x, a)[1] - kept, share(a) * x[1], "v' - mu v",
                                         sizes);
                          }),
          at_each_element("theta moves by -lr times the new velocity",
                          [](const Operator& op, const Values& x, const Attributes& a) {
                            const auto next = step(op, x, a);
                            expect_equal(next[0] - x[0], -WideReal(a.real("lr")) * next[1],
                                         "the move", sizes);
                          }),
          at_each_element("dampened by mu, the velocity g of a constant gradient g stays",
                          [](const Operator& op, const Values& x, const Attributes& drawn) {
                            Attributes a = with(drawn, "dampening", drawn.real("momentum"));
                            a.set("t", std::int64_t{2});
                            expect_equal(step(op, {x[0], x[1], x[1]}, a)[1], x[1], "v'", sizes);
                          })};
}

}  // namespace assay::optimizer_laws
