// Tiny files of each format, written out by hand from the formats' definitions: NEP 1 for npy,
// APPNOTE.TXT 4.3 for zip, the README of huggingface/safetensors, RFC 8259 for JSON.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "fixtures/format/json_file.h"
#include "fixtures/format/npy.h"
#include "fixtures/format/npz.h"
#include "fixtures/format/safetensors.h"
#include "fixtures/format/sha256.h"
#include "tests/formats/hostile_bytes.h"

namespace assay::test {
namespace {

using namespace assay::format;

std::string from_hex(std::string_view digits) {
  std::string bytes;
  for (std::size_t i = 0; i < digits.size(); i += 2)
    bytes += static_cast<char>(std::stoi(std::string(digits.substr(i, 2)), nullptr, 16));
  return bytes;
}

// 128 bytes of preamble: 10 + 118, of which 0x76 are the header.
std::string npy_preamble(const std::string& dictionary) {
  return from_hex(
             "934e554d50590100"
             "7600") +
         dictionary + std::string(117 - dictionary.size(), ' ') + "\n";
}

TEST(GoldenBytes, Npy) {
  const Array row = {Dtype::f32, Tensor<double>({1, 2}, {1, -0.0})};
  EXPECT_EQ(npy_bytes(row),
            npy_preamble("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2), }") +
                from_hex("0000803f"
                         "00000080"));
  const Array half = {Dtype::f16, Tensor<double>({1}, {-2})};
  EXPECT_EQ(
      npy_bytes(half),
      npy_preamble("{'descr': '<f2', 'fortran_order': False, 'shape': (1,), }") + from_hex("00c0"));
  const Array scalar = {Dtype::boolean, Tensor<double>::scalar(1)};
  EXPECT_EQ(npy_bytes(scalar),
            npy_preamble("{'descr': '|b1', 'fortran_order': False, 'shape': (), }") + "\1");
  const Array brain = {Dtype::bf16, Tensor<double>({0}, std::vector<double>{})};
  EXPECT_EQ(npy_bytes(brain),
            npy_preamble("{'descr': '<u2', 'fortran_order': False, 'shape': (0,), }"));
}

// The preamble is the next multiple of 64 bytes, whatever the length of its dictionary: each 1
// makes that three longer, each 0 after it one.
TEST(GoldenBytes, NpyPreambleIsAligned) {
  for (std::size_t ones = 0; ones <= 22; ++ones)
    for (const std::int64_t last : {1, 10, 100}) {
      Shape shape(ones + 1, 1);
      shape.insert(shape.end(), {0, last});
      const std::string bytes = npy_bytes({Dtype::u8, Tensor<double>(shape)});
      EXPECT_EQ(bytes.size() % 64, 0u);
      EXPECT_EQ(bytes.back(), '\n');
      EXPECT_LT(bytes.size() - bytes.find('}'), 1u + 64u + 1u);
    }
}

TEST(GoldenBytes, NpyFortranOrder) {
  const std::string header = "{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3), }\n";
  const Array read = parse_npy(npy(header, "\1\4\2\5\3\6"), "f");
  EXPECT_EQ(read.values.shape, (Shape{2, 3}));
  EXPECT_EQ(read.values.data, (std::vector<double>{1, 2, 3, 4, 5, 6}));
  const std::string cube = "{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3, 2), }\n";
  const Array three = parse_npy(npy(cube, std::string("\0\6\2\x8\4\xa\1\7\3\x9\5\xb", 12)), "f");
  EXPECT_EQ(three.values.data, (std::vector<double>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}));
}

TEST(GoldenBytes, Npz) {
  const Arrays arrays = {{"b", {Dtype::bf16, Tensor<double>({1}, {1.5})}}};
  const std::string bits =
      npy_preamble("{'descr': '<u2', 'fortran_order': False, 'shape': (1,), }") + from_hex("c03f");
  const std::string copy =
      npy_preamble("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }") +
      from_hex("0000c03f");
  // flags, stored, 00:00, 1980-01-01
  const std::string start = from_hex(
      "0000"
      "0000"
      "0000"
      "2100");
  const auto sizes = [](const std::string& content, int name) {
    return little(crc32(content), 4) + little(content.size(), 4) + little(content.size(), 4) +
           little(static_cast<std::uint64_t>(name), 2) + little(0, 2);
  };
  const std::string first = "PK\3\4" + little(10, 2) + start + sizes(copy, 5) + "b.npy" + copy;
  const std::string second =
      "PK\3\4" + little(10, 2) + start + sizes(bits, 11) + "b__bf16.npy" + bits;
  const auto central = [&](const std::string& content, const std::string& name, std::size_t at) {
    // made by Unix, specification 6.3; a plain file, readable and writable
    return "PK\1\2" + from_hex("3f03") + little(10, 2) + start +
           sizes(content, static_cast<int>(name.size())) + little(0, 6) + from_hex("0000b681") +
           little(at, 4) + name;
  };
  const std::string directory =
      central(copy, "b.npy", 0) + central(bits, "b__bf16.npy", first.size());
  const std::string end = "PK\5\6" + little(0, 4) + little(2, 2) + little(2, 2) +
                          little(directory.size(), 4) + little(first.size() + second.size(), 4) +
                          little(0, 2);
  EXPECT_EQ(npz_bytes(arrays), first + second + directory + end);
}

// Falling alignment, then names; the header ends on a multiple of 8.
TEST(GoldenBytes, Safetensors) {
  const Safetensors content = {{{"z", "1"}, {"a", "\""}},
                               {{"u", {Dtype::u8, Tensor<double>({3}, {1, 2, 3})}},
                                {"o", {Dtype::boolean, Tensor<double>({2, 0})}},
                                {"b", {Dtype::bf16, Tensor<double>({1}, {1})}},
                                {"h", {Dtype::f16, Tensor<double>({1}, {1})}},
                                {"g", {Dtype::f32, Tensor<double>({1}, {-1})}},
                                {"f", {Dtype::f32, Tensor<double>::scalar(1)}},
                                {"d", {Dtype::f64, Tensor<double>({1}, {-2})}}}};
  const std::string header = R"({"__metadata__":{"a":"\"","z":"1"},)"
                             R"("d":{"dtype":"F64","shape":[1],"data_offsets":[0,8]},)"
                             R"("f":{"dtype":"F32","shape":[],"data_offsets":[8,12]},)"
                             R"("g":{"dtype":"F32","shape":[1],"data_offsets":[12,16]},)"
                             R"("b":{"dtype":"BF16","shape":[1],"data_offsets":[16,18]},)"
                             R"("h":{"dtype":"F16","shape":[1],"data_offsets":[18,20]},)"
                             R"("u":{"dtype":"U8","shape":[3],"data_offsets":[20,23]},)"
                             R"("o":{"dtype":"BOOL","shape":[2,0],"data_offsets":[23,23]}})";
  ASSERT_EQ(header.size(), 419u);
  EXPECT_EQ(safetensors_bytes(content), from_hex("a801000000000000") + header + "     " +
                                            from_hex("00000000000000c0"
                                                     "0000803f"
                                                     "000080bf"
                                                     "803f"
                                                     "003c"
                                                     "010203"));
  EXPECT_EQ(safetensors_bytes({}), from_hex("0800000000000000") + "{}      ");
}

TEST(GoldenBytes, SafetensorsHeaderIsPaddedToTheNextMultipleOf8) {
  for (std::size_t length = 0; length < 8; ++length) {
    const std::string bytes = safetensors_bytes({{{"k", std::string(length, 'v')}}, {}});
    EXPECT_EQ(bytes.size() % 8, 0u);
    EXPECT_LT(bytes.size() - bytes.rfind('}'), 1u + 8u);
  }
}

TEST(GoldenBytes, Json) {
  const nlohmann::json document = {{"b", {1, -2.5, nullptr}}, {"a", "\xc3\xa9\n"}};
  EXPECT_EQ(json_text(document), "{\n \"a\": \"\xc3\xa9\\n\",\n \"b\": [1,-2.5,null]\n}\n");
  EXPECT_EQ(json_text({{"a", {{"b", {{1, 2}, {3}}}}}, {"c", nlohmann::json::array()}}),
            "{\n \"a\": {\n  \"b\": [\n   [1,2],\n   [3]\n  ]\n },\n \"c\": []\n}\n");
  EXPECT_EQ(parse_json(json_text(document), "f"), document);
  EXPECT_THROW(json_text({{"a", {{"b", NAN}}}}), std::invalid_argument);
  EXPECT_THROW(json_text({{"a", {1.0, INFINITY}}}), std::invalid_argument);
  EXPECT_THROW(json_text({{"a", "\xff"}}), std::invalid_argument);
}

// The examples of FIPS 180-4, as NIST publishes them.
TEST(GoldenBytes, Sha256) {
  EXPECT_EQ(sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

}  // namespace
}  // namespace assay::test
