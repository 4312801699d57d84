// assay check

#include <fmt/format.h>
#include <unistd.h>

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

CheckedDocument checked(const std::string& path, const CheckOptions& options, std::size_t& done) {
  const std::string text = format::read_file(path, largest_document);
  CheckedDocument result;
  try {
    result.document = derivation::read_document(path, text);
  } catch (const derivation::IllFormed& error) {
    throw InputError(fmt::format("{}:{}:{}: {}", path, error.where.line, error.where.column,
                                 error.what()));
  }
  derivation::JudgeOptions judging;
  judging.seed = options.seed;
  judging.draws = options.draws;
  judging.digits = options.digits;
  judging.seconds = options.seconds;
  result.reports =
      derivation::judge_all(result.document, judging, threads_of(options), [&](const ClaimReport& report) {
        ++done;
        show_progress(fmt::format("{} claims judged; {}:{}", done, path, report.where.line));
      });
  show_progress("");
  return result;
}

bool use_color() { return isatty(STDOUT_FILENO) == 1 && std::getenv("NO_COLOR") == nullptr; }

int check_once(const std::vector<std::string>& paths, const CheckOptions& options) {
  std::vector<CheckedDocument> all;
  std::size_t done = 0;
  bool as_expected = true;
  for (const std::string& path : paths) {
    all.push_back(checked(path, options, done));
    if (all.back().reports.empty())
      throw InputError(path + (path.ends_with(".tex")
                                   ? ": no claim; write a claim environment, or '% assay: claim' "
                                     "before a display"
                                   : ": no claim; write a fenced block opened with ```claim"));
    for (const ClaimReport& report : all.back().reports)
      as_expected = as_expected && report.as_expected();
    if (!options.json && !options.annotations)
      fmt::print("{}", derivation::text_report(all.back(), use_color(), options.explain));
  }
  if (!options.junit.empty()) format::write_file(options.junit, derivation::junit_report(all));
  if (!options.html.empty())
    format::write_file(options.html, derivation::html_report(all, threads_of(options)));
  if (options.json)
    fmt::print("{}", derivation::json_report(all));
  else if (options.annotations)
    fmt::print("{}", derivation::annotations(all));
  if (!options.json) fmt::print("{}\n", derivation::summary(all));
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
