// Laws of the optimizers that divide by a root of squares.

#include "properties/optimizer/identities.h"
#include "properties/optimizer/step.h"

namespace assay::optimizer_laws {

namespace {

/// What theta's move leaves of lr g: the denominator. The gradient is not zero.
WideReal denominator(const Operator& op, const Values& x, const Attributes& a) {
  return WideReal(a.real("lr")) * x[1] / (x[0] - step(op, x, a)[0]);
}

}  // namespace

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

std::vector<Identity> adagrad_identities() {
  return {at_each_element("the sum takes in all of g^2",
                          [](const Operator& op, const Values& x, const Attributes& a) {
                            expect_equal(step(op, x, a)[1] - x[2], x[1] * x[1], "v' - v", sizes);
                          }),
          at_each_element(
              "outside, the denominator less epsilon is the root; inside, its square less "
              "epsilon is the sum",
              [](const Operator& op, const Values& x, const Attributes& drawn) {
                if (x[1] == 0) return;
                const Attributes a = with(drawn, "lr_decay", 0.0);
                const WideReal eps(a.real("epsilon")), sum = step(op, x, a)[1];
                const WideReal out =
                    denominator(op, x, with(a, "eps_mode", std::string("outside"))) - eps;
                const WideReal in = denominator(op, x, with(a, "eps_mode", std::string("inside")));
                expect_equal(out * out, sum, "the sum, outside", sizes);
                expect_equal(in * in - eps, sum, "the sum, inside", sizes);
              }),
          at_each_element("1 / move grows by delta / move of the first step with every step",
                          [](const Operator& op, const Values& x, const Attributes& a) {
                            if (x[1] == 0) return;
                            const auto move = [&](std::int64_t t) {
                              return step(op, x, with(a, "t", t))[0] - x[0];
                            };
                            const WideReal delta(a.real("lr_decay"));
                            for (const std::int64_t t : {2, 9})
                              expect_equal(move(t) * (1 + (WideReal(t) - 1) * delta), move(1),
                                           "the first move", sizes);
                          }),
          at_each_element("the n-th of equal gradients from an empty sum moves by lr / sqrt(n)",
                          [](const Operator& op, const Values& x, const Attributes& drawn) {
                            if (x[1] == 0) return;
                            Attributes a = with(drawn, "eps_mode", std::string("outside"));
                            a.set("lr_decay", 0.0);
                            const WideReal lr(a.real("lr")), eps(a.real("epsilon"));
                            Values state = {x[0], 0};
                            for (int n = 1; n <= 4; ++n) {
                              const auto next = step(op, {state[0], x[1], state[1]}, a);
                              const WideReal root = abs(x[1]) * sqrt(WideReal(n));
                              expect_equal(next[0] - state[0], -lr * x[1] / (root + eps),
                                           "the move", sizes);
                              state = next;
                            }
                          })};
}

std::vector<Identity> adadelta_identities() {
  return {moment_is_an_average("the mean square is the average of its old value and g^2 by rho", 2,
                               1, "rho", true),
          at_each_element(
              "the mean square step is the average of its old value and the step's square",
              [](const Operator& op, const Values& x, const Attributes& a) {
                const auto next = step(op, x, a);
                const WideReal rho(a.real("rho"));
                const WideReal delta = (x[0] - next[0]) / WideReal(a.real("lr"));
                const WideReal square = delta * delta;
                expect_equal(next[2] - square, rho * (x[3] - square), "the mean", sizes, 35);
              }),
          at_each_element("(step / lr)^2 (E' + eps) = g^2 (D + eps), with the old D",
                          [](const Operator& op, const Values& x, const Attributes& a) {
                            const auto next = step(op, x, a);
                            const WideReal eps(a.real("epsilon"));
                            const WideReal delta = (x[0] - next[0]) / WideReal(a.real("lr"));
                            expect_equal(delta * delta * (next[1] + eps),
                                         x[1] * x[1] * (x[3] + eps), "the product", sizes, 35);
                            expect(delta * x[1] >= 0, "the step goes uphill");
                          })};
}

}  // namespace assay::optimizer_laws
