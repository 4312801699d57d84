// Identities of the elu family, the softplus forms and the gates beyond the first ten.

#include "properties/activation/identities.h"
#include "properties/activation/unary.h"

namespace assay::activation {

namespace {

/// A differential equation left of 0, where the slope is `slope`, and a straight line right
/// of it.
Identity grows_like(const std::string& sentence, const Side& slope) {
  return everywhere(sentence, [slope](const Unary& f, const WideReal& x, const Attributes& a) {
    if (abs(x) < power_of_ten<WideReal>(-6)) return;  // the difference would span the kink
    const WideReal wanted = x < 0 ? slope(f, x, a) : f(1);
    expect_equal(difference(f, x), wanted, "f'(x)", 1);
    if (x > 0) expect_equal(f(x), x * f(1), "f(x)");
  });
}

/// P(Z < x) for a standard normal Z.
WideReal normal_distribution(const WideReal& x) { return erfc(-x / sqrt(WideReal(2))) / 2; }

/// With f = a x right of 0 and b (e^x - 1) left of it, completing the square gives
/// E f = a / sqrt(2 pi) + b (sqrt(e) P(-1) - 1/2) and
/// E f^2 = a^2 / 2 + b^2 (e^2 P(-2) - 2 sqrt(e) P(-1) + 1/2).
Identity keeps_the_moments() {
  return {"a standard normal x gives mean 0 and variance 1", [](const Operator& op, const Case&) {
            const WideReal a = evaluate_at(op, 1, {}), b = -evaluate_at(op, -300, {});
            const WideReal first = exp(WideReal(1) / 2) * normal_distribution(-1);
            const WideReal second = exp(WideReal(2)) * normal_distribution(-2);
            const WideReal mean = a / sqrt(2 * pi<WideReal>()) + b * (first - WideReal(1) / 2);
            const WideReal variance = a * a / 2 + b * b * (second - 2 * first + WideReal(1) / 2);
            expect_equal(mean, 0, "the mean", 1, 30);
            expect_equal(variance, 1, "the variance", 1, 30);
          }};
}

}  // namespace

std::vector<Identity> elu_identities() {
  return {
      equation(
          "f(x) + f(-x) = |x| + alpha (e^-|x| - 1)",
          [](const Unary& f, const WideReal& x, const auto&) -> WideReal { return f(x) + f(-x); },
          [](const Unary&, const WideReal& x, const Attributes& a) -> WideReal {
            return abs(x) + attribute(a, "alpha") * (exp(-abs(x)) - 1);
          }),
      grows_like("f' = f + alpha left of 0, 1 right of it",
                 [](const Unary& f, const WideReal& x, const Attributes& a) -> WideReal {
                   return f(x) + attribute(a, "alpha");
                 })};
}

std::vector<Identity> selu_identities() {
  return {keeps_the_moments(), grows_like("f' = f - f(-inf) left of 0, f(1) right of it",
                                          [](const Unary& f, const WideReal& x,
                                             const auto&) -> WideReal { return f(x) - f(-300); })};
}

std::vector<Identity> celu_identities() {
  return {
      grows_like("f' = 1 + f / alpha left of 0, 1 right of it",
                 [](const Unary& f, const WideReal& x, const Attributes& a) -> WideReal {
                   return 1 + f(x) / attribute(a, "alpha");
                 }),
      equation(
          "f(x) + f(-x) = |x| + alpha (e^(-|x| / alpha) - 1)",
          [](const Unary& f, const WideReal& x, const auto&) -> WideReal { return f(x) + f(-x); },
          [](const Unary&, const WideReal& x, const Attributes& a) -> WideReal {
            return abs(x) + attribute(a, "alpha") * (exp(-abs(x) / attribute(a, "alpha")) - 1);
          })};
}

std::vector<Identity> softplus_beta_identities() {
  return {everywhere("f(x) - f(-x) = x where both beta x and -beta x are at most the threshold",
                     [](const Unary& f, const WideReal& x, const Attributes& a) {
                       if (abs(x * attribute(a, "beta")) <= attribute(a, "threshold"))
                         expect_equal(f(x) - f(-x), x, "f(x) - f(-x)", 1);
                     }),
          everywhere("e^(beta f(x)) = 1 + e^(beta x) up to the threshold, f(x) = x beyond it",
                     [](const Unary& f, const WideReal& x, const Attributes& a) {
                       const WideReal z = x * attribute(a, "beta");
                       if (z > attribute(a, "threshold")) return expect_equal(f(x), x, "f(x)");
                       expect_equal(exp(attribute(a, "beta") * f(x)), 1 + exp(z), "e^(beta f(x))");
                     })};
}

std::vector<Identity> log_sigmoid_identities() {
  return {reflects_to_the_identity(),
          equation(
              "e^f(x) (1 + e^-x) = 1",
              [](const Unary& f, const WideReal& x, const auto&) -> WideReal {
                return exp(f(x)) * (1 + exp(-x));
              },
              [](const Unary&, const WideReal&, const auto&) -> WideReal { return 1; })};
}

std::vector<Identity> swish_identities() {
  return {reflects_to_the_identity(),
          everywhere("f(x) (1 + e^(-beta x)) = x", [](const Unary& f, const WideReal& x,
                                                      const Attributes& a) {
            expect_equal(f(x) * (1 + exp(-attribute(a, "beta") * x)), x, "f(x) (1 + e^(-beta x))");
          })};
}

std::vector<Identity> quick_gelu_identities() {
  return {
      reflects_to_the_identity(),
      everywhere("f(x) (1 + e^(-1.702 x)) = x", [](const Unary& f, const WideReal& x, const auto&) {
        expect_equal(f(x) * (1 + exp(-1702 * x / 1000)), x, "f(x) (1 + e^(-1.702 x))");
      })};
}

std::vector<Identity> mish_identities() {
  return {everywhere("f(x) ((1 + e^x)^2 + 1) = x ((1 + e^x)^2 - 1)",
                     [](const Unary& f, const WideReal& x, const auto&) {
                       const WideReal square = (1 + exp(x)) * (1 + exp(x));
                       expect_equal(f(x) * (square + 1), x * (square - 1),
                                    "f(x) ((1 + e^x)^2 + 1)");
                     }),
          everywhere("log((x + f(x)) / (x - f(x))) = 2 log(1 + e^x)",
                     [](const Unary& f, const WideReal& x, const auto&) {
                       if (x != 0)
                         expect_equal(log((x + f(x)) / (x - f(x))), 2 * log(1 + exp(x)),
                                      "the log ratio", 1);
                     })};
}

std::vector<Identity> softsign_identities() {
  return {is_odd(),
          everywhere("f(x) / (1 - |f(x)|) = x",
                     [](const Unary& f, const WideReal& x, const auto&) {
                       expect_equal(f(x) / (1 - abs(f(x))), x, "the inverse");
                     }),
          everywhere("|f(x)| + |f(1 / x)| = 1", [](const Unary& f, const WideReal& x, const auto&) {
            if (x != 0) expect_equal(abs(f(x)) + abs(f(1 / x)), 1, "|f(x)| + |f(1 / x)|");
          })};
}

std::vector<Identity> tanhshrink_identities() {
  return {is_odd(),
          everywhere("t = x - f(x) satisfies t (e^2x + 1) = e^2x - 1",
                     [](const Unary& f, const WideReal& x, const auto&) {
                       expect_equal((x - f(x)) * (exp(2 * x) + 1), exp(2 * x) - 1, "t (e^2x + 1)",
                                    exp(2 * x) + 1);
                     }),
          everywhere("f' = (x - f)^2", [](const Unary& f, const WideReal& x, const auto&) {
            expect_equal(difference(f, x), (x - f(x)) * (x - f(x)), "f'(x)", 1);
          })};
}

}  // namespace assay::activation
