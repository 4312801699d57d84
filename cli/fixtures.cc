// assay fixtures

#include <fmt/format.h>

#include <csignal>

#include "cli/commands.h"
#include "fixtures/cases/fixture_files.h"

namespace assay::cli {

namespace {

volatile std::sig_atomic_t interrupted = 0;

struct Interrupted {};

/// Lets the work end where it can remove what it began, at the next sign of progress.
void stop_on_signals() {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP})
    std::signal(signal, [](int) { interrupted = 1; });
}

}  // namespace

int run_fixtures(const FixturesOptions& options) {
  const std::vector<const Operator*> ops = require_operators(options.ops);
  stop_on_signals();
  const auto progress = [](const std::string& op, double share) {
    if (interrupted) throw Interrupted();
    show_progress(op, share);
  };
  try {
    if (options.format == "onnx") return write_onnx_tests(options, ops, progress);
    write_fixtures(options.out, ops, options.cases, options.seed,
                   progress);
  } catch (const Interrupted&) {
    show_progress("");
    fmt::print(stderr, "assay: interrupted; nothing was written\n");
    return 130;
  }
  show_progress("");
  fmt::print("{}: {} operators, {} cases each\n", options.out, ops.size(), options.cases);
  return 0;
}

}  // namespace assay::cli
