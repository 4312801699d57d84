// Balls: enclosures of what MPFR computes in 100 digits, and comparisons that never guess. At the
// same time Boost's functions on MPFR and Arb's are each other's second opinion.

#include "reference/scalar/ball.h"

#include <gtest/gtest.h>

#include "properties/cases/random.h"
#include "reference/scalar/real.h"

namespace assay {
namespace {

Ball exact_ball(const WideReal& value) {
  Ball ball;
  arf_set_mpfr(arb_midref(ball.arb()), value.backend().data());
  return ball;
}

struct Pair {
  const char* name;
  Ball (*on_balls)(const Ball&);
  WideReal (*on_reals)(const WideReal&);
  double lower, upper;
};

const Pair pairs[] = {
    {"exp", [](const Ball& x) { return exp(x); },
     [](const WideReal& x) { return WideReal(exp(x)); }, -700, 700},
    {"expm1", [](const Ball& x) { return expm1(x); },
     [](const WideReal& x) { return WideReal(expm1(x)); }, -1, 1},
    {"log", [](const Ball& x) { return log(x); },
     [](const WideReal& x) { return WideReal(log(x)); }, 1e-9, 1e9},
    {"log1p", [](const Ball& x) { return log1p(x); },
     [](const WideReal& x) { return WideReal(log1p(x)); }, -0.99, 5},
    {"sqrt", [](const Ball& x) { return sqrt(x); },
     [](const WideReal& x) { return WideReal(sqrt(x)); }, 0, 1e9},
    {"tanh", [](const Ball& x) { return tanh(x); },
     [](const WideReal& x) { return WideReal(tanh(x)); }, -50, 50},
    {"sinh", [](const Ball& x) { return sinh(x); },
     [](const WideReal& x) { return WideReal(sinh(x)); }, -50, 50},
    {"cosh", [](const Ball& x) { return cosh(x); },
     [](const WideReal& x) { return WideReal(cosh(x)); }, -50, 50},
    {"sin", [](const Ball& x) { return sin(x); },
     [](const WideReal& x) { return WideReal(sin(x)); }, -50, 50},
    {"cos", [](const Ball& x) { return cos(x); },
     [](const WideReal& x) { return WideReal(cos(x)); }, -50, 50},
    {"tan", [](const Ball& x) { return tan(x); },
     [](const WideReal& x) { return WideReal(tan(x)); }, -50, 50},
    {"asin", [](const Ball& x) { return asin(x); },
     [](const WideReal& x) { return WideReal(asin(x)); }, -1, 1},
    {"atan", [](const Ball& x) { return atan(x); },
     [](const WideReal& x) { return WideReal(atan(x)); }, -50, 50},
    {"acos", [](const Ball& x) { return acos(x); },
     [](const WideReal& x) { return WideReal(acos(x)); }, -1, 1},
    {"tan", [](const Ball& x) { return tan(x); },
     [](const WideReal& x) { return WideReal(tan(x)); }, -1.5, 1.5},
    {"asin", [](const Ball& x) { return asin(x); },
     [](const WideReal& x) { return WideReal(asin(x)); }, -1, 1},
    {"sinh", [](const Ball& x) { return sinh(x); },
     [](const WideReal& x) { return WideReal(sinh(x)); }, -50, 50},
    {"cosh", [](const Ball& x) { return cosh(x); },
     [](const WideReal& x) { return WideReal(cosh(x)); }, -50, 50},
    {"pow", [](const Ball& x) { return pow(x, Ball(-2.75)); },
     [](const WideReal& x) { return WideReal(pow(x, WideReal(-2.75))); }, 1e-9, 1e9},
    {"erf", [](const Ball& x) { return erf(x); },
     [](const WideReal& x) { return WideReal(erf(x)); }, -6, 6},
    {"erfc", [](const Ball& x) { return erfc(x); },
     [](const WideReal& x) { return WideReal(erfc(x)); }, -6, 14},
    {"lgamma", [](const Ball& x) { return lgamma(x); },
     [](const WideReal& x) { return WideReal(lgamma(x)); }, 0.1, 50},
};

/// The whole ball lies within 55 digits of the value. (The value itself is good to 98: it may lie
/// outside a narrower ball by as much.)
bool lies_around(const Ball& enclosure, const WideReal& value) {
  const Ball distance = abs(enclosure - exact_ball(value));
  const Ball slack =
      exact_ball(power_of_ten<WideReal>(-55) * (abs(value) + power_of_ten<WideReal>(-20)));
  return arb_le(distance.arb(), slack.arb());
}

TEST(Balls, EncloseWhatMpfrComputes) {
  const PrecisionScope precision(200);
  RandomSource random(3);
  for (const Pair& pair : pairs) {
    for (int i = 0; i < 100; ++i) {
      const double x = pair.lower + (pair.upper - pair.lower) * random.unit();
      const Ball enclosure = pair.on_balls(Ball(x));
      const WideReal value = pair.on_reals(WideReal(x));
      EXPECT_TRUE(lies_around(enclosure, value))
          << pair.name << "(" << x << ") = " << enclosure.to_string(30) << " against " << value;
    }
  }
}

TEST(Balls, EncloseMpfrsPowers) {
  const PrecisionScope precision(200);
  RandomSource random(4);
  for (int i = 0; i < 200; ++i) {
    const double x = std::exp2(20 * random.unit() - 10), y = 20 * random.unit() - 10;
    const WideReal value = pow(WideReal(x), WideReal(y));
    EXPECT_TRUE(lies_around(pow(Ball(x), Ball(y)), value)) << x << " ^ " << y;
  }
  EXPECT_TRUE(lies_around(pow(Ball(-3), Ball(5)), WideReal(-243)));
  EXPECT_TRUE(lies_around(pow(Ball(0), Ball(2)), WideReal(0)));
  EXPECT_TRUE(lies_around(pow(Ball(2), Ball(-2)), WideReal(1) / 4));
}

/// A ball of radius 2^-10 around x.
Ball wide_ball(double x) {
  Ball ball(x);
  mag_set_ui_2exp_si(arb_radref(ball.arb()), 1, -10);
  return ball;
}

TEST(Balls, CompareOnlyWhenCertain) {
  EXPECT_TRUE(Ball(1) < Ball(2));
  EXPECT_TRUE(Ball(1) == Ball(1));
  EXPECT_TRUE(wide_ball(1) < Ball(2));
  EXPECT_THROW((void)(wide_ball(1) < Ball(1)), Undecided);
  EXPECT_THROW((void)(wide_ball(1) < Ball(1 + 0x1p-12)), Undecided);
  EXPECT_THROW((void)(wide_ball(1) <= Ball(1 - 0x1p-12)), Undecided);
  EXPECT_THROW((void)(wide_ball(1) == Ball(1)), Undecided);
  EXPECT_THROW((void)(wide_ball(1) >= wide_ball(1)), Undecided);
  EXPECT_FALSE(wide_ball(1) == Ball(3));
  EXPECT_THROW((void)floor(wide_ball(2)), Undecided);
  EXPECT_TRUE(floor(wide_ball(2.5)) == Ball(2));
  EXPECT_TRUE(ceil(wide_ball(2.5)) == Ball(3));
}

TEST(Balls, OperationsWidenButKeepTheTruth) {
  const PrecisionScope precision(64);
  const Ball third = Ball(1) / Ball(3);
  EXPECT_FALSE(third.is_exact());
  const Ball zero = third * Ball(3) - Ball(1);
  EXPECT_TRUE(arb_contains_zero(zero.arb()));
  EXPECT_TRUE(arb_contains_zero((abs(wide_ball(0)) - Ball(0)).arb()));
  EXPECT_TRUE(arb_is_nonnegative((Ball(3) * Ball(3)).arb()));
  EXPECT_TRUE((Ball(1) / Ball(4)).is_exact());
}

TEST(Balls, PrecisionScopesNest) {
  const PrecisionScope outer(100);
  {
    const PrecisionScope inner(300);
    EXPECT_EQ(PrecisionScope::bits(), 300);
  }
  EXPECT_EQ(PrecisionScope::bits(), 100);
}

}  // namespace
}  // namespace assay
