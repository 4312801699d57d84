// assay compare

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "fixtures/cases/comparison.h"
#include "fixtures/format/input_error.h"

namespace assay::cli {

namespace {

/// The manifests in a directory, or the one that is named.
std::vector<std::filesystem::path> manifests_of(const std::filesystem::path& path) {
  if (!std::filesystem::is_directory(path)) return {path};
  std::vector<std::filesystem::path> manifests;
  for (const auto& entry : std::filesystem::directory_iterator(path))
    if (entry.path().extension() == ".json") manifests.push_back(entry.path());
  std::sort(manifests.begin(), manifests.end());
  if (manifests.empty()) throw InputError(path.string(), "expected manifests (*.json) there");
  return manifests;
}

bool failed(const ComparedTensor& row) {
  const bool gradient_left_out = row.cases == 0 && row.name.starts_with("grad.");
  return row.worst > Grade::stable || (row.missing > 0 && !gradient_left_out);
}

nlohmann::json as_json(const ComparedTensor& row) {
  nlohmann::json counts = nlohmann::json::object();
  for (const Grade grade : all_grades)
    counts[std::string(name(grade))] = row.count[static_cast<std::size_t>(grade)];
  return {{"op", row.op},         {"tensor", row.name},    {"grade", name(row.worst)},
          {"cases", row.cases},   {"missing", row.missing}, {"counts", counts},
          {"worst", row.worst_text}, {"failed", failed(row)}};
}

void print(const ComparedTensor& row) {
  if (row.cases == 0) {
    fmt::print("{:<32} {:<12} not answered\n", row.op, row.name);
    return;
  }
  fmt::print("{:<32} {:<12} {:<8} worst {:.3g} ulp over {} cases{}\n", row.op, row.name,
             name(row.worst), row.worst_ulps, row.cases,
             row.missing ? fmt::format(", {} missing", row.missing) : "");
  if (failed(row) && !row.worst_text.empty()) fmt::print("    {}\n", row.worst_text);
}

}  // namespace

int run_compare(const CompareOptions& options) {
  bool all_well = true;
  nlohmann::json json = nlohmann::json::array();
  for (const auto& manifest : manifests_of(options.fixtures)) {
    show_progress(manifest.stem().string());
    const LoadedFixtures fixtures = read_fixtures(manifest);
    const Arrays answers = read_answers(options.answers, manifest.stem().string());
    show_progress("");
    for (const ComparedTensor& row : compare(fixtures, answers)) {
      all_well = all_well && !failed(row);
      if (options.json)
        json.push_back(as_json(row));
      else
        print(row);
    }
  }
  if (options.json) fmt::print("{}\n", json.dump(1));
  return all_well ? 0 : 1;
}

}  // namespace assay::cli
