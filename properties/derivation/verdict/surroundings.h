// The names that a repair of one step may bring in.
#pragma once

#include <string>
#include <vector>

#include "properties/derivation/verdict/judge.h"

namespace assay::derivation {

struct Surroundings {
  std::vector<std::string> sizes;    ///< names of integers in scope
  std::vector<std::string> scalars;  ///< names of other numbers
  std::vector<std::string> shares;   ///< those of them that lie in (0, 1)
  std::vector<std::string> tensors;  ///< names of vectors, matrices and definitions
  std::vector<Tree> slopes;          ///< f'(z) for the functions that the derivation applies
};

/// At most six names of each kind among those that `draw` gives values to, and the definitions.
Surroundings surroundings(const Step& step, const Scope& scope, const Draw& draw);

}  // namespace assay::derivation
