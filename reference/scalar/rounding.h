// From high precision down to a format, correctly rounded, and the distance between the two.
#pragma once

#include "reference/scalar/format.h"
#include "reference/scalar/real.h"

namespace assay {

/// `exact` rounded once to `format` (to nearest, ties to even): subnormals are rounded at their own
/// spacing, overflow gives overflow_of(format), the sign of zero and NaN are kept.
double round_to(const Real& exact, Format format);
double round_to(const WideReal& exact, Format format);
double round_mpfr(mpfr_srcptr exact, Format format);

/// |got - exact| in units of the spacing of `format` at the correctly rounded value of `exact`,
/// clamped at the subnormal spacing. Two infinities of one sign, or two NaNs, are 0 apart; a NaN
/// and a number are infinitely far apart. An infinity counts as the first value past the largest.
double ulp_error(double got, const Real& exact, Format format);

/// Decimal text with `digits` significant digits, "-1.25e-3" style, exact zeros as "0".
std::string to_decimal(const Real& value, int digits);

}  // namespace assay
