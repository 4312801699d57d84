#include "reference/scalar/rounding.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace assay {

// One rounding, at the spacing that the format has at this magnitude.
double round_mpfr(mpfr_srcptr exact, Format format) {
  const FormatTraits& t = traits(format);
  if (mpfr_inf_p(exact)) return std::copysign(overflow_of(format), mpfr_get_d(exact, MPFR_RNDN));
  if (mpfr_zero_p(exact) || mpfr_nan_p(exact)) return mpfr_get_d(exact, MPFR_RNDN);
  // MPFR's exponent is that of a significand in [1/2, 1).
  const auto exponent = std::clamp<mpfr_exp_t>(mpfr_get_exp(exact) - 1, t.min_exponent,
                                               t.max_exponent + 1);
  const mpfr_exp_t spacing = exponent - t.precision + 1;
  mpfr_t scaled;
  mpfr_init2(scaled, mpfr_get_prec(exact));
  mpfr_mul_2si(scaled, exact, -spacing, MPFR_RNDN);
  mpfr_rint(scaled, scaled, MPFR_RNDN);  // ties to even
  mpfr_mul_2si(scaled, scaled, spacing, MPFR_RNDN);
  double rounded = mpfr_get_d(scaled, MPFR_RNDN);
  mpfr_clear(scaled);
  if (std::abs(rounded) > largest_finite(format))
    rounded = std::copysign(overflow_of(format), rounded);
  return rounded == 0 ? std::copysign(0.0, mpfr_signbit(exact) ? -1.0 : 1.0) : rounded;
}

double round_to(const Real& exact, Format format) {
  return round_mpfr(exact.backend().data(), format);
}

double round_to(const WideReal& exact, Format format) {
  return round_mpfr(exact.backend().data(), format);
}

double ulp_error(double got, const Real& exact, Format format) {
  constexpr double far = std::numeric_limits<double>::infinity();
  const bool exact_is_nan = std::isnan(round_to(exact, format));
  if (std::isnan(got) || exact_is_nan) return std::isnan(got) && exact_is_nan ? 0 : far;
  const double beyond = largest_finite(format) + ulp(largest_finite(format), format);
  const auto finite = [&](const Real& value) {
    return mpfr_inf_p(value.backend().data()) ? Real(value > 0 ? beyond : -beyond) : value;
  };
  // A result past the largest finite value is where rounding must overflow, so it counts as the
  // first value past it: an infinity there is right, whatever the magnitude.
  const Real wanted = std::clamp<Real>(finite(exact), -beyond, beyond);
  const Real spacing = ulp(round_to(wanted, format), format);
  return static_cast<double>(Real(abs(finite(Real(got)) - wanted) / spacing));
}

std::string to_decimal(const Real& value, int digits) {
  if (value == 0) return "0";
  if (!isfinite(value)) return isnan(value) ? "nan" : value > 0 ? "inf" : "-inf";
  return value.str(digits, std::ios_base::scientific);
}

}  // namespace assay
