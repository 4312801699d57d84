// The binary floating-point formats, and the plain facts about them. Every finite value of every
// format here is a double, so values travel as double with their format beside them.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace assay {

enum class Format { binary64, binary32, bfloat16, binary16, e5m2, e4m3fn };

inline constexpr std::array all_formats = {Format::binary64, Format::binary32, Format::bfloat16,
                                           Format::binary16, Format::e5m2,     Format::e4m3fn};

/// An IEEE 754 interchange layout: `precision` counts the implicit bit; the largest finite value
/// is (2 - 2^(1 - precision)) 2^max_exponent, the smallest normal 2^min_exponent. Without infinities
/// (e4m3fn of the OCP 8-bit specification, 2023) the last pattern of each sign is NaN, the one below
/// it the largest finite value, and what overflows becomes NaN: the specification's mode that does
/// not saturate, as PyTorch and ml_dtypes convert. Saturating casts, ONNX's default, give +-448.
struct FormatTraits {
  std::string_view name;   ///< "float32"
  std::string_view dtype;  ///< safetensors' name: "F32"
  int bits;
  int precision;
  int max_exponent;
  int min_exponent;
  bool has_infinity = true;
};

const FormatTraits& traits(Format format);

/// The format of this name ("float32", "F32", "binary32"), or nothing.
std::optional<Format> format_named(std::string_view name);

double unit_roundoff(Format format);       ///< 2^-precision
double smallest_subnormal(Format format);  ///< 2^(min_exponent - precision + 1)
double largest_finite(Format format);

/// What a magnitude past the largest finite one is rounded to: infinity, or NaN where the format
/// has none.
double overflow_of(Format format);

/// The bit pattern of `value`, which must be representable (NaN becomes the quiet NaN).
std::uint64_t to_bits(double value, Format format);
double from_bits(std::uint64_t bits, Format format);

/// `value` rounded to `format`, to nearest, ties to even, overflow as overflow_of. NaN stays NaN.
double round_to(double value, Format format);

/// The distance from |value| to the next larger representable magnitude in `format`, never below
/// the subnormal spacing. Infinity has the spacing of the largest binade.
double ulp(double value, Format format);

/// The position of a representable `value` in the order of all values of the format: +0 and -0
/// are both 0, the smallest subnormal is 1, its negative -1, infinity one past the largest finite
/// (where the format has NaN if it has no infinity).
std::int64_t rank(double value, Format format);
double from_rank(std::int64_t rank, Format format);

/// C99 hexadecimal, exact: "0x1.8p+1", "-0x0p+0", "inf", "nan".
std::string to_hex(double value);

/// Reads decimals, C99 hexadecimal floats, inf and nan; the whole text or nothing.
std::optional<double> parse_number(std::string_view text);

/// The same, rounded to `format`: once for binary32 and binary64, so that a decimal close to a
/// midpoint goes to its own side; through binary64 for the narrower ones.
std::optional<double> parse_number(std::string_view text, Format format);

}  // namespace assay
