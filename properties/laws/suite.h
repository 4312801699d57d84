// Running the laws of many operators, and showing what came of it.
#pragma once

#include <string>
#include <vector>

#include "properties/laws/law.h"

namespace assay {

struct LawResult {
  std::string op;
  Law law;
  Outcome outcome;
};

/// Multi-line text of a broken law: what, why, the simplest case, how to repeat it.
std::string describe(const LawResult& result);

}  // namespace assay
