// Proven rounding: evaluate on balls with growing precision until every number in the enclosure
// rounds to the same float (Ziv's strategy).
#pragma once

#include <optional>
#include <vector>

#include "reference/contract/operator.h"
#include "reference/scalar/ball.h"
#include "reference/scalar/format.h"

namespace assay {

/// The outcome for one number: its correctly rounded value if `proven`, the best known rounding
/// otherwise (an inexactly reached midpoint is never decided). `bits` is the last precision tried,
/// `enclosure` what was found there: the exact number lies in it.
struct ProvenValue {
  double value = 0;
  bool proven = false;
  long bits = 0;
  Ball enclosure = {};
};

/// Rounds the ball to `format`; nothing when its two ends round differently or it is not finite.
std::optional<double> round_if_certain(const Ball& ball, Format format);

/// `rounded`, which lies in the enclosure, with the sign of `plain`, the same result in arithmetic
/// that has signed zeros, where both are 0 and the enclosure has no sign: identity(-0) is -0.
double with_sign_of_zero(double rounded, const Ball& enclosure, double plain);

struct PrecisionRange {
  long first = 96;    ///< bits of the first attempt
  long limit = 4096;  ///< where an undecided number is given up
};

/// Every element of every output of `reference` at exactly these inputs, rounded to `format`.
/// Inputs are finite. An element whose result is a NaN or an infinity is not proven. Empty when no
/// precision settles the comparisons on the way.
std::vector<Tensor<ProvenValue>> prove(const Function<Ball>& reference, const Bag<double>& inputs,
                                       const Attributes& attributes, Format format,
                                       PrecisionRange precision = {});

}  // namespace assay
