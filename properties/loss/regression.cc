// Identities of the losses of real targets.

#include "properties/loss/elementwise.h"
#include "properties/loss/identities.h"

namespace assay::loss_laws {

namespace {

WideReal square(const WideReal& x) { return x * x; }

WideReal above(const WideReal& x) { return x > 0 ? x : WideReal(0); }

}  // namespace

std::vector<Identity> mean_squared_error_identities() {
  return {
      mean_is_sum_by_count(),
      {"twice the half sum is the sum",
       [](const Operator& op, const Case& drawn) {
         const Bag<WideReal> x = convert<WideReal>(drawn.inputs);
         const auto loss = [&](const std::string& how) {
           return evaluate(op, x, {{"reduction", how}}).at(0).data.at(0);
         };
         expect_equal(2 * loss("half_sum"), loss("sum"), "twice the half sum");
       }},
      equation(
          "the loss is the square of its error",
          [](const Term& f, const std::vector<WideReal>& x) -> WideReal {
            return sqrt(f({x[0], x[1]}));
          },
          [](const Term&, const std::vector<WideReal>& x) -> WideReal { return abs(x[0] - x[1]); }),
      equation(
          "three times the error costs nine times as much",
          [](const Term& f, const std::vector<WideReal>& x) -> WideReal {
            return f({x[1] + 3 * (x[0] - x[1]), x[1]});
          },
          [](const Term& f, const std::vector<WideReal>& x) -> WideReal {
            return 9 * f({x[0], x[1]});
          })};
}

std::vector<Identity> mean_absolute_error_identities() {
  return {mean_is_sum_by_count(),
          equation(
              "the square of the loss is the square of the error",
              [](const Term& f, const std::vector<WideReal>& x) -> WideReal {
                return f({x[0], x[1]}) * f({x[0], x[1]});
              },
              [](const Term&, const std::vector<WideReal>& x) -> WideReal {
                return (x[0] - x[1]) * (x[0] - x[1]);
              }),
          equation(
              "three times the error costs three times as much",
              [](const Term& f, const std::vector<WideReal>& x) -> WideReal {
                return f({x[1] + 3 * (x[0] - x[1]), x[1]});
              },
              [](const Term& f, const std::vector<WideReal>& x) -> WideReal {
                return 3 * f({x[0], x[1]});
              }),
          at_each_element(
              "a detour over 0 costs no less", [](const Term& f, const std::vector<WideReal>& x) {
                expect(f({x[0], x[1]}) <= f({x[0], 0}) + f({0, x[1]}) && f({x[0], x[1]}) >= 0,
                       "the detour is shorter");
              })};
}

std::vector<Identity> huber_identities() {
  return {mean_is_sum_by_count(),
          equation(
              "2 f = e^2 - max(|e| - delta, 0)^2",
              [](const Term& f, const std::vector<WideReal>& x) -> WideReal {
                return 2 * f({x[0], x[1]});
              },
              [](const Term& f, const std::vector<WideReal>& x) -> WideReal {
                return (x[0] - x[1]) * (x[0] - x[1]) -
                       square(above(abs(x[0] - x[1]) - f.attribute("delta")));
              }),
          at_each_element("f is the least of (e - u)^2 / 2 + delta |u|",
                          [](const Term& f, const std::vector<WideReal>& x) {
                            const WideReal e = x[0] - x[1], d = f.attribute("delta");
                            const auto cost = [&](const WideReal& u) -> WideReal {
                              return square(e - u) / 2 + d * abs(u);
                            };
                            const WideReal best = e > d    ? WideReal(e - d)
                                                  : e < -d ? WideReal(e + d)
                                                           : WideReal(0);
                            expect_equal(f({x[0], x[1]}), cost(best), "the envelope", 1);
                            for (const double step : {-0.5, 0.5})
                              expect(cost(best + step) > f({x[0], x[1]}), "a neighbour costs less");
                          })};
}

std::vector<Identity> smooth_l1_identities() {
  return {mean_is_sum_by_count(),
          equation(
              "2 beta f = e^2 - max(|e| - beta, 0)^2",
              [](const Term& f, const std::vector<WideReal>& x) -> WideReal {
                return 2 * f.attribute("beta") * f({x[0], x[1]});
              },
              [](const Term& f, const std::vector<WideReal>& x) -> WideReal {
                return (x[0] - x[1]) * (x[0] - x[1]) -
                       square(above(abs(x[0] - x[1]) - f.attribute("beta")));
              }),
          at_each_element(
              "one more unit of error beyond beta costs 1",
              [](const Term& f, const std::vector<WideReal>& x) {
                const WideReal e = f.attribute("beta") + abs(x[0]);
                expect_equal(f({x[1] + e + 1, x[1]}) - f({x[1] + e, x[1]}), 1, "one more unit", 1);
              })};
}

std::vector<Identity> log_cosh_identities() {
  return {
      mean_is_sum_by_count(),
      at_each_element(
          "2 e^f = e^x + e^-x at the error x",
          [](const Term& f, const std::vector<WideReal>& x) {
            expect_equal(2 * exp(f({x[0], x[1]})), exp(x[0] - x[1]) + exp(x[1] - x[0]), "2 e^f");
          }),
      at_each_element("e^f(2x) = 2 e^(2 f(x)) - 1",
                      [](const Term& f, const std::vector<WideReal>& x) {
                        expect_equal(exp(f({x[1] + 2 * (x[0] - x[1]), x[1]})),
                                     2 * exp(2 * f({x[0], x[1]})) - 1, "the double argument");
                      })};
}

std::vector<Identity> gaussian_nll_identities() {
  return {
      mean_is_sum_by_count(),
      at_each_element(
          "e^-f is the normal density, times sqrt(2 pi) unless full",
          [](const Term& f, const std::vector<WideReal>& x) {
            const WideReal density =
                exp(-square(x[0] - x[1]) / (2 * x[2])) / sqrt(2 * pi<WideReal>() * x[2]);
            if (square(x[0] - x[1]) / x[2] > 1000) return;
            expect_equal(
                exp(-f({x[0], x[1], x[2]})),
                density * (f.attribute("full") == 1 ? WideReal(1) : sqrt(2 * pi<WideReal>())),
                "the density");
          }),
      at_each_element("the best variance is the squared error", [](const Term& f,
                                                                   const std::vector<WideReal>& x) {
        const WideReal best = square(x[0] - x[1]);
        if (best == 0) return;
        expect(f({x[0], x[1], best}) <= f({x[0], x[1], x[2]}), "another variance costs less");
        for (const double factor : {0.5, 2.0})
          expect(f({x[0], x[1], best}) < f({x[0], x[1], factor * best}), "a neighbour costs less");
      })};
}

}  // namespace assay::loss_laws
