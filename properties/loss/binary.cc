// Identities of the losses of a target with two classes.

#include "properties/loss/elementwise.h"
#include "properties/loss/identities.h"

namespace assay::loss_laws {

namespace {

Identity is_linear_in_the_target() {
  return equation(
      "linear in the target",
      [](const Term& f, const std::vector<WideReal>& x) -> WideReal { return f(x); },
      [](const Term& f, const std::vector<WideReal>& x) -> WideReal {
        return x[1] * f({x[0], 1}) + (1 - x[1]) * f({x[0], 0});
      });
}

}  // namespace

std::vector<Identity> binary_cross_entropy_identities() {
  return {mean_is_sum_by_count(),
          equation(
              "p and t exchanged for 1 - p and 1 - t cost the same",
              [](const Term& f, const std::vector<WideReal>& x) -> WideReal {
                return f({1 - x[0], 1 - x[1]});
              },
              [](const Term& f, const std::vector<WideReal>& x) -> WideReal {
                return f({x[0], x[1]});
              }),
          at_each_element("a certain target costs the surprise",
                          [](const Term& f, const std::vector<WideReal>& x) {
                            expect_equal(exp(-f({x[0], 1})), x[0], "e^-L at x[1] = 1");
                            expect_equal(exp(-f({x[0], 0})), 1 - x[0], "e^-L at x[1] = 0");
                          }),
          is_linear_in_the_target()};
}

std::vector<Identity> binary_cross_entropy_with_logits_identities() {
  return {mean_is_sum_by_count(), is_linear_in_the_target(),
          equation(
              "both targets together cost -w log p - log(1 - p) whatever the smoothing",
              [](const Term& f, const std::vector<WideReal>& x) -> WideReal {
                return f({x[0], 0}) + f({x[0], 1});
              },
              [](const Term& f, const std::vector<WideReal>& x) -> WideReal {
                return f.attribute("pos_weight") * log(1 + exp(-x[0])) + log(1 + exp(x[0]));
              }),
          equation(
              "without smoothing a positive example costs -w log p",
              [](const Term& f, const std::vector<WideReal>& x) -> WideReal {
                return f.with("label_smoothing", 0)({x[0], 1});
              },
              [](const Term& f, const std::vector<WideReal>& x) -> WideReal {
                return f.attribute("pos_weight") * log(1 + exp(-x[0]));
              }),
          equation(
              "smoothing all the way makes the targets alike",
              [](const Term& f, const std::vector<WideReal>& x) -> WideReal {
                return f.with("label_smoothing", 1)({x[0], x[1]});
              },
              [](const Term& f, const std::vector<WideReal>& x) -> WideReal {
                return (f({x[0], 0}) + f({x[0], 1})) / 2;
              })};
}

std::vector<Identity> focal_identities() {
  return {mean_is_sum_by_count(), is_linear_in_the_target(),
          at_each_element("the cross-entropies times alpha (1 - p)^gamma and (1 - alpha) p^gamma",
                          [](const Term& f, const std::vector<WideReal>& x) {
                            const WideReal likely = 1 / (1 + exp(-x[0])),
                                           rest = 1 / (1 + exp(x[0]));
                            expect_equal(f({x[0], 1}),
                                         f.attribute("alpha") * pow(rest, f.attribute("gamma")) *
                                             log(1 + exp(-x[0])),
                                         "a positive example");
                            expect_equal(f({x[0], 0}),
                                         (1 - f.attribute("alpha")) *
                                             pow(likely, f.attribute("gamma")) * log(1 + exp(x[0])),
                                         "a negative example");
                          }),
          equation(
              "with gamma 0 and alpha 1/2 it is half the cross-entropy",
              [](const Term& f, const std::vector<WideReal>& x) -> WideReal {
                return 2 * f.with("gamma", 0).with("alpha", 0.5)({x[0], x[1]});
              },
              [](const Term&, const std::vector<WideReal>& x) -> WideReal {
                return x[1] * log(1 + exp(-x[0])) + (1 - x[1]) * log(1 + exp(x[0]));
              })};
}

std::vector<Identity> hinge_identities() {
  return {mean_is_sum_by_count(),
          equation(
              "2 f = |1 - t p| + 1 - t p",
              [](const Term& f, const std::vector<WideReal>& x) -> WideReal {
                return 2 * f({x[0], x[1]});
              },
              [](const Term&, const std::vector<WideReal>& x) -> WideReal {
                return abs(1 - x[1] * x[0]) + 1 - x[1] * x[0];
              }),
          at_each_element("prediction and its opposite together cost max(2, 1 + |t p|)",
                          [](const Term& f, const std::vector<WideReal>& x) {
                            const WideReal margin = 1 + abs(x[1] * x[0]);
                            expect_equal(f({x[0], x[1]}) + f({-x[0], x[1]}),
                                         margin > 2 ? margin : WideReal(2), "both");
                          })};
}

std::vector<Identity> squared_hinge_identities() {
  return {mean_is_sum_by_count(),
          equation(
              "2 sqrt(f) = |1 - t p| + 1 - t p",
              [](const Term& f, const std::vector<WideReal>& x) -> WideReal {
                return 2 * sqrt(f({x[0], x[1]}));
              },
              [](const Term&, const std::vector<WideReal>& x) -> WideReal {
                return abs(1 - x[1] * x[0]) + 1 - x[1] * x[0];
              }),
          at_each_element("within the margin both predictions together cost 2 + 2 t^2 p^2",
                          [](const Term& f, const std::vector<WideReal>& x) {
                            if (abs(x[1] * x[0]) <= 1)
                              expect_equal(f({x[0], x[1]}) + f({-x[0], x[1]}),
                                           2 + 2 * x[1] * x[1] * x[0] * x[0], "both");
                          })};
}

}  // namespace assay::loss_laws
