// The elementary functions by their bare names, so that a reference reads like its formula.
// For double they are the standard library's; for Real and Ball argument-dependent lookup finds
// MPFR's and Arb's.
#pragma once

#include <cmath>

namespace assay {

using std::abs;
using std::acos;
using std::asin;
using std::atan;
using std::ceil;
using std::cos;
using std::cosh;
using std::erf;
using std::erfc;
using std::exp;
using std::expm1;
using std::floor;
using std::lgamma;
using std::log;
using std::log1p;
using std::pow;
using std::sin;
using std::sinh;
using std::sqrt;
using std::tan;
using std::tanh;

template <class T>
T pi() {
  return acos(T(-1));
}

/// A partial sum whose rest is at most |bound|: numbers ignore it, an enclosure takes it in.
template <class T>
T with_remainder(const T& sum, const T&) {
  return sum;
}

}  // namespace assay
