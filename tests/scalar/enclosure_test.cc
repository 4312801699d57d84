#include "reference/scalar/enclosure.h"

#include <gtest/gtest.h>

#include "reference/scalar/real.h"

namespace assay {
namespace {

/// What the decimals say, exactly enough: 100 digits hold 40 of them and their differences.
WideReal number(const std::string& text) { return WideReal(text.c_str()); }

/// The decimals enclose `exact`, and are as narrow as the ball.
void expect_encloses(const Ball& ball, const WideReal& exact, int digits, double width) {
  const Enclosure shown = decimal_enclosure(ball, digits);
  const std::string all =
      shown.midpoint + " +/- " + shown.radius + ", " + shown.lower + " to " + shown.upper;
  EXPECT_LE(number(shown.lower), exact) << all;
  EXPECT_GE(number(shown.upper), exact) << all;
  EXPECT_LE(number(shown.midpoint) - number(shown.radius), exact) << all;
  EXPECT_GE(number(shown.midpoint) + number(shown.radius), exact) << all;
  EXPECT_LE(number(shown.upper) - number(shown.lower), width) << all;
  EXPECT_LE(number(shown.radius), width) << all;
}

TEST(Enclosure, SurroundsQuotients) {
  const PrecisionScope precision(96);
  for (const int n : {1, -1, 2, 355, -7}) {
    for (const int d : {3, 7, 113, 1000003}) {
      const WideReal exact = WideReal(n) / d;
      const double magnitude = std::abs(static_cast<double>(n) / d);
      for (const int digits : {1, 2, 5, 20, 31})
        expect_encloses(Ball(n) / Ball(d), exact, digits,
                        magnitude * (4 * std::pow(10.0, 1 - digits) + 0x1p-90));
    }
  }
}

TEST(Enclosure, IsNotNarrowerThanTheBall) {
  const PrecisionScope precision(96);
  Ball wide = 1;
  mag_set_d(arb_radref(wide.arb()), 0.25);
  const Enclosure shown = decimal_enclosure(wide, 10);
  EXPECT_LE(number(shown.lower), 0.75);
  EXPECT_GE(number(shown.upper), 1.25);
  EXPECT_LE(number(shown.midpoint) - number(shown.radius), 0.75);
  EXPECT_GE(number(shown.midpoint) + number(shown.radius), 1.25);
}

TEST(Enclosure, ExactNumbersHaveNoRadius) {
  const Enclosure half = decimal_enclosure(Ball(0.5), 20);
  EXPECT_EQ(number(half.midpoint), 0.5);
  EXPECT_EQ(half.radius, "0");
  EXPECT_EQ(number(half.lower), 0.5);
  EXPECT_EQ(number(half.upper), 0.5);
  const Enclosure zero = decimal_enclosure(Ball(0), 20);
  EXPECT_EQ(zero.lower, "0");
  EXPECT_EQ(zero.upper, "0");
  EXPECT_EQ(zero.radius, "0");
}

TEST(Enclosure, OfABallAroundZero) {
  Ball around = 0;
  mag_set_d(arb_radref(around.arb()), 1e-30);
  const Enclosure shown = decimal_enclosure(around, 10);
  EXPECT_EQ(shown.midpoint, "0");
  EXPECT_GE(number(shown.radius), 1e-30);
  EXPECT_LE(number(shown.lower), -1e-30);
  EXPECT_GE(number(shown.upper), 1e-30);
}

TEST(Enclosure, OfWhatIsNotFinite) {
  const Enclosure shown = decimal_enclosure(log(Ball(-1)), 10);
  EXPECT_EQ(shown.lower, "-inf");
  EXPECT_EQ(shown.upper, "inf");
}

TEST(Enclosure, OfExponentsBeyondMpfr) {
  const PrecisionScope precision(96);
  const Ball huge = exp(exp(Ball(100)));
  EXPECT_EQ(decimal_enclosure(huge, 10).upper, "inf");
  EXPECT_EQ(decimal_enclosure(-huge, 10).lower, "-inf");
  const Enclosure tiny = decimal_enclosure(Ball(1) / huge, 10);
  EXPECT_EQ(tiny.lower, "-inf");
  EXPECT_EQ(tiny.upper, "inf");
}

/// exp(-1e11) lies below MPFR's default range, not below its widest one.
TEST(Enclosure, OfATail) {
  const PrecisionScope precision(160);
  const Enclosure tail = decimal_enclosure(exp(Ball(-1e11)), 5);
  EXPECT_EQ(tail.lower, "4.7295e-43429448191");
  EXPECT_EQ(tail.upper, "4.7296e-43429448191");
}

TEST(Enclosure, ShowsAsManyDigitsAsTellTheEndsApart) {
  const PrecisionScope precision(96);
  const Ball third = Ball(1) / Ball(3);
  const Enclosure shown = decimal_enclosure(third, telling_digits(third, 96));
  EXPECT_NE(shown.lower, shown.upper);
  EXPECT_LT(shown.lower.size(), 40u);
  Ball around = 0;
  mag_set_d(arb_radref(around.arb()), 1e-30);
  EXPECT_LE(telling_digits(around, 4096), 10);
}

}  // namespace
}  // namespace assay
