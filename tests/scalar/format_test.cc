// Formats: every bfloat16 and float16 there is, and the corners of the larger two.

#include "reference/scalar/format.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>

namespace assay {
namespace {

constexpr std::array small_formats = {Format::bfloat16, Format::binary16, Format::e5m2,
                                      Format::e4m3fn};

/// One past the largest finite value's rank.
std::int64_t end_of_ranks(Format format) { return rank(largest_finite(format), format) + 1; }

TEST(Formats, EveryPatternOfTheSmallOnesComesBack) {
  for (const Format format : small_formats) {
    for (std::uint64_t bits = 0; bits < std::uint64_t{1} << traits(format).bits; ++bits) {
      const double value = from_bits(bits, format);
      if (std::isnan(value)) continue;
      EXPECT_EQ(to_bits(value, format), bits) << traits(format).name;
      EXPECT_EQ(round_to(value, format), value);
      EXPECT_EQ(parse_number(to_hex(value)), value);
      EXPECT_EQ(from_rank(rank(value, format), format), value);
    }
  }
}

TEST(Formats, RanksCountTheValues) {
  for (const Format format : all_formats) {
    EXPECT_EQ(rank(0.0, format), 0);
    EXPECT_EQ(rank(-0.0, format), 0);
    EXPECT_EQ(rank(smallest_subnormal(format), format), 1);
    EXPECT_EQ(rank(-smallest_subnormal(format), format), -1);
    const double largest = largest_finite(format);
    EXPECT_EQ(rank(HUGE_VAL, format), rank(largest, format) + 1);
  }
  for (const Format format : small_formats)
    for (std::int64_t r = 1 - end_of_ranks(format); r + 1 < end_of_ranks(format); ++r)
      EXPECT_LT(from_rank(r, format), from_rank(r + 1, format));
}

TEST(Formats, BinaryFloatsAgreeWithTheHardware) {
  std::uint64_t state = 1;
  for (int i = 0; i < 200000; ++i) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    const auto pattern = static_cast<std::uint32_t>(state >> 32);
    const double value = std::bit_cast<float>(pattern);
    if (std::isnan(value)) continue;
    ASSERT_EQ(from_bits(pattern, Format::binary32), value);
    ASSERT_EQ(to_bits(value, Format::binary32), pattern);
    const double wide = std::bit_cast<double>(state);
    if (std::isnan(wide)) continue;
    ASSERT_EQ(to_bits(wide, Format::binary64), state);
    ASSERT_EQ(from_bits(state, Format::binary64), wide);
    const double as_float = static_cast<float>(wide);
    ASSERT_EQ(round_to(wide, Format::binary32), as_float) << to_hex(wide);
  }
}

TEST(Formats, TiesGoToEvenBetweenAllNeighbours) {
  for (const Format format : small_formats) {
    const std::int64_t last = rank(largest_finite(format), format);
    for (std::int64_t r = 0; r < last; ++r) {
      const double below = from_rank(r, format), above = from_rank(r + 1, format);
      const double middle = below + (above - below) / 2;
      const double even = r % 2 == 0 ? below : above;
      EXPECT_EQ(round_to(middle, format), even);
      EXPECT_EQ(round_to(std::nextafter(middle, 0), format), below);
      EXPECT_EQ(round_to(std::nextafter(middle, HUGE_VAL), format), above);
    }
  }
}

TEST(Formats, OverflowBeginsHalfASpacingPastTheLargest) {
  for (const Format format : {Format::binary32, Format::bfloat16, Format::binary16, Format::e5m2}) {
    const double largest = largest_finite(format);
    const double threshold = largest + ulp(largest, format) / 2;
    EXPECT_EQ(round_to(threshold, format), HUGE_VAL);
    EXPECT_EQ(round_to(std::nextafter(threshold, 0), format), largest);
    EXPECT_EQ(round_to(-threshold, format), -HUGE_VAL);
  }
}

/// The sign, the exponent with bias 7 and the three bits behind it, as the OCP specification has
/// them: S.1111.111 is NaN, everything else a number.
double e4m3fn_by_definition(unsigned bits) {
  if ((bits & 0x7f) == 0x7f) return std::nan("");
  const int exponent = static_cast<int>(bits >> 3 & 15);
  const double fraction = (bits & 7) / 8.0;
  const double magnitude =
      exponent == 0 ? std::ldexp(fraction, -6) : std::ldexp(1 + fraction, exponent - 7);
  return bits & 0x80 ? -magnitude : magnitude;
}

TEST(Formats, E4m3fnIsWhatItsSpecificationSays) {
  EXPECT_EQ(largest_finite(Format::e4m3fn), 448);
  EXPECT_EQ(smallest_subnormal(Format::e4m3fn), 0x1p-9);
  for (unsigned bits = 0; bits < 256; ++bits) {
    const double wanted = e4m3fn_by_definition(bits), got = from_bits(bits, Format::e4m3fn);
    EXPECT_EQ(std::isnan(got), std::isnan(wanted)) << bits;
    if (std::isnan(wanted)) continue;
    EXPECT_EQ(got, wanted) << bits;
    EXPECT_EQ(std::signbit(got), std::signbit(wanted)) << bits;
  }
  EXPECT_EQ(to_bits(std::nan(""), Format::e4m3fn), 0x7f);
}

TEST(Formats, E4m3fnOverflowsToNan) {
  // 464 is the middle of 448, whose last bit is 0, and of 480, which is not there.
  EXPECT_EQ(round_to(464.0, Format::e4m3fn), 448);
  EXPECT_EQ(round_to(-464.0, Format::e4m3fn), -448);
  for (const double value : {std::nextafter(464.0, 1e3), 480.0, 1e300, HUGE_VAL, -HUGE_VAL})
    EXPECT_TRUE(std::isnan(round_to(value, Format::e4m3fn))) << value;
}

TEST(Formats, E5m2IsTheUpperHalfOfFloat16) {
  EXPECT_EQ(largest_finite(Format::e5m2), 57344);
  for (unsigned bits = 0; bits < 256; ++bits) {
    const double wanted = from_bits(bits << 8, Format::binary16);
    const double got = from_bits(bits, Format::e5m2);
    if (std::isnan(wanted)) {
      EXPECT_TRUE(std::isnan(got)) << bits;
    } else {
      EXPECT_EQ(got, wanted) << bits;
    }
  }
}

TEST(Formats, UlpIsClampedAtTheSubnormalSpacing) {
  for (const Format format : all_formats) {
    EXPECT_EQ(ulp(0, format), smallest_subnormal(format));
    EXPECT_EQ(ulp(smallest_subnormal(format), format), smallest_subnormal(format));
    EXPECT_EQ(ulp(1, format), 2 * unit_roundoff(format));
  }
}

TEST(Formats, NumbersAreReadWholeOrNotAtAll) {
  EXPECT_EQ(parse_number("0x1.8p+1"), 3.0);
  EXPECT_EQ(parse_number("-0x1p-149"), -0x1p-149);
  EXPECT_EQ(parse_number("1e-3"), 1e-3);
  EXPECT_EQ(parse_number("+2"), 2.0);
  EXPECT_EQ(parse_number("-inf"), -HUGE_VAL);
  EXPECT_TRUE(std::signbit(*parse_number("-0")));
  EXPECT_TRUE(std::isnan(*parse_number("nan")));
  for (const char* junk : {"", "-", "+-1", "1x", "0x", "1 ", " 1", "1,5", "--1", "one", "0x1pq"})
    EXPECT_FALSE(parse_number(junk)) << junk;
}

TEST(Formats, DecimalsAreRoundedOnce) {
  // A little more than the middle of 1 and the next float32, which is a double.
  EXPECT_EQ(parse_number("1.00000005960464477540", Format::binary32), 1 + 0x1p-23);
  EXPECT_EQ(parse_number("1.000000059604644775390625", Format::binary32), 1.0);
  EXPECT_EQ(parse_number("0.1", Format::binary32), 0x1.99999ap-4);
  EXPECT_EQ(parse_number("1e39", Format::binary32), HUGE_VAL);
  EXPECT_EQ(parse_number("-1e-50", Format::binary32), 0.0);
  EXPECT_EQ(parse_number("0.1", Format::bfloat16), 0x1.9ap-4);
  EXPECT_EQ(parse_number("0.1", Format::binary64), 0.1);
  EXPECT_FALSE(parse_number("1x", Format::binary32));
}

TEST(Formats, HexIsExactAndKeepsTheSign) {
  EXPECT_EQ(to_hex(0.0), "0x0p+0");
  EXPECT_EQ(to_hex(-0.0), "-0x0p+0");
  EXPECT_EQ(to_hex(3), "0x1.8p+1");
  EXPECT_EQ(to_hex(-0x1p-149), "-0x1p-149");
  EXPECT_EQ(to_hex(HUGE_VAL), "inf");
  EXPECT_EQ(to_hex(-HUGE_VAL), "-inf");
  EXPECT_EQ(to_hex(std::nan("")), "nan");
  for (const Format format : small_formats)
    for (std::int64_t r = 1 - end_of_ranks(format); r < end_of_ranks(format); ++r) {
      const double value = from_rank(r, format);
      EXPECT_EQ(parse_number(to_hex(value)), value);
    }
}

TEST(Formats, HaveTheirNames) {
  for (const Format format : all_formats) {
    EXPECT_EQ(format_named(traits(format).name), format);
    EXPECT_EQ(format_named(traits(format).dtype), format);
  }
  EXPECT_FALSE(format_named("float8"));
}

}  // namespace
}  // namespace assay
