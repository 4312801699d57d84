#include "reference/scalar/format.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <limits>

namespace assay {

namespace {

constexpr std::array<FormatTraits, all_formats.size()> table = {{
    {"float64", "F64", 64, 53, 1023, -1022},
    {"float32", "F32", 32, 24, 127, -126},
    {"bfloat16", "BF16", 16, 8, 127, -126},
    {"float16", "F16", 16, 11, 15, -14},
    {"float8_e5m2", "F8_E5M2", 8, 3, 15, -14},
    {"float8_e4m3fn", "F8_E4M3", 8, 4, 8, -6, false},
}};

constexpr std::array<std::string_view, all_formats.size()> short_names = {
    "binary64", "binary32", "bfloat16", "binary16", "e5m2", "e4m3fn"};

/// The exponent of the spacing of values as large as |value|, never below the subnormal spacing.
int spacing_exponent(double value, Format format) {
  const FormatTraits& t = traits(format);
  if (value == 0 || !std::isfinite(value))
    return (value == 0 ? t.min_exponent : t.max_exponent) - t.precision + 1;
  return std::clamp(std::ilogb(value), t.min_exponent, t.max_exponent) - t.precision + 1;
}

std::uint64_t sign_bit(Format format) { return std::uint64_t{1} << (traits(format).bits - 1); }

/// Rounds once, to T; nothing where the number is beyond T's range.
template <class T>
std::optional<double> parse_as(std::string_view text) {
  std::string_view rest = text;
  const bool negative = rest.starts_with('-');
  if (negative || rest.starts_with('+')) rest.remove_prefix(1);
  if (rest.empty() || rest.front() == '-' || rest.front() == '+') return {};
  const bool hexadecimal = rest.starts_with("0x") || rest.starts_with("0X");
  if (hexadecimal) rest.remove_prefix(2);
  T value = 0;
  const auto [end, error] =
      std::from_chars(rest.data(), rest.data() + rest.size(), value,
                      hexadecimal ? std::chars_format::hex : std::chars_format::general);
  if (error != std::errc() || end != rest.data() + rest.size()) return {};
  return negative ? -value : value;
}

}  // namespace

const FormatTraits& traits(Format format) { return table[static_cast<std::size_t>(format)]; }

std::optional<Format> format_named(std::string_view name) {
  for (const Format format : all_formats)
    if (name == traits(format).name || name == traits(format).dtype ||
        name == short_names[static_cast<std::size_t>(format)])
      return format;
  return {};
}

double unit_roundoff(Format format) { return std::ldexp(1.0, -traits(format).precision); }

double smallest_subnormal(Format format) {
  return std::ldexp(1.0, traits(format).min_exponent - traits(format).precision + 1);
}

double largest_finite(Format format) {
  const FormatTraits& t = traits(format);
  // Without infinities the last significand of the last binade is taken by NaN.
  return std::ldexp(2 - (t.has_infinity ? 2 : 4) * unit_roundoff(format), t.max_exponent);
}

double overflow_of(Format format) {
  return traits(format).has_infinity ? std::numeric_limits<double>::infinity()
                                     : std::numeric_limits<double>::quiet_NaN();
}

std::uint64_t to_bits(double value, Format format) {
  const FormatTraits& t = traits(format);
  const int mantissa_bits = t.precision - 1;
  const auto exponent_mask = (std::uint64_t{1} << (t.bits - 1 - mantissa_bits)) - 1;
  const std::uint64_t infinity_bits = exponent_mask << mantissa_bits;
  const std::uint64_t sign = std::signbit(value) ? sign_bit(format) : 0;
  if (!t.has_infinity && !std::isfinite(value)) return sign_bit(format) - 1;
  if (std::isnan(value)) return infinity_bits | (std::uint64_t{1} << (mantissa_bits - 1));
  if (std::isinf(value)) return sign | infinity_bits;
  // The bits of magnitudes count up as the magnitudes do, so the rank is the pattern.
  return sign | static_cast<std::uint64_t>(std::abs(rank(value, format)));
}

double from_bits(std::uint64_t bits, Format format) {
  const FormatTraits& t = traits(format);
  const int mantissa_bits = t.precision - 1;
  const std::uint64_t magnitude = bits & (sign_bit(format) - 1);
  const std::uint64_t exponent = magnitude >> mantissa_bits;
  const std::uint64_t mantissa = magnitude & ((std::uint64_t{1} << mantissa_bits) - 1);
  const auto largest_exponent = (std::uint64_t{1} << (t.bits - 1 - mantissa_bits)) - 1;
  double value = 0;
  if (!t.has_infinity && magnitude == sign_bit(format) - 1) {
    value = std::numeric_limits<double>::quiet_NaN();
  } else if (t.has_infinity && exponent == largest_exponent) {
    value = mantissa ? std::numeric_limits<double>::quiet_NaN()
                     : std::numeric_limits<double>::infinity();
  } else if (exponent == 0) {
    value = std::ldexp(static_cast<double>(mantissa), t.min_exponent - mantissa_bits);
  } else {
    const auto significand = mantissa | (std::uint64_t{1} << mantissa_bits);
    value = std::ldexp(static_cast<double>(significand),
                       t.min_exponent + static_cast<int>(exponent) - 1 - mantissa_bits);
  }
  return bits & sign_bit(format) ? -value : value;
}

double round_to(double value, Format format) {
  if (std::isinf(value)) return std::copysign(overflow_of(format), value);
  if (format == Format::binary64 || value == 0 || std::isnan(value)) return value;
  const int spacing = spacing_exponent(value, format);
  // Scaling by a power of two is exact here, and nearbyint rounds ties to even.
  const double rounded = std::ldexp(std::nearbyint(std::ldexp(value, -spacing)), spacing);
  if (std::abs(rounded) > largest_finite(format))
    return std::copysign(overflow_of(format), value);
  return rounded == 0 ? std::copysign(0.0, value) : rounded;
}

double ulp(double value, Format format) { return std::ldexp(1.0, spacing_exponent(value, format)); }

std::int64_t rank(double value, Format format) {
  const FormatTraits& t = traits(format);
  const double magnitude = std::abs(value);
  std::int64_t position = 0;
  if (std::isinf(value)) {
    position = rank(largest_finite(format), format) + 1;
  } else if (magnitude != 0) {
    const int spacing = spacing_exponent(magnitude, format);
    const auto significand = static_cast<std::int64_t>(std::ldexp(magnitude, -spacing));
    const int binade = spacing - (t.min_exponent - t.precision + 1);
    position = (static_cast<std::int64_t>(binade) << (t.precision - 1)) + significand;
  }
  return value < 0 ? -position : position;
}

double from_rank(std::int64_t position, Format format) {
  const auto magnitude = static_cast<std::uint64_t>(position < 0 ? -position : position);
  const double value = from_bits(magnitude, format);
  return position < 0 ? -value : value;
}

std::string to_hex(double value) {
  if (std::isnan(value)) return "nan";
  char text[48];
  std::snprintf(text, sizeof text, "%a", value);
  return text;
}

std::optional<double> parse_number(std::string_view text) { return parse_as<double>(text); }

std::optional<double> parse_number(std::string_view text, Format format) {
  if (format == Format::binary32)
    if (const auto number = parse_as<float>(text)) return number;
  const auto number = parse_number(text);  // also what is beyond binary32's range
  if (!number) return {};
  return round_to(*number, format);
}

}  // namespace assay
