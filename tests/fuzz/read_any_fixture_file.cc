// libFuzzer's entry: every reader on any bytes. A reader takes them or throws InputError with one
// printable line; what it took, it must write and read again unchanged.
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "fixtures/format/json_file.h"
#include "fixtures/format/lines.h"
#include "fixtures/format/npy.h"
#include "fixtures/format/npz.h"
#include "fixtures/format/safetensors.h"
#include "tests/formats/arrays_of_bits.h"
#include "tests/fuzz/one_line.h"

namespace {

using namespace assay::format;
using assay::Array;
using assay::Arrays;
using assay::fuzz::attempt;
using assay::fuzz::require;

// A name that ends in __bf16 and is no such array is read, but never written.
bool writable(const Arrays& arrays) {
  for (const auto& [name, array] : arrays)
    if (dtype_of_suffix(name)) return false;
  return !arrays.empty();
}

void read_npy_twice(std::string_view bytes, std::string_view source) {
  const Array array = parse_npy(bytes, source);
  require(assay::test::identical(parse_npy(npy_bytes(array), source), array), "npy");
}

void read_npz_twice(std::string_view bytes) {
  const Arrays arrays = parse_npz(bytes, "f");
  if (!writable(arrays)) return;
  require(assay::test::identical(parse_npz(npz_bytes(arrays), "f"), arrays), "npz");
}

void read_safetensors_twice(std::string_view bytes) {
  const Safetensors content = parse_safetensors(bytes, "f");
  const Safetensors again = parse_safetensors(safetensors_bytes(content), "f");
  require(assay::test::identical(again.tensors, content.tensors), "safetensors");
  require(again.metadata == content.metadata, "safetensors' metadata");
}

void read_lines_twice(std::string_view bytes) {
  const Arrays arrays = parse_lines(bytes, "f");
  std::string text;
  for (const auto& [name, array] : arrays) text += line_of(name, array) + "\n";
  require(assay::test::identical(parse_lines(text, "f"), arrays), "lines");
}

void read_json_twice(std::string_view bytes) {
  const nlohmann::json document = parse_json(bytes, "f");
  require(parse_json(json_text(document), "f") == document, "JSON");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  attempt([&] { read_npy_twice(bytes, "f"); });
  attempt([&] { read_npy_twice(bytes, "f__bf16.npy"); });
  attempt([&] { read_npy_twice(bytes, "f__f8e4m3fn.npy"); });
  attempt([&] { read_npz_twice(bytes); });
  attempt([&] { read_safetensors_twice(bytes); });
  attempt([&] { read_json_twice(bytes); });
  attempt([&] { read_lines_twice(bytes); });
  return 0;
}
