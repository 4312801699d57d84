// Where a range of integration is cut: an integrand looked at along the substitution's t.
#pragma once

#include <functional>
#include <utility>
#include <vector>

#include "properties/derivation/evaluation/quadrature.h"

namespace assay::derivation {

/// x(t) and dx/dt.
using Substitution = std::function<std::pair<Number, Number>(const Number& t)>;

Number from_double(double x);
Number without_radius(const Number& x);

/// An integrand seen along t.
struct Line {
  const LineFunction& f;
  const Substitution& x;
  double reach;
  double farthest = 0;  ///< how far out breaks are looked for, where that is beyond the reach

  Number point(double t) const { return without_radius(x(from_double(t)).first); }
};

/// What f does at a point: the branches that its conditions take, and log2 of its size and of its
/// parts' sizes.
struct Probe {
  std::uint64_t branches;
  double size;
  std::vector<double> parts = {};
  bool known = true;  ///< false where the digits do not suffice
};

Probe probe_at(const LineFunction& f, const Number& x, Session& session);

/// Where the sizes of parts are collected as long as the scope lives: those of what is integrated
/// inside are none of the outer integrand's.
class SizesScope {
 public:
  explicit SizesScope(Session& session, std::vector<double>* sizes)
      : session_(session), outer_(std::exchange(session.sizes, sizes)) {}
  ~SizesScope() { session_.sizes = outer_; }
  SizesScope(const SizesScope&) = delete;
  SizesScope& operator=(const SizesScope&) = delete;

 private:
  Session& session_;
  std::vector<double>* outer_;
};

/// Where the integrand bends, jumps or has a narrow peak, in order.
std::vector<Number> cuts_of(const Line& line, Session& session);

}  // namespace assay::derivation
