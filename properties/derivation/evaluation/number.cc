#include "properties/derivation/evaluation/number.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>

namespace assay::derivation {

namespace {

/// Longer rationals become balls: exactness is worth much, but not unbounded time.
constexpr long longest_rational = 1500;
/// Exact integer powers stop here too.
constexpr long largest_exact_exponent = 400;

using BinaryRational = void (*)(fmpq_t, const fmpq_t, const fmpq_t);
using BinaryBall = void (*)(arb_t, const arb_t, const arb_t, slong);

/// "0.250000" says no more than "0.25".
std::string without_trailing_zeros(const std::string& text) {
  const std::size_t exponent = std::min(text.find('e'), text.size());
  std::string digits = text.substr(0, exponent);
  if (digits.find('.') != std::string::npos) {
    digits.erase(digits.find_last_not_of('0') + 1);
    if (digits.back() == '.') digits.pop_back();
  }
  return digits + text.substr(exponent);
}

Number shortened(Rational value) {
  Number exact(std::move(value));
  return exact.rational()->bits() <= longest_rational ? exact : Number(exact.ball());
}

Number combine(const Number& a, const Number& b, BinaryRational exactly, BinaryBall enclosing) {
  if (a.rational() && b.rational()) {
    Rational result;
    exactly(result.get(), a.rational()->get(), b.rational()->get());
    return shortened(std::move(result));
  }
  Ball result;
  enclosing(result.arb(), a.ball().arb(), b.ball().arb(), PrecisionScope::bits());
  return Number(std::move(result));
}

}  // namespace

long Rational::bits() const {
  return static_cast<long>(
      std::max(fmpz_bits(fmpq_numref(value_)), fmpz_bits(fmpq_denref(value_))));
}

std::string Rational::to_string() const {
  const std::unique_ptr<char, decltype(&flint_free)> text(fmpq_get_str(nullptr, 10, value_),
                                                          &flint_free);
  return text.get();
}

Number Number::from_decimal(const std::string& text) {
  const std::size_t exponent_mark = text.find_first_of("eE");
  std::string digits = text.substr(0, exponent_mark);
  long exponent =
      exponent_mark == std::string::npos ? 0 : std::stol(text.substr(exponent_mark + 1));
  if (const std::size_t point = digits.find('.'); point != std::string::npos) {
    exponent -= static_cast<long>(digits.size() - point - 1);
    digits.erase(point, 1);
  }
  Rational value;
  fmpz_set_str(fmpq_numref(value.get()), digits.empty() ? "0" : digits.c_str(), 10);
  return Number(value) * power_of_ten(exponent);
}

Number Number::ratio(long numerator, long denominator) {
  return Number(numerator) / Number(denominator);
}

Number Number::power_of_ten(long exponent) {
  Rational power;
  fmpz_ui_pow_ui(fmpq_numref(power.get()), 10, static_cast<ulong>(std::labs(exponent)));
  if (exponent < 0) fmpq_inv(power.get(), power.get());
  return Number(power);
}

Ball Number::ball() const {
  if (const Ball* ball = std::get_if<Ball>(&value_)) return *ball;
  Ball enclosure;
  arb_set_fmpq(enclosure.arb(), rational()->get(), PrecisionScope::bits());
  return enclosure;
}

long Number::integer() const {
  if (is_integer() && fmpz_fits_si(fmpq_numref(rational()->get())))
    return fmpz_get_si(fmpq_numref(rational()->get()));
  throw Undefined("expected an integer, got " + to_string(12));
}

int Number::sign() const {
  if (const Rational* exact = rational()) return fmpq_sgn(exact->get());
  const Ball& ball = std::get<Ball>(value_);
  if (arb_is_positive(ball.arb())) return 1;
  if (arb_is_negative(ball.arb())) return -1;
  if (arb_is_zero(ball.arb())) return 0;
  throw Imprecise("the sign of " + to_string(10) + " is not settled");
}

bool Number::may_be_zero() const {
  return rational() ? is_zero() : arb_contains_zero(std::get<Ball>(value_).arb()) != 0;
}

namespace {

double log2_of(const mag_t bound) {
  return fmpz_get_d(MAG_EXPREF(bound)) + std::log2(static_cast<double>(MAG_MAN(bound))) - MAG_BITS;
}

}  // namespace

double Number::log2_magnitude() const {
  if (is_zero()) return -std::numeric_limits<double>::infinity();
  mag_t bound;
  mag_init(bound);
  arb_get_mag(bound, ball().arb());
  const double log2 = mag_is_zero(bound)  ? -std::numeric_limits<double>::infinity()
                      : mag_is_inf(bound) ? std::numeric_limits<double>::infinity()
                                          : log2_of(bound);
  mag_clear(bound);
  return log2;
}

double Number::log2_radius() const {
  if (rational()) return -std::numeric_limits<double>::infinity();
  const mag_struct* radius = arb_radref(std::get<Ball>(value_).arb());
  if (mag_is_zero(radius)) return -std::numeric_limits<double>::infinity();
  return mag_is_inf(radius) ? std::numeric_limits<double>::infinity() : log2_of(radius);
}

double Number::approximate() const { return arf_get_d(arb_midref(ball().arb()), ARF_RND_NEAR); }

std::string Number::to_string(int digits) const {
  if (rational() && rational()->bits() <= 40) return rational()->to_string();
  Ball shown = ball();
  if (may_be_zero() && log2_magnitude() < -100) return "0";
  if (log2_radius() < log2_magnitude() - 3.4 * digits) mag_zero(arb_radref(shown.arb()));
  const std::unique_ptr<char, decltype(&flint_free)> text(
      arb_get_str(shown.arb(), digits, ARB_STR_NO_RADIUS), &flint_free);
  return without_trailing_zeros(text.get());
}

Number Number::operator-() const {
  if (const Rational* exact = rational()) {
    Rational negated;
    fmpq_neg(negated.get(), exact->get());
    return Number(std::move(negated));
  }
  return Number(-std::get<Ball>(value_));
}

Number operator+(const Number& a, const Number& b) { return combine(a, b, fmpq_add, arb_add); }
Number operator-(const Number& a, const Number& b) { return combine(a, b, fmpq_sub, arb_sub); }

Number operator*(const Number& a, const Number& b) {
  if (a.is_zero() || b.is_zero()) return Number(0);
  return combine(a, b, fmpq_mul, arb_mul);
}

Number operator/(const Number& a, const Number& b) {
  if (b.is_zero()) throw Undefined("division by zero");
  if (b.may_be_zero()) throw Imprecise("a divisor may be zero");
  return combine(a, b, fmpq_div, arb_div);
}

int compare(const Number& a, const Number& b) {
  if (a.rational() && b.rational()) return fmpq_cmp(a.rational()->get(), b.rational()->get());
  return (a - b).sign();
}

Number abs(const Number& x) { return x.sign() < 0 ? -x : x; }

namespace {

using Rounding = void (*)(fmpz_t, const fmpz_t, const fmpz_t);

Number rounded_to_integer(const Number& x, Rounding divide, Ball (*enclosing)(const Ball&)) {
  if (const Rational* exact = x.rational()) {
    Rational result;
    divide(fmpq_numref(result.get()), fmpq_numref(exact->get()), fmpq_denref(exact->get()));
    return Number(std::move(result));
  }
  try {
    const Ball integer = enclosing(x.ball());
    Rational result;
    if (!arb_get_unique_fmpz(fmpq_numref(result.get()), integer.arb()))
      throw Imprecise("a number is too large to round");
    return Number(std::move(result));
  } catch (const Undecided& jump) {
    throw Imprecise(jump.what());
  }
}

Ball floor_of(const Ball& x) { return floor(x); }
Ball ceil_of(const Ball& x) { return ceil(x); }

}  // namespace

Number floor(const Number& x) { return rounded_to_integer(x, fmpz_fdiv_q, floor_of); }
Number ceil(const Number& x) { return rounded_to_integer(x, fmpz_cdiv_q, ceil_of); }

Number sqrt(const Number& x) {
  if (x.sign() < 0) throw Undefined("the square root of " + x.to_string(6));
  if (const Rational* exact = x.rational()) {
    const fmpq* value = exact->get();
    if (fmpz_is_square(fmpq_numref(value)) && fmpz_is_square(fmpq_denref(value))) {
      Rational root;
      fmpz_sqrt(fmpq_numref(root.get()), fmpq_numref(value));
      fmpz_sqrt(fmpq_denref(root.get()), fmpq_denref(value));
      return Number(std::move(root));
    }
  }
  return Number(sqrt(x.ball()));
}

namespace {

Number integer_power(const Number& x, long exponent) {
  if (exponent < 0 && x.is_zero()) throw Undefined("0 to the power of a negative number");
  if (exponent < 0 && x.may_be_zero()) throw Imprecise("the base of a power may be zero");
  const Rational* exact = x.rational();
  if (exact && std::labs(exponent) <= largest_exact_exponent &&
      exact->bits() * std::labs(exponent) <= 4 * longest_rational) {
    Rational power;
    fmpq_pow_si(power.get(), exact->get(), exponent);
    return shortened(std::move(power));
  }
  Ball power;
  arb_pow(power.arb(), x.ball().arb(), Ball(exponent).arb(), PrecisionScope::bits());
  return Number(std::move(power));
}

}  // namespace

Number pow(const Number& x, const Number& y) {
  if (y.is_integer() && fmpz_fits_si(fmpq_numref(y.rational()->get())))
    return integer_power(x, y.integer());
  if (x.is_zero() && y.sign() > 0) return Number(0);
  if (y.rational() && fmpq_cmp(y.rational()->get(), Number::ratio(1, 2).rational()->get()) == 0)
    return sqrt(x);
  if (x.sign() <= 0) throw Undefined(x.to_string(6) + " to the power " + y.to_string(6));
  return Number(pow(x.ball(), y.ball()));
}

Number pi() {
  Ball value;
  arb_const_pi(value.arb(), PrecisionScope::bits());
  return Number(std::move(value));
}

Number widen(const Number& x, const Number& error) {
  Ball wide = x.ball();
  arb_add_error(wide.arb(), error.ball().arb());
  return Number(std::move(wide));
}

}  // namespace assay::derivation
