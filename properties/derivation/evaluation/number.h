// The number of a derivation: an exact rational for as long as the arithmetic stays rational, a ball
// that encloses the value from the first root or exponential on. Sizes, counts, recurrences and
// polynomials are therefore decided exactly, and rounding can neither refute nor confirm anything.
#pragma once

#include <flint/fmpq.h>

#include <stdexcept>
#include <string>
#include <variant>

#include "reference/scalar/ball.h"

namespace assay::derivation {

/// The expression has no value here: a division by zero, the logarithm of a negative number.
struct Undefined : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The enclosures are too wide to go on: more precision may settle it.
struct Imprecise : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A rational number, always in lowest terms.
class Rational {
 public:
  Rational(long integer = 0) { fmpq_init(value_); fmpq_set_si(value_, integer, 1); }
  Rational(const Rational& other) { fmpq_init(value_); fmpq_set(value_, other.value_); }
  Rational(Rational&& other) noexcept { fmpq_init(value_); fmpq_swap(value_, other.value_); }
  Rational& operator=(const Rational& other) { fmpq_set(value_, other.value_); return *this; }
  Rational& operator=(Rational&& other) noexcept { fmpq_swap(value_, other.value_); return *this; }
  ~Rational() { fmpq_clear(value_); }

  fmpq* get() { return value_; }
  const fmpq* get() const { return value_; }
  bool is_integer() const { return fmpz_is_one(fmpq_denref(value_)) != 0; }
  /// The longer of numerator and denominator in bits.
  long bits() const;
  std::string to_string() const;

 private:
  fmpq_t value_;
};

class Number {
 public:
  Number(long integer = 0) : value_(Rational(integer)) {}
  Number(Rational exact) : value_(std::move(exact)) {}
  Number(Ball ball) : value_(std::move(ball)) {}

  /// An unsigned decimal such as "0.1" or "1e-3", taken as the rational that it spells.
  static Number from_decimal(const std::string& text);
  static Number ratio(long numerator, long denominator);
  /// 10^exponent.
  static Number power_of_ten(long exponent);

  const Rational* rational() const { return std::get_if<Rational>(&value_); }
  /// An enclosure at the working precision.
  Ball ball() const;

  bool is_integer() const { return rational() && rational()->is_integer(); }
  /// The value of an exact integer that fits a long. Throws Undefined saying what it is instead.
  long integer() const;
  bool is_zero() const { return rational() && fmpq_is_zero(rational()->get()); }

  /// -1, 0 or 1. Throws Imprecise when the ball holds both signs.
  int sign() const;
  bool may_be_zero() const;
  /// An upper bound of log2 |x|; -infinity for an exact zero.
  double log2_magnitude() const;
  /// log2 of the enclosure's radius; -infinity for an exact value.
  double log2_radius() const;
  /// An approximate value for plots and for the choice of steps.
  double approximate() const;
  /// "3/4" when exact and short, else so many significant digits.
  std::string to_string(int digits) const;

  Number operator-() const;
  friend Number operator+(const Number& a, const Number& b);
  friend Number operator-(const Number& a, const Number& b);
  friend Number operator*(const Number& a, const Number& b);
  friend Number operator/(const Number& a, const Number& b);
  Number& operator+=(const Number& b) { return *this = *this + b; }
  Number& operator*=(const Number& b) { return *this = *this * b; }

 private:
  std::variant<Rational, Ball> value_;
};

/// -1, 0 or 1 as a is less than, equal to or greater than b. Throws Imprecise.
int compare(const Number& a, const Number& b);
inline bool operator<(const Number& a, const Number& b) { return compare(a, b) < 0; }
inline bool operator==(const Number& a, const Number& b) { return compare(a, b) == 0; }

Number abs(const Number& x);
Number floor(const Number& x);
Number ceil(const Number& x);
Number sqrt(const Number& x);
/// x^y for real x and y. 0^0 is 1. Throws Undefined for a negative base with a broken exponent.
Number pow(const Number& x, const Number& y);
Number pi();
/// The number widened by `error`, for values that are estimated and not enclosed.
Number widen(const Number& x, const Number& error);

}  // namespace assay::derivation
