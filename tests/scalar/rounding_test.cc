// Rounding from high precision, against MPFR's own conversions, and the distance in ulps.

#include "reference/scalar/rounding.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>

#include "properties/cases/random.h"

namespace assay {
namespace {

/// A number of any magnitude that float32 can see, with all the digits of a Real.
Real any_real(RandomSource& random, int exponents) {
  Real value = Real(random.next()) / Real(random.next() | 1);
  value *= pow(Real(2), static_cast<int>(random.between(-exponents, exponents)));
  return random.one_in(2) ? value : Real(-value);
}

TEST(Rounding, AgreesWithMpfrForFloat32AndFloat64) {
  RandomSource random(7);
  for (int i = 0; i < 50000; ++i) {
    const Real narrow = any_real(random, 160), wide = any_real(random, 1090);
    ASSERT_EQ(round_to(narrow, Format::binary32),
              static_cast<double>(mpfr_get_flt(narrow.backend().data(), MPFR_RNDN)));
    ASSERT_EQ(round_to(wide, Format::binary64), mpfr_get_d(wide.backend().data(), MPFR_RNDN));
  }
}

/// The middle between every two float16 or bfloat16, and a hair beside it that double cannot hold:
/// rounding through double first would go wrong there.
TEST(Rounding, IsDoneOnce) {
  const Real hair = power_of_ten<Real>(-30);
  for (const Format format : {Format::bfloat16, Format::binary16, Format::e5m2, Format::e4m3fn}) {
    const std::int64_t last = rank(largest_finite(format), format);
    for (std::int64_t r = 0; r < last; ++r) {
      const double below = from_rank(r, format), above = from_rank(r + 1, format);
      const Real middle = (Real(below) + Real(above)) / 2;
      EXPECT_EQ(round_to(middle, format), r % 2 == 0 ? below : above);
      EXPECT_EQ(round_to(Real(middle * (1 - hair)), format), below);
      EXPECT_EQ(round_to(Real(middle * (1 + hair)), format), above);
    }
  }
  const Real near_one = (Real(1) + Real(1 + 0x1p-23)) / 2;
  EXPECT_EQ(round_to(Real(near_one + hair), Format::binary32), 1 + 0x1p-23);
  EXPECT_EQ(round_to(Real(near_one - hair), Format::binary32), 1.0);
}

TEST(Rounding, KeepsSignsAndSpecialValues) {
  for (const Format format : all_formats) {
    EXPECT_TRUE(std::signbit(round_to(Real(-power_of_ten<Real>(-5000)), format)));
    EXPECT_TRUE(std::signbit(round_to(Real(-0.0), format)));
    EXPECT_EQ(to_hex(round_to(power_of_ten<Real>(5000), format)), to_hex(overflow_of(format)));
    EXPECT_TRUE(std::isnan(round_to(Real(std::nan("")), format)));
    EXPECT_EQ(to_hex(round_to(Real(HUGE_VAL), format)), to_hex(overflow_of(format)));
  }
}

/// The nearest of all values, found by looking at every one of them; the even pattern where two are
/// as near. What would be the next value past the largest stands for overflow.
double nearest_by_search(const Real& exact, Format format) {
  const double largest = largest_finite(format);
  std::vector<double> values;
  for (std::int64_t r = 0; r <= rank(largest, format); ++r) values.push_back(from_rank(r, format));
  values.push_back(largest + ulp(largest, format));
  const Real magnitude = abs(exact);
  std::size_t best = 0;
  for (std::size_t i = 1; i < values.size(); ++i) {
    const Real closer = abs(Real(magnitude - values[i])) - abs(Real(magnitude - values[best]));
    if (closer < 0 || (closer == 0 && i % 2 == 0)) best = i;
  }
  const double found =
      best + 1 == values.size() || magnitude > values.back() ? overflow_of(format) : values[best];
  return exact < 0 ? -found : found;
}

TEST(Rounding, ToEightBitsIsToTheNearestOfAllValues) {
  RandomSource random(11);
  for (const Format format : {Format::e5m2, Format::e4m3fn})
    for (int i = 0; i < 1500; ++i) {
      // Fractions of few bits: ties and overflow come up all the time.
      const int exponent =
          static_cast<int>(random.between(-14, 12)) + (format == Format::e5m2 ? 4 : -2);
      const Real exact =
          Real(std::ldexp(static_cast<double>(random.between(-64, 64)), exponent - 4));
      ASSERT_EQ(to_hex(round_to(Real(exact + 0), format)), to_hex(nearest_by_search(exact, format)))
          << exact;
      const Real beside = exact * (1 + power_of_ten<Real>(-30));
      ASSERT_EQ(to_hex(round_to(beside, format)), to_hex(nearest_by_search(beside, format)))
          << beside;
    }
}

TEST(UlpError, CountsSpacings) {
  EXPECT_EQ(ulp_error(1 + 0x1p-23, Real(1), Format::binary32), 1);
  EXPECT_EQ(ulp_error(1, Real(1) + Real(0x1p-25), Format::binary32), 0.25);
  EXPECT_EQ(ulp_error(0, Real(0x1p-150), Format::binary32), 0.5);
  EXPECT_EQ(ulp_error(0x1p-149, Real(0), Format::binary32), 1);
  EXPECT_EQ(ulp_error(-0x1p-149, Real(0x1p-149), Format::binary32), 2);
}

TEST(UlpError, KnowsSpecialValues) {
  const Real beyond = power_of_ten<Real>(60);
  EXPECT_EQ(ulp_error(HUGE_VAL, beyond, Format::binary32), 0);
  EXPECT_EQ(ulp_error(largest_finite(Format::binary32), beyond, Format::binary32), 1);
  EXPECT_EQ(ulp_error(std::nan(""), Real(1), Format::binary32), HUGE_VAL);
  EXPECT_EQ(ulp_error(1, Real(std::nan("")), Format::binary32), HUGE_VAL);
  EXPECT_EQ(ulp_error(std::nan(""), Real(std::nan("")), Format::binary32), 0);
  EXPECT_GT(ulp_error(-HUGE_VAL, beyond, Format::binary32), 1e7);
}

TEST(Decimals, AreShort) {
  EXPECT_EQ(to_decimal(Real(0), 5), "0");
  EXPECT_EQ(to_decimal(Real(-0.125), 4).substr(0, 5), "-1.25");
  EXPECT_EQ(to_decimal(Real(HUGE_VAL), 4), "inf");
  EXPECT_EQ(to_decimal(Real(std::nan("")), 4), "nan");
}

}  // namespace
}  // namespace assay
