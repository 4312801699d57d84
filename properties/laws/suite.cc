#include "properties/laws/suite.h"

#include <fmt/format.h>

namespace assay {

std::string describe(const LawResult& result) {
  return fmt::format(
      "{} breaks '{}' ({})\n  {}\n  at {}\n  repeat with: {}\n{}", result.op, result.law.name,
      result.law.sentence, result.outcome.message, result.outcome.case_text,
      result.outcome.reproduce,
      result.outcome.evaluate.empty() ? "" : "  what is due: " + result.outcome.evaluate + "\n");
}

}  // namespace assay
