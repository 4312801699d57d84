#include "cli/mistakes.h"

#ifdef ASSAY_WITH_MUTANTS
#include "tests/mutants/mutants.h"
#endif

namespace assay::cli {

std::vector<Mistake> named_mistakes() {
  std::vector<Mistake> mistakes;
#ifdef ASSAY_WITH_MUTANTS
  for (const Mutant& mutant : all_mutants())
    mistakes.push_back({mutant.op, mutant.slip, mutant.plant});
#endif
  return mistakes;
}

}  // namespace assay::cli
