#include "reference/scalar/series.h"

#ifdef ASSAY_ARB_IN_FLINT
#include <flint/arb_hypgeom.h>
#else
#include <arb_hypgeom.h>
#endif

namespace assay {

namespace {

using OnSeries = void (*)(arb_poly_t, const arb_poly_t, slong, slong);
using OnBalls = void (*)(arb_t, const arb_t, slong);

long bits() { return PrecisionScope::bits(); }

Series apply(OnSeries f, const Series& x) {
  Series y;
  f(y.poly(), x.poly(), Series::terms, bits());
  return y;
}

/// The series with a better c_0 than recurrences give.
Series with_value(Series y, OnBalls f, const Series& x) {
  Ball value;
  f(value.arb(), x.coefficient(0).arb(), bits());
  arb_poly_set_coeff_arb(y.poly(), 0, value.arb());
  return y;
}

}  // namespace

Series Series::variable(const Ball& centre, const Ball& scale) {
  Series x(centre);
  arb_poly_set_coeff_arb(x.value_, 1, scale.arb());
  return x;
}

Ball Series::coefficient(slong k) const {
  Ball c;
  arb_poly_get_coeff_arb(c.arb(), value_, k);
  return c;
}

int Series::sign() const {
  if (sign_ != 0) return sign_;
  const Ball c = coefficient(0);
  return arb_is_positive(c.arb()) ? 1 : arb_is_negative(c.arb()) ? -1 : 0;
}

Series Series::with_sign(Series y, int sign) {
  y.sign_ = sign;
  return y;
}

Series& Series::operator+=(const Series& b) {
  sign_ = sign() == b.sign() ? sign() : 0;
  arb_poly_add(value_, value_, b.value_, bits());
  return *this;
}

Series& Series::operator-=(const Series& b) {
  sign_ = sign() == -b.sign() ? sign() : 0;
  arb_poly_sub(value_, value_, b.value_, bits());
  return *this;
}

Series& Series::operator*=(const Series& b) {
  sign_ = sign() * b.sign();
  arb_poly_mullow(value_, value_, b.value_, terms, bits());
  return *this;
}

Series& Series::operator/=(const Series& b) {
  sign_ = sign() * b.sign();
  if (b.is_constant()) {
    const Ball divisor = b.coefficient(0);
    arb_poly_scalar_div(value_, value_, divisor.arb(), bits());
  } else {
    arb_poly_div_series(value_, value_, b.value_, terms, bits());
  }
  return *this;
}

Series Series::operator-() const {
  Series negated;
  arb_poly_neg(negated.value_, value_);
  return with_sign(std::move(negated), -sign());
}

Series abs(const Series& x) { return x >= 0 ? x : -x; }

/// Only of constants: it gives pi.
Series acos(const Series& x) {
  if (!x.is_constant()) throw Undecided("acos of a variable is not read as a series");
  return Series(acos(x.coefficient(0)));
}

Series sqrt(const Series& x) { return apply(arb_poly_sqrt_series, x); }
Series cosh(const Series& x) { return Series::with_sign(apply(arb_poly_cosh_series, x), 1); }
Series exp(const Series& x) { return Series::with_sign(apply(arb_poly_exp_series, x), 1); }
Series erfc(const Series& x) { return Series::with_sign(apply(arb_hypgeom_erfc_series, x), 1); }

Series expm1(const Series& x) {
  return Series::with_sign(with_value(exp(x), arb_expm1, x), x.sign());
}

Series log1p(const Series& x) {
  return Series::with_sign(with_value(apply(arb_poly_log1p_series, x), arb_log1p, x), x.sign());
}

/// From y' = (1 - y^2) x': k y_k = sum_j j x_j s_{k-j}, where s = 1 - y^2 = sech^2.
Series tanh(const Series& x) {
  Series y = with_value(Series(), arb_tanh, x), s;
  Ball sech;
  arb_sech(sech.arb(), x.coefficient(0).arb(), bits());
  arb_poly_set_coeff_arb(s.poly(), 0, (sech * sech).arb());
  for (slong k = 1; k < Series::terms && !x.is_constant(); ++k) {
    Ball sum(0), square(0);
    for (slong j = 1; j <= k; ++j) sum += j * x.coefficient(j) * s.coefficient(k - j);
    arb_poly_set_coeff_arb(y.poly(), k, (sum / k).arb());
    for (slong j = 0; j <= k; ++j) square += y.coefficient(j) * y.coefficient(k - j);
    arb_poly_set_coeff_arb(s.poly(), k, (-square).arb());
  }
  return Series::with_sign(std::move(y), x.sign());
}

Series with_remainder(const Series& sum, const Series& bound) {
  Series widened;
  for (slong k = 0; k < Series::terms; ++k) {
    const Ball c = with_remainder(sum.coefficient(k), bound.coefficient(k));
    arb_poly_set_coeff_arb(widened.poly(), k, c.arb());
  }
  return widened;
}

}  // namespace assay
