// libFuzzer's entry: a manifest and the arrays that it tells of (as lines, after the first line
// that begins with '#'), answers as JSON, and lists of digests, on any bytes.
#include <cstdint>
#include <string_view>

#include "fixtures/cases/comparison.h"
#include "fixtures/format/digest_list.h"
#include "fixtures/format/json_file.h"
#include "fixtures/format/lines.h"
#include "tests/fuzz/one_line.h"

namespace {

using namespace assay;
using fuzz::attempt;
using fuzz::require;

void read_set(std::string_view bytes) {
  const std::size_t lines = bytes.find("\n#");
  if (lines == bytes.npos) return;
  SetOnDisk set{.manifest = "f.json",
                .arrays_file = "f.txt",
                .document = format::parse_json(bytes.substr(0, lines), "f.json"),
                .arrays = format::parse_lines(bytes.substr(lines + 1), "f.txt")};
  const Arrays arrays = set.arrays;
  const LoadedFixtures fixtures = fixtures_of(std::move(set));
  for (const ComparedTensor& row : compare(fixtures, arrays, {}))
    require(!row.failed() && row.missing == 0, "a set answers itself");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  attempt([&] { read_set(bytes); });
  attempt([&] { parse_answers_json(bytes, "f.json"); });
  attempt([&] { format::parse_digests(bytes, "SHA256SUMS"); });
  return 0;
}
