// Text of unknown origin: what is UTF-8, what may reach a terminal, and where an error is.
#include "fixtures/format/text.h"

#include <gtest/gtest.h>

#include "fixtures/format/input_error.h"

namespace assay::test {
namespace {

using namespace assay::format;

// The bit layout of Unicode's table 3-6, without its restrictions.
std::string encoded(char32_t code) {
  const auto tail = [&](int shift) { return static_cast<char>(0x80 | (code >> shift & 0x3f)); };
  if (code < 0x80) return {static_cast<char>(code)};
  if (code < 0x800) return {static_cast<char>(0xc0 | code >> 6), tail(0)};
  if (code < 0x10000) return {static_cast<char>(0xe0 | code >> 12), tail(6), tail(0)};
  return {static_cast<char>(0xf0 | code >> 18), tail(12), tail(6), tail(0)};
}

TEST(Text, Utf8IsEveryCodePointButTheSurrogates) {
  for (char32_t code = 0; code < 0x1fffff; ++code) {
    const bool valid = code <= 0x10ffff && !(0xd800 <= code && code <= 0xdfff);
    ASSERT_EQ(!first_non_utf8(encoded(code)), valid) << std::hex << static_cast<unsigned>(code);
  }
}

TEST(Text, MalformedUtf8) {
  for (const char* text : {"\x80", "\xc0\xaf", "\xc1\xbf", "\xe0\x9f\xbf", "\xf0\x8f\xbf\xbf",
                           "\xf8\x88\x80\x80\x80", "\xfe", "\xff", "\xc3", "\xe2\x82",
                           "\xf0\x9f\x98", "\xc3(", "\xe2(\xac", "\xe2\x82(", "\xf0\x9f\x98("})
    EXPECT_EQ(first_non_utf8(std::string("ab") + text), 2u) << printable(text);
  EXPECT_EQ(first_non_utf8(std::string_view("\xc3\xa9").substr(0, 1)), 0u);
  EXPECT_EQ(first_non_utf8(std::string_view("\xe2\x88\x91").substr(0, 2)), 0u);
  EXPECT_FALSE(first_non_utf8(""));
}

TEST(Text, PrintableKeepsTextAndEscapesTheRest) {
  const std::string words = "x = 1.5, caf\xc3\xa9 \xe2\x88\x91 \xf0\x9f\x98\x80 \\n";
  EXPECT_EQ(printable(words), words);
  EXPECT_EQ(printable("a\nb\t\x1b[31m\x7f"), "a\\x0ab\\x09\\x1b[31m\\x7f");
  EXPECT_EQ(printable("\xff\xc3("), "\\xff\\xc3(");
  EXPECT_EQ(printable("\xc2\x9b"), "\\xc2\\x9b");           // a terminal's other escape
  EXPECT_EQ(printable("\xe2\x80\xae"), "\\xe2\\x80\\xae");  // right-to-left override
  EXPECT_EQ(printable("\xe2\x80\xa8"), "\\xe2\\x80\\xa8");  // line separator
  EXPECT_EQ(printable("\xe2\x81\xa6"), "\\xe2\\x81\\xa6");  // isolate
  EXPECT_EQ(printable(std::string(100, 'x'), 10), "xxxxxxxxxx...");
  EXPECT_EQ(in_quotes("x"), "'x'");
  EXPECT_LT(in_quotes(std::string(1000, '\n')).size(), 80u);
}

TEST(InputError, IsOneLine) {
  EXPECT_STREQ(InputError("a\nb", "c\x1b").what(), "a\\x0ab: c\\x1b");
  EXPECT_STREQ(InputError("f", {2, 3}, "why").what(), "f:2:3: why");
  EXPECT_LT(std::string(InputError(std::string(1 << 20, 'x')).what()).size(), 5000u);
}

TEST(InputError, PositionsCountLinesAndCharacters) {
  const std::string text = "ab\n\xc3\xa9\xe2\x88\x91x\n";
  const auto at = [&](std::size_t offset) {
    const TextPosition position = position_of(text, offset);
    return std::pair(position.line, position.column);
  };
  EXPECT_EQ(at(0), std::pair(1ul, 1ul));
  EXPECT_EQ(at(2), std::pair(1ul, 3ul));
  EXPECT_EQ(at(3), std::pair(2ul, 1ul));
  EXPECT_EQ(at(8), std::pair(2ul, 3ul));
  EXPECT_EQ(at(10), std::pair(3ul, 1ul));
  EXPECT_EQ(at(1000), std::pair(3ul, 1ul));
}

}  // namespace
}  // namespace assay::test
