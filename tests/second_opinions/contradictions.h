// The published values that our reference contradicts, each with the reason.
#pragma once

#include <string>
#include <vector>

#include "reference/contract/operator.h"

namespace assay::backend {

struct Contradiction {
  std::string folder;
  std::string output;
  std::size_t elements = 0;  ///< how many of its values are worse than stable
  std::string reason;
  /// Attributes as the generator had them, at which the reference confirms all of these values.
  /// Empty where the values are wrong at any attributes.
  Attributes generator = {};
};

const std::vector<Contradiction>& listed_contradictions();

}  // namespace assay::backend
