#include "reference/scalar/decimals.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

Ball around(double midpoint, double radius) {
  Ball ball = midpoint;
  mag_set_d(arb_radref(ball.arb()), radius);
  return ball;
}

TEST(Decimals, AreThoseToWhichTheWholeBallRounds) {
  const PrecisionScope precision(96);
  const Ball third = Ball(-1) / Ball(3);
  EXPECT_EQ(certain_decimal(third, 5), "-3.33333e-01");
  EXPECT_EQ(certain_decimal(third, 27), "-3." + std::string(27, '3') + "e-01");
  EXPECT_EQ(certain_decimal(third, 40), "");
  EXPECT_EQ(certain_decimal(around(0.5, 1e-9), 7), "5.0000000e-01");
  EXPECT_EQ(certain_decimal(around(0.5, 1e-9), 8), "");
  EXPECT_EQ(certain_decimal(Ball(0.125), 1), "1.2e-01");  // half to even
  EXPECT_EQ(certain_decimal(around(0.125, 1e-9), 1), "");
  EXPECT_EQ(certain_decimal(Ball(0), 5), "0");
  EXPECT_EQ(certain_decimal(around(0, 1e-99), 0), "");
  EXPECT_EQ(certain_decimal(log(Ball(-1)), 5), "");
  EXPECT_EQ(certain_decimal(exp(exp(Ball(100))), 5), "");
}

/// exp(-1e11) is 4.72952183...e-43429448191.
TEST(Decimals, LieBelowMpfrsDefaultRange) {
  const PrecisionScope precision(160);
  EXPECT_EQ(certain_decimal(exp(Ball(-1e11)), 4), "4.7295e-43429448191");
}

Tensor<ProvenDecimal> proven(const Function<Ball>& f, double x, int digits) {
  return prove_decimals(f, {Tensor<double>({1}, x)}, {}, digits).at(0);
}

Function<Ball> pointwise(Ball (*f)(const Ball&)) {
  return [f](const Bag<Ball>& x, const Attributes&) -> Bag<Ball> {
    return {Tensor<Ball>({1}, f(x.at(0).data.at(0)))};
  };
}

TEST(Decimals, AreProvenThoughTheFormulaCancels) {
  // exp(x) - 1 - x = x^2/2 + x^3/6 + ..., of which 2^-121 is 3.7615819226313200254e-37.
  const auto remainder =
      proven(pointwise([](const Ball& x) { return exp(x) - Ball(1) - x; }), 0x1p-60, 15);
  EXPECT_EQ(remainder.data[0].text, "3.761581922631320e-37");
  EXPECT_EQ(remainder.data[0].digits, 15);
}

TEST(Decimals, AreFewerWhereFewerAreProven) {
  const Function<Ball> vague = pointwise([](const Ball& x) { return x + around(0, 1e-7); });
  const auto third = proven(vague, 0x1.5555555555555p-2, 20);
  EXPECT_EQ(third.data[0].text, "3.33333e-01");
  EXPECT_EQ(third.data[0].digits, 5);
  const auto zero = proven(vague, 0, 20);
  EXPECT_EQ(zero.data[0].text, "0");
  EXPECT_EQ(zero.data[0].digits, -1);
  EXPECT_EQ(proven(pointwise([](const Ball& x) { return log(x); }), -1, 20).data[0].text, "");
  const Function<Ball> open =
      pointwise([](const Ball& x) { return around(0, 1) < x ? Ball(1) : Ball(0); });
  EXPECT_TRUE(prove_decimals(open, {Tensor<double>({1}, 0.0)}, {}, 20).empty());
}

}  // namespace
}  // namespace assay
