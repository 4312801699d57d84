// Midpoint-radius arithmetic on Arb: the proof reading of a reference. Every operation encloses the
// exact result, so what holds for the whole ball is proven.
#pragma once

#include <stdexcept>
#include <string>

#ifdef ASSAY_ARB_IN_FLINT
#include <flint/arb.h>
#else
#include <arb.h>
#endif

#include "reference/scalar/functions.h"

namespace assay {

/// Thrown by a comparison that the enclosures do not settle: more precision may.
struct Undecided : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The working precision in bits of this thread's balls, for as long as the scope lives.
class PrecisionScope {
 public:
  explicit PrecisionScope(long bits);
  ~PrecisionScope();
  PrecisionScope(const PrecisionScope&) = delete;
  PrecisionScope& operator=(const PrecisionScope&) = delete;
  static long bits();

 private:
  long outer_;
};

/// A real number known to lie within a radius of a midpoint. Doubles and integers enter exactly.
/// Comparisons return only certain answers and throw Undecided otherwise. Arb has no signed zero.
class Ball {
 public:
  Ball() { arb_init(value_); }
  Ball(double exact) : Ball() { arb_set_d(value_, exact); }
  Ball(int exact) : Ball() { arb_set_si(value_, exact); }
  Ball(long exact) : Ball() { arb_set_si(value_, exact); }
  Ball(const Ball& other) : Ball() { arb_set(value_, other.value_); }
  Ball(Ball&& other) noexcept : Ball() { arb_swap(value_, other.value_); }
  Ball& operator=(const Ball& other) { arb_set(value_, other.value_); return *this; }
  Ball& operator=(Ball&& other) noexcept { arb_swap(value_, other.value_); return *this; }
  ~Ball() { arb_clear(value_); }

  arb_ptr arb() { return value_; }
  arb_srcptr arb() const { return value_; }

  /// True when the ball is a single number.
  bool is_exact() const { return arb_is_exact(value_) != 0; }
  bool is_finite() const { return arb_is_finite(value_) != 0; }
  /// "[0.7310585786 +/- 4.1e-11]" to `digits` digits.
  std::string to_string(int digits) const;

  Ball& operator+=(const Ball& b);
  Ball& operator-=(const Ball& b);
  Ball& operator*=(const Ball& b);
  Ball& operator/=(const Ball& b);
  Ball operator-() const;
  friend Ball operator+(Ball a, const Ball& b) { return a += b; }
  friend Ball operator-(Ball a, const Ball& b) { return a -= b; }
  friend Ball operator*(Ball a, const Ball& b) { return a *= b; }
  friend Ball operator/(Ball a, const Ball& b) { return a /= b; }

  friend bool operator<(const Ball& a, const Ball& b);
  friend bool operator==(const Ball& a, const Ball& b);
  friend bool operator>(const Ball& a, const Ball& b) { return b < a; }
  friend bool operator<=(const Ball& a, const Ball& b);
  friend bool operator>=(const Ball& a, const Ball& b) { return b <= a; }
  friend bool operator!=(const Ball& a, const Ball& b) { return !(a == b); }

  friend Ball abs(const Ball& x);
  friend Ball sqrt(const Ball& x);
  friend Ball exp(const Ball& x);
  friend Ball expm1(const Ball& x);
  friend Ball log(const Ball& x);
  friend Ball log1p(const Ball& x);
  friend Ball pow(const Ball& x, const Ball& y);
  friend Ball sin(const Ball& x);
  friend Ball cos(const Ball& x);
  friend Ball tan(const Ball& x);
  friend Ball asin(const Ball& x);
  friend Ball acos(const Ball& x);
  friend Ball atan(const Ball& x);
  friend Ball sinh(const Ball& x);
  friend Ball cosh(const Ball& x);
  friend Ball tanh(const Ball& x);
  friend Ball erf(const Ball& x);
  friend Ball erfc(const Ball& x);
  friend Ball lgamma(const Ball& x);
  friend Ball floor(const Ball& x);
  friend Ball ceil(const Ball& x);
  friend Ball with_remainder(const Ball& sum, const Ball& bound);

 private:
  arb_t value_;
};

}  // namespace assay
