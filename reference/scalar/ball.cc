#include "reference/scalar/ball.h"

#ifdef ASSAY_ARB_IN_FLINT
#include <flint/arb_hypgeom.h>
#else
#include <arb_hypgeom.h>
#endif

#include <memory>

namespace assay {

namespace {

thread_local long working_bits = 168;

using Unary = void (*)(arb_t, const arb_t, slong);

}  // namespace

PrecisionScope::PrecisionScope(long bits) : outer_(working_bits) { working_bits = bits; }
PrecisionScope::~PrecisionScope() { working_bits = outer_; }
long PrecisionScope::bits() { return working_bits; }

std::string Ball::to_string(int digits) const {
  const std::unique_ptr<char, decltype(&flint_free)> text(
      arb_get_str(value_, digits, 0), &flint_free);
  return text.get();
}

Ball& Ball::operator+=(const Ball& b) {
  arb_add(value_, value_, b.value_, working_bits);
  return *this;
}

Ball& Ball::operator-=(const Ball& b) {
  arb_sub(value_, value_, b.value_, working_bits);
  return *this;
}

Ball& Ball::operator*=(const Ball& b) {
  arb_mul(value_, value_, b.value_, working_bits);
  return *this;
}

Ball& Ball::operator/=(const Ball& b) {
  arb_div(value_, value_, b.value_, working_bits);
  return *this;
}

Ball Ball::operator-() const {
  Ball negated;
  arb_neg(negated.value_, value_);
  return negated;
}

bool operator<(const Ball& a, const Ball& b) {
  if (arb_lt(a.value_, b.value_)) return true;
  if (arb_ge(a.value_, b.value_)) return false;
  throw Undecided("the enclosures overlap");
}

bool operator<=(const Ball& a, const Ball& b) {
  if (arb_le(a.value_, b.value_)) return true;
  if (arb_gt(a.value_, b.value_)) return false;
  throw Undecided("the enclosures overlap");
}

bool operator==(const Ball& a, const Ball& b) {
  if (arb_eq(a.value_, b.value_)) return true;
  if (arb_ne(a.value_, b.value_)) return false;
  throw Undecided("the enclosures overlap");
}

Ball abs(const Ball& x) {
  Ball y;
  arb_abs(y.value_, x.value_);
  return y;
}

namespace {

Ball apply(Unary f, const Ball& x) {
  Ball y;
  f(y.arb(), x.arb(), working_bits);
  return y;
}

}  // namespace

Ball sqrt(const Ball& x) { return apply(arb_sqrt, x); }
Ball exp(const Ball& x) { return apply(arb_exp, x); }
Ball expm1(const Ball& x) { return apply(arb_expm1, x); }
Ball log(const Ball& x) { return apply(arb_log, x); }
Ball log1p(const Ball& x) { return apply(arb_log1p, x); }
Ball sin(const Ball& x) { return apply(arb_sin, x); }
Ball cos(const Ball& x) { return apply(arb_cos, x); }
Ball tan(const Ball& x) { return apply(arb_tan, x); }
Ball asin(const Ball& x) { return apply(arb_asin, x); }
Ball acos(const Ball& x) { return apply(arb_acos, x); }
Ball atan(const Ball& x) { return apply(arb_atan, x); }
Ball sinh(const Ball& x) { return apply(arb_sinh, x); }
Ball cosh(const Ball& x) { return apply(arb_cosh, x); }
Ball tanh(const Ball& x) { return apply(arb_tanh, x); }
Ball erf(const Ball& x) { return apply(arb_hypgeom_erf, x); }
Ball erfc(const Ball& x) { return apply(arb_hypgeom_erfc, x); }
Ball lgamma(const Ball& x) { return apply(arb_lgamma, x); }

Ball pow(const Ball& x, const Ball& y) {
  Ball z;
  arb_pow(z.arb(), x.arb(), y.arb(), working_bits);
  return z;
}

namespace {

/// Floor and ceiling jump, so an enclosure across a jump settles nothing.
Ball certain_integer(Unary f, const Ball& x) {
  Ball y = apply(f, x);
  if (!y.is_exact()) throw Undecided("the enclosure crosses an integer");
  return y;
}

}  // namespace

Ball floor(const Ball& x) { return certain_integer(arb_floor, x); }
Ball ceil(const Ball& x) { return certain_integer(arb_ceil, x); }

Ball with_remainder(const Ball& sum, const Ball& bound) {
  Ball widened = sum;
  arb_add_error(widened.arb(), bound.arb());
  return widened;
}

}  // namespace assay
