// Files of arrays that lie, end early or mean harm. The expected words make sure that each is
// refused for what is wrong with it.
#include <gtest/gtest.h>

#include "fixtures/format/npy.h"
#include "fixtures/format/npz.h"
#include "fixtures/format/safetensors.h"
#include "fixtures/format/zip_archive.h"
#include "tests/formats/hostile_bytes.h"
#include "tests/formats/refusal.h"

namespace assay::test {
namespace {

using namespace assay::format;

TEST(HostileArrays, Npy) {
  const std::string good = npy_dictionary("<f4", "(2,)");
  const auto with = [](std::string_view descr, std::string_view shape, std::size_t data) {
    return npy(npy_dictionary(descr, shape), std::string(data, '\0'));
  };
  std::string ones;
  for (int i = 0; i < 32; ++i) ones += "1,";
  expect_all_refused(
      parse_npy,
      {{"expected \\x93NUMPY", ""},
       {"expected \\x93NUMPY", "PK\3\4"},
       {"expected \\x93NUMPY", "\x93NUMP"},
       {"ends before the end of its header", "\x93NUMPY\1"},
       {"ends before the end of its header", "\x93NUMPY" + little(1, 2) + "\1"},
       {"ends before the end of its header", "\x93NUMPY" + little(2, 2) + little(1, 3)},
       {"version", "\x93NUMPY" + little(4, 2) + little(0, 4)},
       {"version", "\x93NUMPY" + little(0, 2) + little(0, 4)},
       {"version", "\x93NUMPY" + little(0x101, 2) + little(0, 4)},
       {"claims a header of 65535 bytes", "\x93NUMPY" + little(1, 2) + little(65535, 2) + good},
       {"claims a header of 4294967295 bytes",
        "\x93NUMPY" + little(2, 2) + little(0xffffffff, 4) + good},
       {"at most 65535", "\x93NUMPY" + little(2, 2) + little(70000, 4) + std::string(70000, ' ')},
       {"expected 8 bytes of data", npy(good, "")},
       {"expected 8 bytes of data", npy(good, std::string(7, '\0'))},
       {"expected 8 bytes of data", npy(good, std::string(9, '\0'))},
       {"at most 134217728 are read", with("<f4", "(134217729,)", 0)},
       {"too many elements", with("<f4", "(4611686018427387904, 8)", 0)},
       {"below 2^63", with("<f4", "(9223372036854775808,)", 0)},
       {"below 2^63", with("<f4", "(" + std::string(400, '9') + ",)", 0)},
       {"0 or more", with("<f4", "(-1,)", 0)},
       {"',' after the only extent", with("<f4", "(2.0,)", 8)},
       {"0 or more", with("<f4", "(,)", 4)},
       {"',' after the only extent", with("<f4", "(2)", 8)},
       {"'('", with("<f4", "2", 8)},
       {"'('", with("<f4", "[2]", 8)},
       {"32 dimensions", with("<f4", "(" + ones + "1)", 4)},
       {"expected the dtype", with("|O", "(1,)", 8)},
       {"expected the dtype", with(">f4", "(1,)", 4)},
       {"expected the dtype", with("<u2", "(1,)", 2)},
       {"expected the dtype", with("<c8", "()", 8)},
       {"expected the dtype", with("|V2", "()", 2)},
       {"a plain string", npy("{'descr': 'a\\x", "")},
       {"a plain string", npy("{'descr", "")},
       {"a string", npy("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': ()}", "")},
       {"a string", npy("{1: 2}", "")},
       {"'{'", npy("cos\nsystem\n(S'true'\ntR.", "")},
       {"'}'", npy("{'descr': '<f4'", "")},
       {"header: 'descr' comes twice$", npy("{'descr': '<f4', 'descr': '<f4'}", "")},
       {"not 'evil'", npy("{'evil': 1}", "")},
       {"the keys", npy("{'descr': '<f4'}", "")},
       {"the keys", npy("{}", "")},
       {"True or False", npy("{'fortran_order': 0}", "")},
       {"True or False", npy("{'fortran_order': true}", "")},
       {"the end of the header", npy(good + "x", std::string(8, '\0'))},
       {"found its end", npy("{ ", "")},
       {"expected a boolean", npy(npy_dictionary("|b1", "(2,)"), "\1\2")},
       {"9007199254740993 is not a double",
        npy(npy_dictionary("<i8", "()"), little(9007199254740993, 8))},
       {"9223372036854775807 is not a double",
        npy(npy_dictionary("<i8", "()"), little(0x7fffffffffffffff, 8))},
       {"\\xff\\x1b", npy("{'\xff\x1b[31m':1}", "")}});
}

std::string entry(std::string_view dtype, std::string_view shape, std::string_view offsets) {
  return "{\"dtype\":\"" + std::string(dtype) + "\",\"shape\":" + std::string(shape) +
         ",\"data_offsets\":" + std::string(offsets) + "}";
}

TEST(HostileArrays, Safetensors) {
  const auto one = [](const std::string& value, std::size_t buffer) {
    return safetensors("{\"x\":" + value + "}", std::string(buffer, '\0'));
  };
  const auto two = [](std::string_view x, std::string_view y, std::size_t buffer) {
    return safetensors("{\"x\":" + entry("U8", "[2]", x) + ",\"y\":" + entry("U8", "[2]", y) + "}",
                       std::string(buffer, '\0'));
  };
  const auto named = [](const std::string& name) {
    return safetensors("{\"" + name + "\":" + entry("U8", "[0]", "[0,0]") + "}", "");
  };
  std::string ones;
  for (int i = 0; i < 32; ++i) ones += "1,";
  expect_all_refused(
      parse_safetensors,
      {{"shorter than 8", ""},
       {"shorter than 8", "1234567"},
       {"claims a header of 1 bytes; 0 bytes follow", little(1, 8)},
       {"claims a header of 18446744073709551615", little(~std::uint64_t{0}, 8) + "{}"},
       {"claims a header of 100000001", little(100'000'001, 8) + "{}"},
       {"header: has 100000001 bytes of JSON; at most 100000000",
        safetensors("{}" + std::string(99'999'999, ' '), "")},
       {"beginning with '{'", little(0, 8)},
       {"beginning with '{'", safetensors(" {}", "")},
       {"beginning with '{'", safetensors("[]", "")},
       {"header:1:", safetensors("{", "")},
       {"header:1:", safetensors("{}x", "")},
       {"header:1:", safetensors("{} \xff", "")},
       {"header:1:", safetensors("{\"\xff\":1}", "")},
       {"duplicate key 'x'", safetensors("{\"x\":" + entry("U8", "[0]", "[0,0]") +
                                             ",\"x\":" + entry("U8", "[0]", "[0,0]") + "}",
                                         "")},
       {"duplicate key 'dtype'", one(R"({"dtype":"U8","dtype":"U8"})", 0)},
       {"expected an object with", one("1", 0)},
       {"expected an object with", one("[]", 0)},
       {"expected an object with", one(R"({"dtype":"U8","shape":[0]})", 0)},
       {"expected an object with",
        one(R"({"dtype":"U8","shape":[0],"data_offsets":[0,0],"a":1})", 0)},
       {"found '\"F8_E8M0\"'", one(entry("F8_E8M0", "[0]", "[0,0]"), 0)},
       {"found '5'", one(R"({"dtype":5,"shape":[0],"data_offsets":[0,0]})", 0)},
       {"shape: expected a list", one(entry("U8", "[-1]", "[0,0]"), 0)},
       {"shape: expected a list", one(entry("U8", "[1.0]", "[0,1]"), 1)},
       {"shape: expected a list", one(entry("U8", "[9223372036854775808]", "[0,1]"), 1)},
       {"number overflow", one(entry("U8", "[1e400000]", "[0,1]"), 1)},
       {"shape: expected a list", one(entry("U8", "\"1\"", "[0,1]"), 1)},
       {"too many elements", one(entry("F64", "[4611686018427387904,4]", "[0,8]"), 8)},
       {"at most 134217728", one(entry("U8", "[1099511627776]", "[0,1099511627776]"), 8)},
       {"32 dimensions", one(entry("U8", "[" + ones + "1]", "[0,1]"), 1)},
       {"has 134217730 elements; at most",
        safetensors("{\"x\":" + entry("U8", "[67108865]", "[0,67108865]") +
                        ",\"y\":" + entry("U8", "[67108865]", "[67108865,134217730]") + "}",
                    "")},
       {"begin <= end", one(entry("U8", "[1]", "[1,0]"), 1)},
       {"begin <= end", one(entry("U8", "[1]", "[0]"), 1)},
       {"begin <= end", one(entry("U8", "[1]", "[0,1,2]"), 1)},
       {"expected 4 bytes", one(entry("F32", "[1]", "[0,8]"), 8)},
       {"expected 4 bytes", one(entry("F32", "[1]", "[0,9223372036854775807]"), 4)},
       {"take 4 bytes; the file holds 3", one(entry("F32", "[1]", "[0,4]"), 3)},
       {"take 4 bytes; the file holds 5", one(entry("F32", "[1]", "[0,4]"), 5)},
       {"take 0 bytes; the file holds 1", safetensors("{}", "x")},
       {"to begin at byte 0", one(entry("U8", "[1]", "[1,2]"), 2)},
       {"to begin at byte 2", two("[0,2]", "[3,5]", 5)},
       {"to begin at byte 2", two("[0,2]", "[1,3]", 3)},
       {"to begin at byte 2", two("[0,2]", "[0,2]", 4)},
       {"expected a boolean", safetensors("{\"x\":" + entry("BOOL", "[1]", "[0,1]") + "}", "\7")},
       {"is not a double",
        safetensors("{\"x\":" + entry("I64", "[]", "[0,8]") + "}", little(9007199254740993, 8))},
       {"object of strings", safetensors(R"({"__metadata__":{"a":1}})", "")},
       {"object of strings", safetensors(R"({"__metadata__":["a"]})", "")},
       {"leads elsewhere", named("../../etc/passwd")},
       {"leads elsewhere", named("/etc/passwd")},
       {"leads elsewhere", named("a/./b")},
       {"control character", named("a\\u0000b")},
       {"control character", named("a\\u001b[31m")},
       {"control character", named("\\u202egnp.x")},
       {"control character", named("C:\\\\x")},
       {"1 to 255", named("")},
       {"1 to 255", named(std::string(256, 'x'))}});
}

std::string member_of(const std::string& descr = "<f4", const std::string& data = "1234") {
  return npy(npy_dictionary(descr, "()"), data);
}

TEST(HostileArrays, Npz) {
  const std::string content = member_of();
  const auto named = [&](const std::string& name) { return zip({{name, content}}); };
  ZipMember encrypted = {"x.npy", content, 1};
  ZipMember bzip2 = {"x.npy", content, 0, 12};
  ZipMember wrong_crc = {"x.npy", content, 0, 0, 12345};
  ZipMember long_claim = {"x.npy", content, 0, 0, crc32(content), 0x7fffffff, 0x7fffffff};
  ZipMember short_claim = {"x.npy", content, 0, 0, crc32(content), 10, 10};
  // One stored block of five bytes, of which the headers claim to be four, or six, or 2^31.
  const std::string deflated = "\1" + little(5, 2) + little(~5u, 2) + "hello";
  const auto deflated_claim = [&](std::uint32_t size) {
    return zip({{"x.npy", deflated, 0, 8, crc32("hello"), 10, size}});
  };
  ZipMember no_deflate = {"x.npy", content, 0, 8};
  const std::string good = named("x.npy");
  expect_all_refused(
      parse_npz,
      {{"empty", ""},
       {"not a readable zip", "PK\3\4"},
       {"not a readable zip", std::string(1000, 'P')},
       {"not a readable zip", good.substr(0, good.size() - 1)},
       {"not a readable zip", good.substr(0, good.size() - 30)},
       {"not a readable zip", good.substr(10)},
       {"not a readable zip", zip({{"x.npy", content}}, 2)},
       {"not a readable zip", zip({{"x.npy", content}}, 65535)},
       {"encrypted", zip({encrypted})},
       {"neither stored nor deflated", zip({bzip2})},
       {"CRC", zip({wrong_crc})},
       {"not a readable zip", zip({long_claim})},
       {"CRC", zip({short_claim})},
       {"member 'x.npy'", zip({no_deflate})},
       {"expected 4 bytes, found 5", deflated_claim(4)},
       {"expected 6 bytes, found 5", deflated_claim(6)},
       {"expected 2147483648 bytes, found 5", deflated_claim(0x80000000)},
       {"not an .npy file", deflated_claim(5)},
       {"the name of a member comes twice$", zip({{"x.npy", content}, {"x.npy", content}})},
       {"named *.npy, found 'x.txt'", named("x.txt")},
       {"named *.npy, found 'x.npy/'", named("x.npy/")},
       {"1 to 255", named(".npy")},
       {"leads elsewhere", named("../x.npy")},
       {"leads elsewhere", named("/etc/x.npy")},
       {"leads elsewhere", named("a/../../x.npy")},
       {"backslash", named("..\\x.npy")},
       {"control", named("\x1b[31m.npy")},
       {"not UTF-8", named("\xff\xfe.npy")},
       {"f: x.npy: not an .npy file", zip({{"x.npy", "hello"}})},
       {"f: x.npy: expected the dtype", zip({{"x.npy", member_of("|O", "")}})},
       {"not a float32 copy",
        zip({{"x__bf16.npy", member_of("<u2", "\x80\x3f")}, {"x.npy", member_of()}})},
       {"not a float32 copy", zip({{"x__bf16.npy", member_of("<u2", "\x80\x3f")},
                                   {"x.npy", member_of("<f8", little(0x3ff0000000000000, 8))}})},
       {"not a float32 copy", zip({{"x__bf16.npy", member_of("<u2", little(0, 2))},
                                   {"x.npy", member_of("<f4", little(0x80000000, 4))}})},
       {"1 to 255", zip({{"__bf16.npy", member_of("<u2", "\x80\x3f")}})}});
}

TEST(HostileArrays, ZipContentsBeyondTheLimit) {
  const std::string archive = zip_bytes({{"a", std::string(70'000, 'a')}, {"b", "bb"}});
  EXPECT_EQ(parse_zip(archive, "f", 70'002).at("b"), "bb");
  expect_refused([&] { parse_zip(archive, "f", 70'001); }, "member 'b': the archive holds more");
  expect_refused([&] { parse_zip(archive, "f", 69'999); }, "member 'a': the archive holds more");
}

}  // namespace
}  // namespace assay::test
