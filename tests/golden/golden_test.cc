// The committed fixtures, written again from nothing but their own names and seeds. Expected values
// come from the reference alone, never from a kernel; a fixture must not depend on the instruction
// set all the same, so each one is forced in turn.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "fast/targets.h"
#include "fixtures/cases/fixture_files.h"
#include "fixtures/format/json_file.h"
#include "fixtures/format/read_file.h"
#include "properties/catalogue/catalogue.h"
#include "tests/formats/temporary_directory.h"

namespace assay {
namespace {

const std::filesystem::path golden = ASSAY_GOLDEN;

constexpr const char* how_to_renew =
    "; if that is meant: cmake --build --preset dev --target renew_golden, and read the diff";

std::map<std::string, std::string> files_of(const std::filesystem::path& directory) {
  std::map<std::string, std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(directory))
    files[entry.path().filename()] = format::read_file(entry.path(), std::size_t{1} << 20);
  return files;
}

struct GoldenSet {
  std::vector<const Operator*> ops;  ///< in the order in which they were written
  int cases = 0;
  std::uint64_t seed = 0;
};

/// What the committed manifests say of themselves, in the order of SHA256SUMS.
GoldenSet golden_set() {
  GoldenSet set;
  std::ifstream sums(golden / "SHA256SUMS");
  for (std::string digest, name; sums >> digest >> name;) {
    if (!name.ends_with(".json")) continue;
    const nlohmann::json manifest = format::read_json(golden / name);
    set.ops.push_back(find_operator(manifest.at("operator").get<std::string>()));
    set.cases = manifest.at("numberOfTests").get<int>();
    set.seed = std::stoull(manifest.at("seed").get<std::string>());
  }
  return set;
}

TEST(Golden, IsWrittenAgainToTheByteOnEveryInstructionSet) {
  const GoldenSet set = golden_set();
  ASSERT_FALSE(set.ops.empty());
  ASSERT_EQ(std::count(set.ops.begin(), set.ops.end(), nullptr), 0) << "an operator is gone";
  const auto wanted = files_of(golden);
  int targets = 0;
  fast::for_each_target([&](fast::Target target) {
    ++targets;
    const test::TemporaryDirectory temporary;
    const std::filesystem::path out = temporary / "again";
    write_fixtures(out, set.ops, set.cases, set.seed, [](const std::string&, double) {});
    const auto got = files_of(out);
    EXPECT_EQ(got.size(), wanted.size()) << "files are missing or left over" << how_to_renew;
    for (const auto& [name, bytes] : wanted)
      EXPECT_TRUE(got.contains(name) && got.at(name) == bytes)
          << fast::target_name(target) << ": " << name << " is not what is committed"
          << how_to_renew;
  });
  EXPECT_GE(targets, 1);
}

TEST(Golden, HasEveryFamily) {
  std::set<std::string> families;
  for (const Operator* op : golden_set().ops) families.insert(op->card.family());
  for (const std::string& family : family_names())
    EXPECT_TRUE(families.contains(family))
        << family << ": add an operator to renew_golden in tests/golden/CMakeLists.txt";
}

TEST(Golden, StaysSmall) {
  std::size_t total = 0;
  for (const auto& [name, bytes] : files_of(golden)) total += bytes.size();
  EXPECT_LT(total, 300u << 10);
}

}  // namespace
}  // namespace assay
