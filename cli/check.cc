// assay check

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <thread>

#include "cli/commands.h"
#include "fixtures/format/atomic_file.h"
#include "fixtures/format/input_error.h"
#include "fixtures/format/read_file.h"
#include "properties/derivation/report/report.h"

namespace assay::cli {

namespace {

using derivation::CheckedDocument;
using derivation::ClaimReport;

constexpr std::uintmax_t largest_document = 8 << 20;

std::vector<std::string> shipped_documents() {
  std::vector<std::string> paths;
  const std::filesystem::path folder = ASSAY_DERIVATIONS;
  if (std::filesystem::is_directory(folder))
    for (const auto& entry : std::filesystem::directory_iterator(folder))
      if (entry.path().extension() == ".md" || entry.path().extension() == ".tex")
        paths.push_back(std::filesystem::relative(entry.path()).string());
  std::sort(paths.begin(), paths.end());
  if (paths.empty()) throw InputError("no derivations are shipped at " + folder.string());
  return paths;
}

unsigned threads_of(const CheckOptions& options) {
  return options.jobs > 0 ? options.jobs : std::thread::hardware_concurrency();
}

derivation::Document read(const std::string& path) {
  const std::string text = format::read_file(path, largest_document);
  try {
    derivation::Document document = derivation::read_document(path, text);
    if (document.items.empty())
      throw InputError(path + (path.ends_with(".tex")
                                   ? ": no claim; write a claim environment, or '% assay: claim' "
                                     "before a display"
                                   : ": no claim; write a fenced block opened with ```claim"));
    return document;
  } catch (const derivation::IllFormed& error) {
    throw InputError(
        fmt::format("{}:{}:{}: {}", path, error.where.line, error.where.column, error.what()));
  }
}

bool use_color() { return isatty(STDOUT_FILENO) == 1 && std::getenv("NO_COLOR") == nullptr; }

/// What stands first is printed first, as soon as all before it is judged.
class OrderedReports {
 public:
  OrderedReports(std::vector<CheckedDocument>& all, const CheckOptions& options)
      : all_(all), options_(options), left_(all.size()) {
    for (std::size_t d = 0; d < all.size(); ++d) left_[d] = all[d].document.items.size();
  }

  void judged_one_of(std::size_t d, const std::vector<ClaimReport>& reports) {
    show_progress(fmt::format("{} claims judged; {}", ++done_, all_[d].document.path));
    if (--left_[d] == 0) all_[d].reports = reports;
    for (; first_ < all_.size() && left_[first_] == 0; ++first_) {
      if (options_.json || options_.annotations) continue;
      show_progress("");
      fmt::print("{}", derivation::text_report(all_[first_], use_color(), options_.explain));
    }
  }

 private:
  std::vector<CheckedDocument>& all_;
  const CheckOptions& options_;
  std::vector<std::size_t> left_;  ///< claims to be judged of each document
  std::size_t first_ = 0, done_ = 0;
};

int check_once(const std::vector<std::string>& paths, const CheckOptions& options) {
  std::vector<CheckedDocument> all;
  for (const std::string& path : paths) all.push_back({read(path), {}});
  std::vector<const derivation::Document*> documents;
  for (const CheckedDocument& checked : all) documents.push_back(&checked.document);
  derivation::JudgeOptions judging;
  judging.seed = options.seed;
  judging.draws = options.draws;
  judging.digits = options.digits;
  judging.seconds = options.seconds;
  OrderedReports ordered(all, options);
  derivation::judge_all(documents, judging, threads_of(options),
                        [&](std::size_t d, const std::vector<ClaimReport>& reports) {
                          ordered.judged_one_of(d, reports);
                        });
  show_progress("");
  if (!options.junit.empty()) format::write_file(options.junit, derivation::junit_report(all));
  if (!options.html.empty())
    format::write_file(options.html, derivation::html_report(all, threads_of(options)));
  if (options.json)
    fmt::print("{}", derivation::json_report(all));
  else if (options.annotations)
    fmt::print("{}", derivation::annotations(all));
  if (!options.json) fmt::print("{}\n", derivation::summary(all));
  const bool as_expected = std::all_of(all.begin(), all.end(), [](const CheckedDocument& checked) {
    return std::all_of(checked.reports.begin(), checked.reports.end(),
                       [](const ClaimReport& report) { return report.as_expected(); });
  });
  return as_expected ? 0 : 1;
}

/// Before minutes of work, not after them.
void require_folder_of(const std::string& path) {
  if (path.empty()) return;
  const std::filesystem::path folder = std::filesystem::absolute(path).parent_path();
  if (!std::filesystem::is_directory(folder))
    throw InputError(path + ": there is no directory " + folder.string());
  if (std::filesystem::is_directory(path)) throw InputError(path + ": is a directory");
}

/// A report must not replace what it reports on.
void require_another_file(const std::string& output, const std::vector<std::string>& others) {
  std::error_code missing;
  for (const std::string& other : others)
    if (!output.empty() && std::filesystem::equivalent(output, other, missing))
      throw InputError(output + ": would be overwritten; give the report another name");
}

}  // namespace

int run_check(const CheckOptions& options) {
  require_folder_of(options.junit);
  require_folder_of(options.html);
  const std::vector<std::string> paths =
      options.files.empty() ? shipped_documents() : options.files;
  for (const std::string& output : {options.junit, options.html})
    require_another_file(output, paths);
  if (!options.junit.empty() && options.junit == options.html)
    throw InputError(options.html + ": --html and --junit need two files");
  if (options.watch) watch(paths, [&] { static_cast<void>(check_once(paths, options)); });
  return check_once(paths, options);
}

}  // namespace assay::cli
