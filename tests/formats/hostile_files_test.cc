// Documents that are not JSON, paths that are not files, and good files damaged at every byte.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <functional>
#include <nlohmann/json.hpp>

#include "fixtures/format/array_file.h"
#include "fixtures/format/json_file.h"
#include "fixtures/format/lines.h"
#include "fixtures/format/npy.h"
#include "fixtures/format/npz.h"
#include "fixtures/format/read_file.h"
#include "fixtures/format/safetensors.h"
#include "tests/formats/refusal.h"
#include "tests/formats/temporary_directory.h"

namespace assay::test {
namespace {

using namespace assay::format;

TEST(HostileFiles, Json) {
  const auto parse = [](std::string_view text, std::string_view source) {
    parse_json(text, source, {.bytes = 5000, .values = 1000, .depth = 20});
  };
  std::string many = "[0";
  for (int i = 0; i < 1000; ++i) many += ",0";
  expect_all_refused(parse, {{"f:1:1: ", ""},
                             {"f:1:", "{"},
                             {"f:2:3: ", "{\n  x"},
                             {"f:1:4: ", "[1,]"},
                             {"f:1:4: ", "{} {}"},
                             {"f:1:2: ", "[NaN]"},
                             {"syntax error while parsing value - invalid literal$", "[tru]"},
                             {"f:1:2: ", "[Infinity]"},
                             {"f:1:2: ", "[// no\n1]"},
                             {"f:1:2: ", "['x']"},
                             {"f:1:3: ", "[\"\xff\"]"},
                             {"f:1:3: ", "[\"\xc0\xaf\"]"},
                             {"f:1:", "[\"\\ud800\"]"},
                             {"f:1:", "[\"\x01\"]"},
                             {"f:1:", "[\"a\nb\"]"},
                             {"f:1:", "[01]"},
                             {"f:1:", "[1e400]"},
                             {"f:1:", "\xef\xbb"},
                             {"f:2:4: duplicate key 'a'", "{\"a\": 1,\n \"a\": 2}"},
                             {"duplicate key 'a'", "{\"a\": 1, \"\\u0061\": 2}"},
                             {"duplicate key 'a'", "[{\"b\": {\"a\": 1, \"c\": {}, \"a\": 2}}]"},
                             {"deeper than 20", std::string(100, '[')},
                             {"deeper than 20", std::string(21, '[') + std::string(21, ']')},
                             {"more than 1000 values", many + "]"},
                             {"has 6000 bytes", std::string(6000, ' ')}});
}

TEST(HostileFiles, DepthAndKeysThatAreAllowedPass) {
  const JsonLimits limits = {.bytes = 5000, .values = 1000, .depth = 20};
  EXPECT_NO_THROW(parse_json(std::string(20, '[') + std::string(20, ']'), "f", limits));
  EXPECT_NO_THROW(parse_json(R"([{"a": {"a": 1}}, {"a": 2}])", "f", limits));
}

TEST(HostileFiles, ThatAreNotFiles) {
  const TemporaryDirectory directory;
  ASSERT_EQ(::mkfifo((directory / "pipe").c_str(), 0600), 0);
  std::filesystem::create_symlink("loop", directory / "loop");
  std::filesystem::create_symlink("nothing", directory / "dangling");
  const auto refused = [&](const std::string& name, const std::string& expected) {
    expect_refused([&] { read_file(directory / name); }, expected);
  };
  refused("missing", "missing: cannot open: No such file");
  refused("missing/missing", "No such file");
  refused(".", "found a directory");
  refused("pipe", "expected a regular file");
  refused("loop", "symbolic link");
  refused("dangling", "No such file");
  refused("new\nline\x1b", "new\\x0aline\\x1b: cannot open");
  refused(std::string(300, 'x'), "too long");
  expect_refused([] { read_file("/dev/zero"); }, "expected a regular file");
  expect_refused([] { read_file(""); }, "No such file");
}

TEST(HostileFiles, OfUnknownFormat) {
  for (const char* name : {"x", "x.npy.csv", "x.pt", ".npy"})
    expect_refused([&] { read_arrays(name); }, "expected a name ending in .npy");
}

TEST(HostileFiles, AreNotReadBeyondTheLimit) {
  const TemporaryDirectory directory;
  const int file = ::open((directory / "sparse").c_str(), O_WRONLY | O_CREAT, 0600);
  ASSERT_EQ(::ftruncate(file, std::int64_t{1} << 40), 0);
  ::close(file);
  forget_allocations();
  expect_refused([&] { read_npy(directory / "sparse"); }, "has 1099511627776 bytes; at most");
  EXPECT_LE(largest_allocation(), 10'000u);
}

// Whatever is changed in, or cut off from, a good file: it is read, or refused with one line.
void damage(const std::string& good, const std::function<void(std::string_view)>& parse) {
  const auto attempt = [&](std::string_view bytes) {
    try {
      parse(bytes);
    } catch (const InputError& error) {
      expect_one_line(error.what(), "f");
    }
  };
  for (std::size_t i = 0; i < good.size(); ++i) {
    attempt(std::string_view(good).substr(0, i));
    for (const int flip : {1, 0x80, 0xff}) {
      std::string changed = good;
      changed[i] = static_cast<char>(changed[i] ^ flip);
      attempt(changed);
    }
  }
}

TEST(HostileFiles, Lines) {
  const auto parse = [](std::string_view text, std::string_view source) {
    parse_lines(text, source);
  };
  expect_all_refused(parse,
                     {{"f:1: expected a name, a type, a shape and elements, found 'x'$", "x"},
                      {"f:2: expected a name", "# x\nx f32\n"},
                      {"f:1: expected a type such as f32, found 'float'$", "x float - 1"},
                      {"f:1: expected a shape such as 2,3 or -, found '2x3'$", "x f32 2x3 1"},
                      {"expected a shape", "x f32 -1 1"},
                      {"expected a shape", "x f32 2, 1 2"},
                      {"expected a shape", "x f32  1"},
                      {"expected a shape", "x f32 99999999999999999999 1"},
                      {"f:1: has", "x f32 99999999999 1"},
                      {"holds too many elements", "x f32 9999999999,9999999999 1"},
                      {"expected 2 elements for the shape [2], found 1$", "x f32 2 1"},
                      {"found 2$", "x f32 - 1 2"},
                      {"expected 1000000 elements", "x f32 1000000 1"},
                      {"expected a number such as 0x1.8p+1, found 'one'$", "x f32 - one"},
                      {"found ''$", "x f32 - "},
                      {"is not such a value", "x f32 - 0.1"},
                      {"is not such a value", "x f8e4m3fn - inf"},
                      {"expected an integer, found '1.5'$", "x i64 - 1.5"},
                      {"is not such a value", "x u8 - 256"},
                      {"leads elsewhere", "../x f32 - 1"},
                      {"control character", "a\x1b[2J f32 - 1"},
                      {"f:2: the name 'x' comes twice$", "x f32 - 1\nx f32 - 1"},
                      {"UTF-8", "\xff f32 - 1"}});
}

TEST(HostileFiles, DamagedAnywhere) {
  const Array x = {Dtype::f32, Tensor<double>({2, 1}, {1, -0.0})};
  const Array y = {Dtype::bf16, Tensor<double>::scalar(2)};
  forget_allocations();
  damage(npy_bytes(x), [](std::string_view bytes) { parse_npy(bytes, "f"); });
  damage(npz_bytes({{"x", x}, {"y", y}}), [](std::string_view bytes) { parse_npz(bytes, "f"); });
  damage(safetensors_bytes({{{"a", "b"}}, {{"x", x}, {"y", y}}}),
         [](std::string_view bytes) { parse_safetensors(bytes, "f"); });
  damage(line_of("x", x) + "\n" + line_of("y", y),
         [](std::string_view bytes) { parse_lines(bytes, "f"); });
  damage(json_text({{"x", {1, 2.5, nullptr}}, {"y", "\xc3\xa9"}}),
         [](std::string_view bytes) { parse_json(bytes, "f"); });
  EXPECT_LE(largest_allocation(), 200'000u);
}

}  // namespace
}  // namespace assay::test
