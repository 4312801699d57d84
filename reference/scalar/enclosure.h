// A ball as decimal text that encloses it still.
#pragma once

#include <string>

#include "reference/scalar/ball.h"

namespace assay {

/// Every number of the ball lies between `lower` and `upper`, and within `radius` of `midpoint`, as
/// the decimals stand: each is rounded outwards. An exact ball whose decimals end has radius "0".
struct Enclosure {
  std::string midpoint;
  std::string radius;
  std::string lower;
  std::string upper;
};

/// With `digits` significant digits. A ball that is not finite, or whose exponents MPFR cannot
/// hold, lies between "-inf" and "inf".
Enclosure decimal_enclosure(const Ball& ball, int digits);

/// How many digits tell the ends of this ball, computed with `bits` bits, apart.
int telling_digits(const Ball& ball, long bits);

}  // namespace assay
