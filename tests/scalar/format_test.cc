// Formats: every bfloat16 and float16 there is, and the corners of the larger two.

#include "reference/scalar/format.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>

namespace assay {
namespace {

constexpr std::array small_formats = {Format::bfloat16, Format::binary16};

TEST(Formats, EveryPatternOfTheSmallOnesComesBack) {
  for (const Format format : small_formats) {
    for (std::uint64_t bits = 0; bits < 65536; ++bits) {
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
    for (std::int64_t r = -rank(HUGE_VAL, format); r < rank(HUGE_VAL, format); ++r)
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
  for (const Format format : {Format::binary32, Format::bfloat16, Format::binary16}) {
    const double largest = largest_finite(format);
    const double threshold = largest + ulp(largest, format) / 2;
    EXPECT_EQ(round_to(threshold, format), HUGE_VAL);
    EXPECT_EQ(round_to(std::nextafter(threshold, 0), format), largest);
    EXPECT_EQ(round_to(-threshold, format), -HUGE_VAL);
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
    for (std::int64_t r = -rank(HUGE_VAL, format); r <= rank(HUGE_VAL, format); ++r) {
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
