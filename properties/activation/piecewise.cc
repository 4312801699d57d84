// Identities of the activations made of straight pieces, and of hard_swish.

#include "properties/activation/identities.h"
#include "properties/activation/unary.h"

namespace assay::activation {

namespace {

WideReal above(const WideReal& x) { return x > 0 ? x : WideReal(0); }

/// slope x + offset
WideReal line(const WideReal& x, const Attributes& a) {
  return attribute(a, "slope") * x + attribute(a, "offset");
}

}  // namespace

std::vector<Identity> hard_tanh_identities() {
  return {equation(
              "f(x) = x - max(x - b, 0) + max(a - x, 0)",
              [](const Unary& f, const WideReal& x, const auto&) -> WideReal { return f(x); },
              [](const Unary&, const WideReal& x, const Attributes& a) -> WideReal {
                return x - above(x - attribute(a, "upper")) + above(attribute(a, "lower") - x);
              }),
          everywhere("f(f(x)) = f(x) lies in [a, b]",
                     [](const Unary& f, const WideReal& x, const Attributes& a) {
                       expect_equal(f(f(x)), f(x), "f(f(x))");
                       expect(f(x) >= attribute(a, "lower") && f(x) <= attribute(a, "upper"),
                              "f(x) leaves [a, b]");
                     })};
}

std::vector<Identity> relu6_identities() {
  return {equation(
              "f(x) + f(6 - x) = 6",
              [](const Unary& f, const WideReal& x, const auto&) -> WideReal {
                return f(x) + f(6 - x);
              },
              [](const Unary&, const WideReal&, const auto&) -> WideReal { return 6; }),
          equation(
              "f(x) = max(x, 0) - max(x - 6, 0)",
              [](const Unary& f, const WideReal& x, const auto&) -> WideReal { return f(x); },
              [](const Unary&, const WideReal& x, const auto&) -> WideReal {
                return above(x) - above(x - 6);
              })};
}

std::vector<Identity> hard_sigmoid_identities() {
  return {equation(
              "2 f(x) = 1 + |z| - |z - 1| with z = slope x + offset",
              [](const Unary& f, const WideReal& x, const auto&) -> WideReal { return 2 * f(x); },
              [](const Unary&, const WideReal& x, const Attributes& a) -> WideReal {
                return 1 + abs(line(x, a)) - abs(line(x, a) - 1);
              }),
          everywhere("0 <= f <= 1, with f(-offset / slope) = 0 and f((1 - offset) / slope) = 1",
                     [](const Unary& f, const WideReal& x, const Attributes& a) {
                       expect(f(x) >= 0 && f(x) <= 1, "f(x) leaves [0, 1]");
                       const WideReal s = attribute(a, "slope"), o = attribute(a, "offset");
                       expect_equal(f(-o / s), 0, "the lower kink", 1);
                       expect_equal(f((1 - o) / s), 1, "the upper kink");
                     })};
}

std::vector<Identity> hard_swish_identities() {
  return {reflects_to_the_identity(),
          equation(
              "12 f(x) = x (6 + |x + 3| - |x - 3|)",
              [](const Unary& f, const WideReal& x, const auto&) -> WideReal { return 12 * f(x); },
              [](const Unary&, const WideReal& x, const auto&) -> WideReal {
                return x * (6 + abs(x + 3) - abs(x - 3));
              })};
}

std::vector<Identity> softshrink_identities() {
  return {
      is_odd(),
      equation(
          "2 (x - f(x)) = |x + lambda| - |x - lambda|",
          [](const Unary& f, const WideReal& x, const auto&) -> WideReal { return 2 * (x - f(x)); },
          [](const Unary&, const WideReal& x, const Attributes& a) -> WideReal {
            return abs(x + attribute(a, "lambda")) - abs(x - attribute(a, "lambda"));
          }),
      everywhere("f(x) minimises (u - x)^2 / 2 + lambda |u|",
                 [](const Unary& f, const WideReal& x, const Attributes& a) {
                   const auto cost = [&](const WideReal& u) -> WideReal {
                     return (u - x) * (u - x) / 2 + attribute(a, "lambda") * abs(u);
                   };
                   const WideReal least = cost(f(x));
                   for (const double step : {-1.0, -0x1p-20, 0x1p-20, 1.0})
                     expect(cost(f(x) + step) > least, "a neighbour costs less");
                   expect(cost(0) >= least && cost(x) >= least, "0 or x costs less");
                 })};
}

std::vector<Identity> hardshrink_identities() {
  return {is_odd(),
          equation(
              "f(x) (f(x) - x) = 0",
              [](const Unary& f, const WideReal& x, const auto&) -> WideReal {
                return f(x) * (f(x) - x);
              },
              [](const Unary&, const WideReal&, const auto&) -> WideReal { return 0; }),
          everywhere("f is 0 up to lambda and not beyond", [](const Unary& f, const WideReal& x,
                                                              const Attributes& a) {
            expect((f(x) == 0) == (abs(x) <= attribute(a, "lambda")), "f vanishes elsewhere");
          })};
}

std::vector<Identity> heaviside_identities() {
  return {equation(
              "x f(x) = max(x, 0)",
              [](const Unary& f, const WideReal& x, const auto&) -> WideReal { return x * f(x); },
              [](const Unary&, const WideReal& x, const auto&) -> WideReal { return above(x); }),
          equation(
              "f(0) is the attribute",
              [](const Unary& f, const WideReal&, const auto&) -> WideReal { return f(0); },
              [](const Unary&, const WideReal&, const Attributes& a) -> WideReal {
                return attribute(a, "at_zero");
              }),
          equation(
              "f(3 x) = f(x)",
              [](const Unary& f, const WideReal& x, const auto&) -> WideReal { return f(3 * x); },
              [](const Unary& f, const WideReal& x, const auto&) -> WideReal { return f(x); })};
}

}  // namespace assay::activation
