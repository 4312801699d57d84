// High-precision numbers: the value reading of a reference.
#pragma once

#include <boost/multiprecision/mpfr.hpp>

#include "reference/scalar/functions.h"

namespace assay {

/// MPFR at a fixed number of decimal digits, on the stack, without expression templates (which
/// would make `auto` and the ternary operator treacherous).
template <unsigned digits>
using RealOf = boost::multiprecision::number<
    boost::multiprecision::mpfr_float_backend<digits, boost::multiprecision::allocate_stack>,
    boost::multiprecision::et_off>;

using Real = RealOf<50>;       ///< the truth, to 50 digits
using WideReal = RealOf<100>;  ///< for finite differences, and to ask whether a formula cancels

/// 10^exponent, for tolerances and steps.
template <class T>
T power_of_ten(int exponent) {
  return pow(T(10), exponent);
}

}  // namespace assay
