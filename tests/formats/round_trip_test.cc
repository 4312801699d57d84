// What is written is read back, bit for bit, in every dtype, shape and file format.
#include <gtest/gtest.h>

#include <random>
#include <stdexcept>

#include "fixtures/format/array_file.h"
#include "fixtures/format/lines.h"
#include "fixtures/format/npy.h"
#include "fixtures/format/npz.h"
#include "fixtures/format/safetensors.h"
#include "tests/formats/arrays_of_bits.h"
#include "tests/formats/temporary_directory.h"

namespace assay::test {
namespace {

using namespace assay::format;

// Zeros, subnormals, ones, the largest, infinities, NaN: whatever the dtype, its bit patterns
// around the ends of the exponent are among these; the rest is random.
std::vector<std::uint64_t> patterns(Dtype dtype) {
  if (dtype == Dtype::boolean) return {0, 1};
  std::vector<std::uint64_t> bits;
  if (traits(dtype).size <= 2) {
    for (std::uint64_t all = 0; all < std::uint64_t{1} << 8 * traits(dtype).size; ++all)
      bits.push_back(all);
    return bits;
  }
  const std::uint64_t sign = std::uint64_t{1} << (8 * traits(dtype).size - 1);
  const std::uint64_t infinity = dtype == Dtype::f32 ? 0x7f800000 : 0x7ff0000000000000;
  for (const std::uint64_t bit : {std::uint64_t{0}, std::uint64_t{1}, infinity - 1, infinity})
    bits.insert(bits.end(), {bit, bit | sign});
  std::mt19937_64 random(2024);
  while (bits.size() < 500) bits.push_back(random());
  if (dtype == Dtype::i64)  // 32 bits and zeros: doubles hold them all
    for (std::uint64_t& bit : bits) bit &= 0xffffffff00000000;
  return bits;
}

std::vector<Shape> shapes(std::size_t count) {
  const auto all = static_cast<std::int64_t>(count);
  return {{}, {0}, {1}, {all}, {2, 0, 3}, {3, 5}, {1, 2, 1, 3}, Shape(32, 1)};
}

Arrays all_arrays() {
  Arrays arrays;
  for (const Dtype dtype : all_dtypes) {
    const auto bits = patterns(dtype);
    for (const Shape& shape : shapes(bits.size())) {
      const std::string name = std::string(traits(dtype).name) + "/" + to_string(shape);
      arrays[name] = array_of_bits(dtype, shape, bits);
    }
  }
  return arrays;
}

TEST(RoundTrip, BytesOfElementsAreTheBitsTheyCameFrom) {
  for (const Dtype dtype : all_dtypes)
    for (const std::uint64_t bits : patterns(dtype)) {
      const Array scalar = array_of_bits(dtype, {}, {bits});
      const std::string bytes = element_bytes(scalar);
      ASSERT_EQ(bytes.size(), traits(dtype).size);
      if (std::isnan(scalar.values.data.front())) continue;
      for (std::size_t i = 0; i < bytes.size(); ++i)
        ASSERT_EQ(static_cast<unsigned char>(bytes[i]), bits >> 8 * i & 0xff)
            << traits(dtype).name << " " << std::hex << bits;
    }
}

TEST(RoundTrip, EveryNanIsWrittenAsTheQuietOne) {
  const auto bytes_of = [](Dtype dtype, std::uint64_t bits) {
    return element_bytes(array_of_bits(dtype, {}, {bits}));
  };
  EXPECT_EQ(bytes_of(Dtype::f32, 0xffabcdef), std::string("\x00\x00\xc0\x7f", 4));
  EXPECT_EQ(bytes_of(Dtype::f32, 0x7f800001), std::string("\x00\x00\xc0\x7f", 4));
  EXPECT_EQ(bytes_of(Dtype::f16, 0xfc01), std::string("\x00\x7e", 2));
  EXPECT_EQ(bytes_of(Dtype::bf16, 0xff81), std::string("\xc0\x7f", 2));
  EXPECT_EQ(bytes_of(Dtype::f8e5m2, 0xff), "\x7e");
  EXPECT_EQ(bytes_of(Dtype::f8e4m3fn, 0xff), "\x7f");
  EXPECT_EQ(bytes_of(Dtype::f64, 0xfff0000000000001),
            std::string("\x00\x00\x00\x00\x00\x00\xf8\x7f", 8));
}

TEST(RoundTrip, Npy) {
  for (const auto& [name, array] : all_arrays())
    EXPECT_TRUE(identical(
        parse_npy(npy_bytes(array), "x" + std::string(traits(array.dtype).suffix) + ".npy"), array))
        << name;
}

TEST(RoundTrip, Npz) {
  const Arrays arrays = all_arrays();
  EXPECT_TRUE(identical(parse_npz(npz_bytes(arrays), "x.npz"), arrays));
}

TEST(RoundTrip, Safetensors) {
  const Safetensors content = {{{"manifest", "{\"a\": \"\xc3\xa9\\\"\"}"}, {"", ""}}, all_arrays()};
  const Safetensors read = parse_safetensors(safetensors_bytes(content), "x.safetensors");
  EXPECT_TRUE(identical(read.tensors, content.tensors));
  EXPECT_EQ(read.metadata, content.metadata);
  EXPECT_TRUE(parse_safetensors(safetensors_bytes({}), "x.safetensors").tensors.empty());
}

TEST(RoundTrip, Lines) {
  Arrays arrays;
  std::string text = "# a comment\n\n";
  for (auto& [name, array] : all_arrays()) {
    std::string without_spaces = name;
    std::erase(without_spaces, ' ');
    text += line_of(without_spaces, array) + "\r\n";
    arrays[without_spaces] = array;
  }
  EXPECT_TRUE(identical(parse_lines(text + "x.mode word - mean", "x.txt"), arrays));
  EXPECT_EQ(line_of("x", {Dtype::f32, Tensor<double>({2}, {-0.0, 1.5})}),
            "x f32 2 -0x0p+0 0x1.8p+0");
  EXPECT_EQ(line_of("x", {Dtype::i64, Tensor<double>::scalar(-7)}), "x i64 - -7");
  EXPECT_THROW(line_of("a b", arrays.begin()->second), std::invalid_argument);
}

TEST(RoundTrip, ThroughFiles) {
  const TemporaryDirectory directory;
  const Array array = array_of_bits(Dtype::bf16, {3, 5}, patterns(Dtype::bf16));
  write_npy(directory / "x__bf16.npy", array);
  write_npz(directory / "x.npz", {{"x", array}});
  write_safetensors(directory / "x.safetensors", {{}, {{"x", array}}});
  EXPECT_TRUE(identical(read_npy(directory / "x__bf16.npy"), array));
  EXPECT_TRUE(identical(read_npz(directory / "x.npz"), {{"x", array}}));
  EXPECT_TRUE(identical(read_safetensors(directory / "x.safetensors").tensors, {{"x", array}}));
  for (const char* name : {"x__bf16.npy", "x.npz", "x.safetensors"})
    EXPECT_TRUE(identical(read_arrays(directory / name), {{"x", array}})) << name;
}

TEST(RoundTrip, BytesDoNotDependOnTheTimeZone) {
  const Arrays arrays = {{"x", array_of_bits(Dtype::f32, {2}, {1, 2})}};
  ::setenv("TZ", "Pacific/Kiritimati", 1);
  const std::string east = npz_bytes(arrays);
  ::setenv("TZ", "Pacific/Pago_Pago", 1);
  EXPECT_EQ(npz_bytes(arrays), east);
  ::unsetenv("TZ");
}

// A value that is not one of its dtype is a mistake of ours, never rounded in silence.
TEST(RoundTrip, RefusesValuesThatAreNotOfTheDtype) {
  const std::vector<std::pair<Dtype, double>> refused = {
      {Dtype::boolean, 2},     {Dtype::boolean, 0.5},
      {Dtype::u8, 256},        {Dtype::u8, -1},
      {Dtype::i32, 0x1p31},    {Dtype::i32, -0.0},
      {Dtype::i64, 0x1p63},    {Dtype::i64, 0.5},
      {Dtype::i64, INFINITY},  {Dtype::i64, NAN},
      {Dtype::f16, 65536},     {Dtype::f16, 0x1p-25},
      {Dtype::bf16, 0x1.01p0}, {Dtype::f32, 0x1p-150},
      {Dtype::f32, 0.1},       {Dtype::f8e4m3fn, INFINITY},
      {Dtype::f8e4m3fn, 480},  {Dtype::f8e5m2, 65536}};
  for (const auto& [dtype, value] : refused)
    EXPECT_THROW(element_bytes({dtype, Tensor<double>::scalar(value)}), std::invalid_argument)
        << traits(dtype).name << " " << value;
}

TEST(RoundTrip, RefusesNamesThatTheFilesCannotCarry) {
  const Array array = {Dtype::f32, Tensor<double>::scalar(1)};
  for (const char* name :
       {"", "/x", "a/../x", "a//x", ".", "a\\x", "a\nb", "\xff", "\xe2\x80\xae"}) {
    EXPECT_THROW(npz_bytes({{name, array}}), std::invalid_argument) << name;
    EXPECT_THROW(safetensors_bytes({{}, {{name, array}}}), std::invalid_argument) << name;
  }
  EXPECT_THROW(npz_bytes({{"x__bf16", array}}), std::invalid_argument);
  EXPECT_THROW(npz_bytes({}), std::invalid_argument);
  EXPECT_THROW(safetensors_bytes({{}, {{"__metadata__", array}}}), std::invalid_argument);
  EXPECT_THROW(safetensors_bytes({{{"a", "\xff"}}, {}}), std::invalid_argument);
  EXPECT_THROW(safetensors_bytes({{{"\xff", "a"}}, {}}), std::invalid_argument);
  const TemporaryDirectory directory;
  EXPECT_THROW(write_npy(directory / "x.npy", {Dtype::bf16, array.values}), std::invalid_argument);
}

}  // namespace
}  // namespace assay::test
