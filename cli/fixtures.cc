// assay fixtures

#include <fmt/format.h>

#include <algorithm>
#include <csignal>

#include "cli/commands.h"
#include "cli/mistakes.h"
#include "fixtures/cases/fixture_files.h"
#include "fixtures/format/input_error.h"
#include "fixtures/format/text.h"

namespace assay::cli {

namespace {

/// The signal that came, or none.
volatile std::sig_atomic_t interrupted = 0;

struct Interrupted {};

/// Lets the work end at the next sign of progress.
void stop_on_signals() {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP})
    std::signal(signal, [](int number) { interrupted = number; });
}

const Suite& require_suite(const std::string& name) {
  const auto* const suite = std::find_if(all_suites.begin(), all_suites.end(),
                                         [&](const Suite& s) { return s.name == name; });
  if (suite != all_suites.end()) return *suite;
  throw InputError("no suite is called " + format::in_quotes(name) +
                   "; there are smoke, standard and full");
}

const Suite& suite_of(const FixturesOptions& options) {
  return require_suite(options.suite.empty() ? "standard" : options.suite);
}

/// An asked-for number of cases is kept, and so is that of no suite.
int hunts_of(const FixturesOptions& options) {
  return options.cases == 0 && !options.suite.empty() ? suite_of(options).hunts : 0;
}

FixturesOptions with_cases(FixturesOptions options) {
  if (options.cases == 0) options.cases = suite_of(options).cases;
  return options;
}

WriteOptions write_options(const FixturesOptions& options) {
  WriteOptions write;
  write.cases.cases = with_cases(options).cases;
  write.cases.seed = options.seed;
  write.cases.largest = suite_of(options).largest;
  write.cases.hunts = hunts_of(options);
  for (const std::string& dtype : options.dtypes)
    if (!write.cases.format)
      write.cases.format = require_format(dtype);
    else
      write.cases.further.push_back(require_format(dtype));
  if (!options.formats.empty())
    write.formats = file_formats_named(options.formats);
  else if (!options.suite.empty())
    write.formats = {FileFormat::json, FileFormat::safetensors};
  write.jobs = options.jobs;
  return write;
}

/// Manifests, and arrays in a format that is read back.
bool can_be_compared(const std::vector<FileFormat>& formats) {
  const auto has = [&](FileFormat format) {
    return std::find(formats.begin(), formats.end(), format) != formats.end();
  };
  return has(FileFormat::json) &&
         (has(FileFormat::safetensors) || has(FileFormat::npz) || has(FileFormat::text));
}

}  // namespace

Format require_format(const std::string& name) {
  if (const auto format = format_named(name)) return *format;
  throw InputError("no number format is called " + format::in_quotes(name) +
                   "; there are float64, float32, bfloat16, float16, float8_e5m2 and "
                   "float8_e4m3fn");
}

int run_fixtures(const FixturesOptions& options) {
  if (options.out.empty()) throw InputError("--out: expected the name of a new directory");
  const std::vector<const Operator*> ops = require_operators(options.ops);
  const int cases = with_cases(options).cases;
  stop_on_signals();
  const auto progress = [](const std::string& op, double share) {
    if (interrupted) throw Interrupted();
    show_progress(op, share);
  };
  try {
    if (options.formats == "onnx") return write_onnx_tests(with_cases(options), ops, progress);
    write_fixtures(options.out, ops, write_options(options), named_mistakes(), progress);
  } catch (const Interrupted&) {
    show_progress("");
    fmt::print(stderr, "assay: interrupted; the same command continues\n");
    return 128 + interrupted;
  }
  show_progress("");
  fmt::print("{}: {} {}, {} {} each{}\n", options.out, ops.size(),
             ops.size() == 1 ? "operator" : "operators", cases, cases == 1 ? "case" : "cases",
             hunts_of(options) > 0 ? " and more where they refuse more mistakes" : "");
  if (!can_be_compared(write_options(options).formats))
    fmt::print(stderr,
               "assay: {}: 'assay compare' cannot read this set; it needs json and one of "
               "safetensors, npz and text\n",
               options.out);
  return 0;
}

}  // namespace assay::cli
