// The half of the exchange with numpy that runs our code: all judging is done in Python.
//   exchange write PATTERNS.json DIR   arrays of these bits as .npy, .npz and .safetensors files
//   exchange read FILE                 the bits of a file of ours or theirs, as JSON
#include <fmt/format.h>

#include <cstdio>
#include <nlohmann/json.hpp>

#include "fixtures/format/array_file.h"
#include "fixtures/format/input_error.h"
#include "fixtures/format/json_file.h"
#include "fixtures/format/npy.h"
#include "fixtures/format/npz.h"
#include "fixtures/format/safetensors.h"
#include "tests/formats/arrays_of_bits.h"

namespace {

using namespace assay;
using namespace assay::format;
using nlohmann::json;
namespace fs = std::filesystem;

// {"name": {"dtype": "f32", "shape": [2], "bits": [1065353216, 0]}}
Arrays arrays_of(const json& patterns) {
  Arrays arrays;
  for (const auto& [name, array] : patterns.items())
    arrays[name] = test::array_of_bits(dtype_named(array["dtype"].get<std::string>()).value(),
                                       array["shape"].get<Shape>(),
                                       array["bits"].get<std::vector<std::uint64_t>>());
  return arrays;
}

json patterns_of(const Array& array) {
  const std::string bytes = element_bytes(array);
  const std::size_t size = traits(array.dtype).size;
  std::vector<std::uint64_t> bits(array.values.data.size());
  for (std::size_t i = 0; i < bytes.size(); ++i)
    bits[i / size] |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << i % size * 8;
  return {{"dtype", traits(array.dtype).name}, {"shape", array.values.shape}, {"bits", bits}};
}

void write(const Arrays& arrays, const fs::path& directory) {
  write_npz(directory / "all.npz", arrays);
  write_safetensors(directory / "all.safetensors", {{{"made by", "exchange"}}, arrays});
  for (const auto& [name, array] : arrays)
    write_npy(directory / fmt::format("{}{}.npy", name, traits(array.dtype).suffix), array);
}

}  // namespace

int main(int count, char** words) {
  const std::vector<std::string> arguments(words + 1, words + count);
  try {
    if (arguments.size() == 3 && arguments[0] == "write") {
      write(arrays_of(read_json(arguments[1])), arguments[2]);
    } else if (arguments.size() == 2 && arguments[0] == "read") {
      json patterns = json::object();
      for (const auto& [name, array] : read_arrays(arguments[1]))
        patterns[name] = patterns_of(array);
      fmt::print("{}", json_text(patterns));
    } else {
      fmt::print(stderr, "usage: exchange write PATTERNS.json DIR | exchange read FILE\n");
      return 2;
    }
  } catch (const InputError& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 2;
  }
  return 0;
}
