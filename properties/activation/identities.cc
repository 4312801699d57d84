#include "properties/activation/identities.h"

#include "properties/activation/unary.h"

namespace assay::activation {

namespace {

WideReal normal_density(const WideReal& x) {
  return exp(-x * x / 2) / sqrt(2 * acos(WideReal(-1)));
}

}  // namespace

std::vector<Identity> identity_identities() {
  return {
      everywhere("f(x) = x", [](const Unary& f, const WideReal& x,
                                const Attributes&) { expect_equal(f(x), x, "f(x)"); }),
      everywhere("f(x + 1) - f(x) = 1", [](const Unary& f, const WideReal& x, const Attributes&) {
        expect_equal(f(x + 1) - f(x), 1, "f(x + 1) - f(x)", abs(x));
      })};
}

std::vector<Identity> relu_identities() {
  return {
      reflects_to_the_identity(),
      everywhere("f(x) f(-x) = 0",
                 [](const Unary& f, const WideReal& x, const Attributes&) {
                   expect_equal(f(x) * f(-x), 0, "f(x) f(-x)");
                 }),
      everywhere("f(f(x)) = f(x) >= 0", [](const Unary& f, const WideReal& x, const Attributes&) {
        expect_equal(f(f(x)), f(x), "f(f(x))");
        expect(f(x) >= 0, "f(x) is negative");
      })};
}

std::vector<Identity> scaled_relu_identities() {
  return {everywhere("f(x) - f(-x) = c x",
                     [](const Unary& f, const WideReal& x, const Attributes& a) {
                       expect_equal(f(x) - f(-x), a.real("scale") * x, "f(x) - f(-x)");
                     }),
          everywhere("f(x) f(-x) = 0", [](const Unary& f, const WideReal& x, const Attributes&) {
            expect_equal(f(x) * f(-x), 0, "f(x) f(-x)");
          })};
}

std::vector<Identity> leaky_relu_identities() {
  return {everywhere("f(x) + f(-x) = (1 - slope) |x|",
                     [](const Unary& f, const WideReal& x, const Attributes& a) {
                       expect_equal(f(x) + f(-x), (1 - WideReal(a.real("slope"))) * abs(x),
                                    "f(x) + f(-x)", abs(x));
                     }),
          everywhere("f(x) - f(-x) = (1 + slope) x", [](const Unary& f, const WideReal& x,
                                                        const Attributes& a) {
            expect_equal(f(x) - f(-x), (1 + WideReal(a.real("slope"))) * x, "f(x) - f(-x)", abs(x));
          })};
}

std::vector<Identity> sigmoid_identities() {
  return {
      everywhere("f(x) + f(-x) = 1",
                 [](const Unary& f, const WideReal& x, const Attributes&) {
                   expect_equal(f(x) + f(-x), 1, "f(x) + f(-x)");
                 }),
      everywhere("log(f(x) / f(-x)) = x", [](const Unary& f, const WideReal& x, const Attributes&) {
        expect_equal(log(f(x) / f(-x)), x, "log odds", 1);
      })};
}

std::vector<Identity> tanh_identities() {
  return {
      everywhere("f(-x) = -f(x)", [](const Unary& f, const WideReal& x,
                                     const Attributes&) { expect_equal(f(-x), -f(x), "f(-x)"); }),
      everywhere("f(2x) (1 + f(x)^2) = 2 f(x)",
                 [](const Unary& f, const WideReal& x, const Attributes&) {
                   expect_equal(f(2 * x) * (1 + f(x) * f(x)), 2 * f(x), "double argument");
                 }),
      everywhere("f' = 1 - f^2", [](const Unary& f, const WideReal& x, const Attributes&) {
        expect_equal(difference(f, x), 1 - f(x) * f(x), "f'(x)", 1);
      })};
}

std::vector<Identity> softplus_identities() {
  return {reflects_to_the_identity(),
          everywhere("e^f(x) = 1 + e^x", [](const Unary& f, const WideReal& x, const Attributes&) {
            expect_equal(exp(f(x)), 1 + exp(x), "e^f(x)");
          })};
}

std::vector<Identity> gelu_erf_identities() {
  return {reflects_to_the_identity(),
          everywhere("x f'(x) - f(x) = x^2 phi(x), phi the standard normal density",
                     [](const Unary& f, const WideReal& x, const Attributes&) {
                       expect_equal(x * difference(f, x) - f(x), x * x * normal_density(x),
                                    "x f'(x) - f(x)", 1);
                     })};
}

std::vector<Identity> gelu_tanh_identities() {
  return {reflects_to_the_identity(),
          everywhere("2 f(x) - x = x tanh(sqrt(2/pi) (x + 0.044715 x^3))",
                     [](const Unary& f, const WideReal& x, const Attributes&) {
                       const WideReal u = sqrt(2 / acos(WideReal(-1))) *
                                          (x + (WideReal(44715) / 1000000) * pow(x, 3));
                       expect_equal(2 * f(x) - x, x * tanh(u), "2 f(x) - x", 1);
                     })};
}

std::vector<Identity> silu_identities() {
  return {
      reflects_to_the_identity(),
      everywhere("f(x) (1 + e^-x) = x", [](const Unary& f, const WideReal& x, const Attributes&) {
        expect_equal(f(x) * (1 + exp(-x)), x, "f(x) (1 + e^-x)");
      })};
}

}  // namespace assay::activation
