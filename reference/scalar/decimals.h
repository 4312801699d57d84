// Proven decimals: evaluate on balls with growing precision until every digit that is shown is
// right.
#pragma once

#include <string>
#include <vector>

#include "reference/contract/operator.h"
#include "reference/scalar/ball.h"
#include "reference/scalar/proof.h"

namespace assay {

/// What is known of one number. `text` is empty where nothing finite encloses it, "0" where it lies
/// within a ball around 0 that no precision made smaller than `enclosure`.
struct ProvenDecimal {
  std::string text = {};
  int digits = 0;  ///< of `text` behind the point; -1 where not one digit is proven
  Ball enclosure = {};
};

/// The decimal with `digits` digits behind the point, "-1.25e-03" style, to which every number of
/// the ball rounds; empty where there is no such decimal.
std::string certain_decimal(const Ball& ball, int digits);

/// Every element of every output of `reference` at exactly these inputs, with `digits` digits
/// behind the point, or with as many as the last precision proves. Empty when no precision settles
/// the comparisons on the way.
std::vector<Tensor<ProvenDecimal>> prove_decimals(const Function<Ball>& reference,
                                                  const Bag<double>& inputs,
                                                  const Attributes& attributes, int digits);

}  // namespace assay
