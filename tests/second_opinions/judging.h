// What our reference says of published values.
#pragma once

#include <string>
#include <vector>

#include "properties/grading/grading.h"
#include "tests/second_opinions/table.h"

namespace assay::second_opinions {

struct Judgement {
  std::string output;  ///< the published output
  std::size_t position = 0;
  Graded graded;
  std::string proof = {};  ///< of a contradiction: both values and the proven one
};

/// The reference contradicts a value that is worse than stable.
bool contradicts(const Judgement& judgement);

/// Grades every published value of the call. Where `instead` has an attribute, that is used, not
/// the one of the call.
std::vector<Judgement> judge(const Operator& op, const Call& call, const Attributes& instead = {});

}  // namespace assay::second_opinions
