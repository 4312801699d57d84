// assay mutants

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "fixtures/format/input_error.h"
#ifdef ASSAY_WITH_MUTANTS
#include "tests/mutants/mutants.h"
#endif

namespace assay::cli {

#ifdef ASSAY_WITH_MUTANTS

int run_mutants(const MutantsOptions& options) {
  int planted = 0, survivors = 0;
  nlohmann::json json = nlohmann::json::array();
  for (const Mutant& mutant : all_mutants()) {
    if (!options.family.empty() && !mutant.op.starts_with(options.family + "/")) continue;
    show_progress(mutant.op + " " + mutant.slip);
    const Autopsy autopsy = dissect(mutant, options.all_killers);
    show_progress("");
    ++planted;
    survivors += autopsy.killers.empty();
    if (options.json)
      json.push_back({{"op", mutant.op}, {"slip", mutant.slip}, {"killers", autopsy.killers}});
    else
      fmt::print("{:<8} {:<30} {:<60} {}\n", autopsy.killers.empty() ? "SURVIVES" : "killed",
                 mutant.op, mutant.slip, fmt::join(autopsy.killers, ", "));
  }
  if (planted == 0) throw InputError("no family is called '" + options.family + "'");
  if (options.json)
    fmt::print("{}\n", json.dump(1));
  else
    fmt::print("{} mistakes planted, {} killed, {} survive\n", planted, planted - survivors,
               survivors);
  return survivors == 0 ? 0 : 1;
}

#else

int run_mutants(const MutantsOptions&) {
  throw InputError("this build has no planted mistakes: configure with ASSAY_BUILD_TESTS=ON");
}

#endif

}  // namespace assay::cli
