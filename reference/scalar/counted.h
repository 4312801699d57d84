// A number that counts what is done with it: a reference read on it tells what its formula costs.
#pragma once

#include <algorithm>
#include <cstdint>

#include "reference/scalar/functions.h"

namespace assay {

/// Operations on Counted numbers of this thread, and how many such numbers there are.
struct Cost {
  std::int64_t multiplications = 0;  ///< and divisions
  std::int64_t additions = 0;        ///< and subtractions
  std::int64_t functions = 0;        ///< elementary ones
  std::int64_t held = 0;             ///< numbers alive
};

class Counted {
 public:
  static Cost& cost() {
    thread_local Cost so_far;
    return so_far;
  }

  Counted() : Counted(0.0) {}
  Counted(double value) : value_(value) { ++cost().held; }
  Counted(int value) : Counted(static_cast<double>(value)) {}
  Counted(const Counted& other) : Counted(other.value_) {}
  Counted& operator=(const Counted& other) = default;
  ~Counted() { --cost().held; }

  double value() const { return value_; }

  Counted& operator+=(const Counted& b) { return *this = *this + b; }
  Counted& operator-=(const Counted& b) { return *this = *this - b; }
  Counted& operator*=(const Counted& b) { return *this = *this * b; }
  Counted& operator/=(const Counted& b) { return *this = *this / b; }
  Counted operator-() const { return -value_; }

  friend Counted operator+(const Counted& a, const Counted& b) {
    return added(a.value_ + b.value_);
  }
  friend Counted operator-(const Counted& a, const Counted& b) {
    return added(a.value_ - b.value_);
  }
  friend Counted operator*(const Counted& a, const Counted& b) {
    return multiplied(a.value_ * b.value_);
  }
  friend Counted operator/(const Counted& a, const Counted& b) {
    return multiplied(a.value_ / b.value_);
  }

  friend bool operator<(const Counted& a, const Counted& b) { return a.value_ < b.value_; }
  friend bool operator>(const Counted& a, const Counted& b) { return a.value_ > b.value_; }
  friend bool operator<=(const Counted& a, const Counted& b) { return a.value_ <= b.value_; }
  friend bool operator>=(const Counted& a, const Counted& b) { return a.value_ >= b.value_; }
  friend bool operator==(const Counted& a, const Counted& b) { return a.value_ == b.value_; }
  friend bool operator!=(const Counted& a, const Counted& b) { return a.value_ != b.value_; }

  friend Counted abs(const Counted& x) { return evaluated(std::abs(x.value_)); }
  friend Counted acos(const Counted& x) { return evaluated(std::acos(x.value_)); }
  friend Counted erfc(const Counted& x) { return evaluated(std::erfc(x.value_)); }
  friend Counted exp(const Counted& x) { return evaluated(std::exp(x.value_)); }
  friend Counted expm1(const Counted& x) { return evaluated(std::expm1(x.value_)); }
  friend Counted log1p(const Counted& x) { return evaluated(std::log1p(x.value_)); }
  friend Counted sqrt(const Counted& x) { return evaluated(std::sqrt(x.value_)); }
  friend Counted tanh(const Counted& x) { return evaluated(std::tanh(x.value_)); }

 private:
  static Counted added(double result) {
    ++cost().additions;
    return result;
  }
  static Counted multiplied(double result) {
    ++cost().multiplications;
    return result;
  }
  static Counted evaluated(double result) {
    ++cost().functions;
    return result;
  }

  double value_;
};

}  // namespace assay
