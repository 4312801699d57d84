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
#include "tests/mutants/mutants.h"

namespace assay {
namespace {

/// One or two operators a family as JSON and safetensors; a few in every file and number format.
const std::filesystem::path golden = ASSAY_GOLDEN;
const std::filesystem::path golden_formats = ASSAY_GOLDEN "_formats";

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
  WriteOptions options;
};

std::vector<Format> further_formats(const nlohmann::json& manifest) {
  std::vector<Format> formats;
  for (const auto& name : manifest.at("furtherFormats"))
    formats.push_back(format_named(name.get<std::string>()).value());
  return formats;
}

/// What the committed files say of themselves, in the order of SHA256SUMS.
GoldenSet golden_set(const std::filesystem::path& directory) {
  GoldenSet set;
  std::set<FileFormat> formats;
  std::ifstream sums(directory / "SHA256SUMS");
  for (std::string digest, name; sums >> digest >> name;) {
    for (const FileFormat format : all_file_formats)
      if (name.ends_with(traits(format).extension)) formats.insert(format);
    if (!name.ends_with(".json")) continue;
    const nlohmann::json manifest = format::read_json(directory / name);
    set.ops.push_back(find_operator(manifest.at("operator").get<std::string>()));
    set.options.cases = {.cases = manifest.at("numberOfTests").get<int>(),
                         .seed = std::stoull(manifest.at("seed").get<std::string>()),
                         .largest = 100,
                         .format = {},
                         .further = further_formats(manifest)};
  }
  set.options.formats.assign(formats.begin(), formats.end());
  return set;
}

std::vector<Mistake> named_mistakes() {
  std::vector<Mistake> mistakes;
  for (const Mutant& mutant : all_mutants())
    mistakes.push_back({mutant.op, mutant.slip, mutant.plant});
  return mistakes;
}

void expect_written_again(const std::filesystem::path& directory) {
  const GoldenSet set = golden_set(directory);
  ASSERT_FALSE(set.ops.empty());
  ASSERT_EQ(std::count(set.ops.begin(), set.ops.end(), nullptr), 0) << "an operator is gone";
  const auto wanted = files_of(directory);
  int targets = 0;
  fast::for_each_target([&](fast::Target target) {
    ++targets;
    const test::TemporaryDirectory temporary;
    const std::filesystem::path out = temporary / "again";
    write_fixtures(out, set.ops, set.options, named_mistakes(), [](const auto&, double) {});
    const auto got = files_of(out);
    EXPECT_EQ(got.size(), wanted.size()) << "files are missing or left over" << how_to_renew;
    for (const auto& [name, bytes] : wanted)
      EXPECT_TRUE(got.contains(name) && got.at(name) == bytes)
          << fast::target_name(target) << ": " << name << " is not what is committed"
          << how_to_renew;
  });
  EXPECT_GE(targets, 1);
}

TEST(Golden, IsWrittenAgainToTheByteOnEveryInstructionSet) { expect_written_again(golden); }

TEST(Golden, IsWrittenAgainInEveryFormat) { expect_written_again(golden_formats); }

TEST(Golden, HasEveryFamily) {
  std::set<std::string> families;
  for (const Operator* op : golden_set(golden).ops) families.insert(op->card.family());
  for (const std::string& family : family_names())
    EXPECT_TRUE(families.contains(family))
        << family << ": add an operator to renew_golden in tests/golden/CMakeLists.txt";
}

TEST(Golden, StaysSmall) {
  std::size_t total = 0;
  for (const auto& directory : {golden, golden_formats})
    for (const auto& [name, bytes] : files_of(directory)) total += bytes.size();
  EXPECT_LT(total, 300u << 10);
}

}  // namespace
}  // namespace assay
