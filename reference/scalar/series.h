// Truncated power series with balls for coefficients: the Taylor reading of a reference. At a point
// it gives the derivatives there; over an interval it gives bounds of them on all of it, and so the
// remainder of Taylor's theorem.
#pragma once

#ifdef ASSAY_ARB_IN_FLINT
#include <flint/arb_poly.h>
#else
#include <arb_poly.h>
#endif

#include <utility>

#include "reference/scalar/ball.h"

namespace assay {

/// c_0 + c_1 u + ... + c_8 u^8, each c_k a ball. The references read it as a number: arithmetic and
/// functions are those of Ball, term by term at PrecisionScope::bits(). Comparisons look at c_0,
/// which encloses every value over the interval, and throw Undecided where it does not settle them:
/// one branch holds for the whole interval or none.
///
/// f(Series::variable(X, s)) has f^(k)(x) s^k / k! in c_k for every x of the ball X, if f is
/// analytic on X. Where it is not, a coefficient is not finite or Undecided is thrown.
class Series {
 public:
  static constexpr slong terms = 9;

  Series() { arb_poly_init(value_); }
  Series(double exact) : Series(Ball(exact)) {}
  Series(int exact) : Series(Ball(exact)) {}
  explicit Series(const Ball& constant) : Series() {
    arb_poly_set_coeff_arb(value_, 0, constant.arb());
  }
  Series(const Series& other) : Series() { *this = other; }
  Series(Series&& other) noexcept : Series() { *this = std::move(other); }
  Series& operator=(const Series& other) {
    arb_poly_set(value_, other.value_);
    sign_ = other.sign_;
    return *this;
  }
  Series& operator=(Series&& other) noexcept {
    arb_poly_swap(value_, other.value_);
    sign_ = other.sign_;
    return *this;
  }
  ~Series() { arb_poly_clear(value_); }

  /// centre + scale u.
  static Series variable(const Ball& centre, const Ball& scale);

  Ball coefficient(slong k) const;
  /// 1 where every value is positive, -1 where negative, else 0: by c_0, or by the signs of what it
  /// was computed from where the values reach below every radius, as those of e^x do.
  int sign() const;
  bool is_constant() const { return arb_poly_length(value_) <= 1; }

  arb_poly_struct* poly() { return value_; }
  const arb_poly_struct* poly() const { return value_; }

  Series& operator+=(const Series& b);
  Series& operator-=(const Series& b);
  Series& operator*=(const Series& b);
  Series& operator/=(const Series& b);
  Series operator-() const;
  friend Series operator+(Series a, const Series& b) { return a += b; }
  friend Series operator-(Series a, const Series& b) { return a -= b; }
  friend Series operator*(Series a, const Series& b) { return a *= b; }
  friend Series operator/(Series a, const Series& b) { return a /= b; }

  friend bool operator<(const Series& a, const Series& b) {
    return a.coefficient(0) < b.coefficient(0);
  }
  friend bool operator<=(const Series& a, const Series& b) {
    return a.coefficient(0) <= b.coefficient(0);
  }
  friend bool operator>(const Series& a, const Series& b) { return b < a; }
  friend bool operator>=(const Series& a, const Series& b) { return b <= a; }

  friend Series abs(const Series& x);
  friend Series acos(const Series& x);
  friend Series cosh(const Series& x);
  friend Series erfc(const Series& x);
  friend Series exp(const Series& x);
  friend Series expm1(const Series& x);
  friend Series log1p(const Series& x);
  friend Series sqrt(const Series& x);
  friend Series tanh(const Series& x);

  /// Adds |bound_k| to the radius of every coefficient. That is right where the derivatives of the
  /// rest are bounded as the rest is, such as that of a power series behind its last term.
  friend Series with_remainder(const Series& sum, const Series& bound);

 private:
  /// f(x) of a function whose sign is known from that of x.
  static Series with_sign(Series y, int sign);

  arb_poly_t value_;
  int sign_ = 0;  ///< known without c_0
};

}  // namespace assay
