// assay compare

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "cli/commands.h"
#include "cli/mistakes.h"
#include "fixtures/cases/comparison.h"
#include "fixtures/cases/set_on_disk.h"
#include "fixtures/format/atomic_file.h"
#include "fixtures/format/input_error.h"
#include "fixtures/report/comparison_report.h"

namespace assay::cli {

namespace {

/// The manifests in a directory, of a whole set, or the one that is named.
std::vector<std::filesystem::path> manifests_of(const std::filesystem::path& path) {
  if (!std::filesystem::is_directory(path)) return {path};
  std::vector<std::filesystem::path> manifests;
  for (const auto& entry : std::filesystem::directory_iterator(path))
    if (entry.path().extension() == ".json") manifests.push_back(entry.path());
  std::sort(manifests.begin(), manifests.end());
  require_listed_files(path);
  if (manifests.empty()) throw InputError(path.string(), "expected manifests (*.json) there");
  require_list(path);
  return manifests;
}

void print_line(const char* what, const std::string& text) {
  if (!text.empty()) fmt::print("    {:<11} {}\n", what, text);
}

/// A tensor of another shape is no number of ulps away.
std::string worst_error(const ComparedTensor& row) {
  if (row.other_shapes > 0) return fmt::format("{} of another shape", row.other_shapes);
  return fmt::format("worst {:.3g} ulp", row.worst_ulps);
}

}  // namespace

void print_graded(const ComparedTensor& row, bool explain) {
  if (row.cases == 0) {
    fmt::print("{:<32} {:<12} not answered\n", row.op, row.name);
    return;
  }
  fmt::print("{:<32} {:<12} {:<8} {} over {} cases{}\n", row.op, row.name, name(row.worst),
             worst_error(row), row.cases,
             row.missing ? fmt::format(", {} missing", row.missing) : "");
  print_line("follows", convention_text(row));
  if (!explain && !row.failed()) return;
  print_line("worst", row.worst_text);
  print_line("ulp", histogram_text(row));
  print_line("bias", fmt::format("{:.3g} ulp", row.bias));
  print_line("tolerance", tolerance_text(row));
  print_line("looks like", resemblance_text(row));
}

int run_compare(const CompareOptions& options) {
  std::vector<ComparedTensor> rows;
  for (const auto& manifest : manifests_of(options.fixtures)) {
    show_progress(manifest.stem().string());
    const LoadedFixtures fixtures = read_fixtures(manifest);
    const Arrays answers = read_answers(options.answers, manifest.stem().string());
    std::vector<ComparedTensor> found = compare(fixtures, answers, named_mistakes());
    show_progress("");
    require_answered(found, fixtures, options.answers);
    std::move(found.begin(), found.end(), std::back_inserter(rows));
  }
  // The files come first, so that one that cannot be written is refused before any text.
  if (!options.junit.empty()) format::write_file(options.junit, comparison_junit(rows));
  if (!options.html.empty()) format::write_file(options.html, comparison_html(rows));
  if (options.json) fmt::print("{}", comparison_json(rows));
  for (const ComparedTensor& row : rows)
    if (!options.json) print_graded(row, options.explain);
  return std::any_of(rows.begin(), rows.end(), [](const auto& row) { return row.failed(); });
}

}  // namespace assay::cli
