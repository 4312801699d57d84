// assay fixtures

#include <fmt/format.h>

#include "cli/commands.h"
#include "fixtures/cases/fixture_files.h"

namespace assay::cli {

int run_fixtures(const FixturesOptions& options) {
  const std::vector<const Operator*> ops = require_operators(options.ops);
  write_fixtures(options.out, ops, options.cases, options.seed,
                 [](const std::string& op, double share) { show_progress(op, share); });
  show_progress("");
  fmt::print("{}: {} operators, {} cases each\n", options.out, ops.size(), options.cases);
  return 0;
}

}  // namespace assay::cli
