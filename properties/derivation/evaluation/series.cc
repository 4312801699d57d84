// Sums of infinitely many terms, by Levin's u-transform (Levin 1973, Development of non-linear
// transformations for improving convergence of sequences; Weniger 1989, equation 7.3-5): exact in
// the limit for terms that fall geometrically and for terms that fall like a power.
#include <algorithm>
#include <cmath>
#include <optional>

#include "properties/derivation/evaluation/evaluate.h"

namespace assay::derivation {

namespace {

class Series {
 public:
  Series(const std::string& index, long first, const Tree& body, const Environment& e)
      : index_(index), first_(first), body_(body), e_(e) {}

  /// Term k, counted from 0.
  Number term(long k) const {
    Environment frame(e_);
    frame.bind(index_, Value(Number(first_ + k)));
    return evaluate_scalar(body_, frame);
  }

 private:
  const std::string& index_;
  long first_;
  const Tree& body_;
  const Environment& e_;
};

/// Terms as large at 4 10^9 as at 10^6 will not fall any more; those of x^k/k! have by then.
bool diverges(const Series& series) try {
  const auto size = [&](long k) {
    return std::max(series.term(k).log2_magnitude(), series.term(k + 1).log2_magnitude());
  };
  return size(4000000007) > size(1000003) - 0.01;
} catch (const std::exception&) {
  return false;  // too far out to be evaluated
}

/// Far out the terms must still fall, and those of one sign faster than 1/k: the transform also
/// "sums" 1 - 1 + 1 - 1 ... and 1 + 1/sqrt(2) + 1/sqrt(3) + ...
void require_convergence(const Series& series) {
  constexpr long early = 1009, late = 4001;  // both odd, both prime
  const auto far_term = [&](long k) {
    try {
      return series.term(k);
    } catch (const Undefined& why) {
      throw Imprecise(std::string("a far term of a series: ") + why.what());
    }
  };
  const Number last = far_term(late), next = far_term(late + 1);
  const double before = far_term(early).log2_magnitude();
  const double after = std::max(last.log2_magnitude(), next.log2_magnitude());
  if (after < -1e6) return;
  if (after > before - 0.5) {
    if (diverges(series)) throw Undefined("a series whose terms do not tend to 0");
    throw Imprecise("the terms of a series do not tend to 0, or too slowly to tell");
  }
  const double growth = (next.log2_magnitude() - last.log2_magnitude()) -
                        (far_term(early + 1).log2_magnitude() - before);
  if (growth > 1) throw Imprecise("the terms of a series fall ever more slowly");
  if (last.may_be_zero() || next.may_be_zero() || last.sign() != next.sign()) return;
  const double power = (before - last.log2_magnitude()) /
                       std::log2(static_cast<double>(late) / static_cast<double>(early));
  if (power < 1 + 1e-4) throw Imprecise("a series of one sign falls no faster than 1/k");
}

/// The transform of order k of partial sums, from the terms themselves as remainder estimates;
/// nothing where its divisor cancels.
std::optional<Number> levin_u(const std::vector<Number>& terms, const std::vector<Number>& sums,
                              long k) {
  Number numerator = 0, denominator = 0, binomial = 1;
  for (long j = 0; j <= k; ++j) {
    const auto at = static_cast<std::size_t>(j);
    const Number weight =
        binomial * pow(Number::ratio(j + 1, k + 1), Number(k - 1)) / (Number(j + 1) * terms[at]);
    numerator += weight * sums[at];
    denominator += weight;
    binomial = -binomial * Number(k - j) / Number(j + 1);
  }
  if (denominator.may_be_zero()) return std::nullopt;
  return numerator / denominator;
}

}  // namespace

Value evaluate_series(const std::string& index, long first, const Tree& body,
                      const Environment& e) {
  Session& session = e.session();
  const double wanted = -3.33 * static_cast<double>(session.digits);
  const long most = 2 * session.digits + 60;
  const DigitsScope more(session, 4 * session.digits + 40);
  const Series series(index, first, body, e);
  require_convergence(series);
  session.estimated = true;
  session.methods.insert("series");
  std::vector<Number> terms, sums;
  Number sum = 0, before = 0;
  bool transformable = true;
  double largest = -INFINITY, size = -INFINITY;
  const auto settled = [&](long k) {
    // What is to come may be small without being smaller than all before it: sin(k)/k^2.
    for (long next = k + 1; next <= 2 * k + 64; ++next)
      if (series.term(next).log2_magnitude() > size + 10) return false;
    return true;
  };
  int small = 0;
  std::size_t next = 12;  // transforms cost more than terms
  for (long k = 0; k < most; ++k) {
    const Number term(series.term(k).ball());
    sum += term;
    size = term.log2_magnitude();
    if (size > largest) {
      // The transform trusts small terms most: it must not know those before the largest.
      terms.clear(), sums.clear();
      next = 12, small = 0, largest = size;
    }
    terms.push_back(term);
    sums.push_back(sum);
    transformable = transformable && !term.may_be_zero();
    // Terms that are gone for good need no transform.
    small = size < largest + 2 * wanted ? small + 1 : 0;
    if (small == 8 && settled(k)) return Value(widen(sum, terms[terms.size() - 8]));
    if (!transformable || terms.size() <= next) continue;
    next += std::max<std::size_t>(6, next / 4);
    const std::optional<Number> now = levin_u(terms, sums, static_cast<long>(terms.size()) - 1);
    if (!now) continue;
    const Number gap = *now - before;
    if (gap.log2_magnitude() < std::max(now->log2_magnitude(), largest) + wanted && settled(k))
      return Value(widen(*now, gap));
    before = *now;
  }
  throw Imprecise("a series does not settle");
}

}  // namespace assay::derivation
