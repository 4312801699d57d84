// The double-exponential rule. It is ours because its precision must follow the digits asked for (a
// derivative of an expectation needs half as many again), and because balls carry the integrand's
// own error through it. Breaks of the integrand are found by the branches that its conditions take,
// and the range is cut there, and at narrow peaks.
#include <algorithm>
#include <cmath>

#include "properties/derivation/evaluation/quadrature.h"

namespace assay::derivation {

namespace {

constexpr int probes = 48;

/// x(t) and dx/dt.
using Substitution = std::function<std::pair<Number, Number>(const Number& t)>;

Number exponential(const Number& x) { return Number(exp(x.ball())); }
Number hyperbolic_sine(const Number& x) { return Number(sinh(x.ball())); }
Number hyperbolic_cosine(const Number& x) { return Number(cosh(x.ball())); }

Substitution substitution(const std::optional<Number>& lower, const std::optional<Number>& upper) {
  if (lower && upper)
    return [a = *lower, b = *upper](const Number& t) {
      const Number growth = exponential(pi() * hyperbolic_sine(t));
      const Number share = growth / (Number(1) + growth), rest = Number(1) / (Number(1) + growth);
      return std::pair(t.sign() < 0 ? a + (b - a) * share : b - (b - a) * rest,
                       (b - a) * share * rest * pi() * hyperbolic_cosine(t));
    };
  const Number half_pi = pi() / Number(2);
  if (!lower && !upper)
    return [half_pi](const Number& t) {
      const Number inner = half_pi * hyperbolic_sine(t);
      return std::pair(hyperbolic_sine(inner),
                       half_pi * hyperbolic_cosine(t) * hyperbolic_cosine(inner));
    };
  const bool upwards = lower.has_value();
  return [half_pi, upwards, end = upwards ? *lower : *upper](const Number& t) {
    const Number distance = exponential(half_pi * hyperbolic_sine(t));
    return std::pair(upwards ? end + distance : end - distance,
                     distance * half_pi * hyperbolic_cosine(t));
  };
}

double reach_of_t(long digits, bool normal) {
  const double decay = static_cast<double>(digits) * 2.302585 * 1.15;
  // Twice as wide as the normal law itself needs, for integrands that grow like exp(x z).
  return normal ? std::asinh(2 * std::sqrt(2 * decay)) : std::asinh(2 * decay / 3.14159);
}

Number from_double(double x) { return Number(Ball(x)); }

Number without_radius(const Number& x) {
  Ball exact = x.ball();
  mag_zero(arb_radref(exact.arb()));
  return Number(exact);
}

double log2_size(const Value& value) {
  double size = -INFINITY;
  for (const Number& entry : value.data) size = std::max(size, entry.log2_magnitude());
  return size;
}

/// The integrand has no value at a node: there may be a pole, around which the range is cut.
struct Singular {
  Number point;
  std::string what;
};

Value trapezoid(const LineFunction& f, const Substitution& x, double reach, long digits,
                Session& session) {
  std::optional<Value> sum;
  double highest = -INFINITY;
  const auto add = [&](double t) {
    const auto [point, slope] = x(from_double(t));
    try {
      const Value term = scaled(f(point), slope);
      sum = sum ? plus(*sum, term) : term;
      highest = std::max(highest, log2_size(term));
      return log2_size(term);
    } catch (const Undefined& undefined) {
      throw Singular{without_radius(point), undefined.what()};
    }
  };
  double step = 0.25;
  const long steps = std::lround(std::ceil(reach / step));
  double ends = -INFINITY;
  for (long i = -steps; i <= steps; ++i) {
    const double size = add(static_cast<double>(i) * step);
    if (std::abs(i) == steps) ends = std::max(ends, size);
  }
  // Else the two halves of t/(1 + t^2) would cancel.
  if (ends > highest - 12 && ends > -3.33 * static_cast<double>(digits))
    throw Imprecise("an integrand does not fall off, or too slowly to tell");
  Value before = scaled(*sum, from_double(step));
  for (int level = 0; level < 7; ++level) {
    step /= 2;
    const long count = static_cast<long>(std::ceil(reach / step));
    for (long i = -count; i <= count; ++i)
      if (i % 2 != 0) add(static_cast<double>(i) * step);
    Value now = scaled(*sum, from_double(step));
    if (agree(before, now, digits - 10)) {
      const Value gap = minus(now, before);
      // What conditions cut off beyond the last node is not seen at all.
      const Number unseen = session.branches == 0 ? Number(0) : Number::power_of_ten(10 - digits);
      for (std::size_t i = 0; i < now.data.size(); ++i)
        now.data[i] = widen(widen(now.data[i], gap.data[i]), unseen);
      session.estimated = true;
      session.methods.insert("quadrature");
      return now;
    }
    before = std::move(now);
  }
  throw Imprecise("an integral does not converge");
}

/// What f does at a point: the branches that its conditions take, and log2 of its size.
struct Probe {
  std::uint64_t branches;
  double size;
};

Probe probe_at(const LineFunction& f, const Number& x, Session& session) {
  session.branches = 0;
  try {
    const Value value = f(x);
    return {session.branches, log2_size(value)};
  } catch (const Imprecise&) {
    return {1, -INFINITY};  // at the break itself
  } catch (const Undefined&) {
    return {session.branches, -INFINITY};  // the rule will say where
  }
}

/// Where conditions of f change side between two points.
Number break_between(const LineFunction& f, Number below, Number above, Session& session) {
  const std::uint64_t side = probe_at(f, below, session).branches;
  const long halvings = 4 * session.digits + 40;
  for (long i = 0; i < halvings; ++i) {
    const Number point = without_radius((below + above) / Number(2));
    (probe_at(f, point, session).branches == side ? below : above) = point;
  }
  return above;
}

/// An integrand seen along t.
struct Line {
  const LineFunction& f;
  const Substitution& x;
  double reach;

  Number point(double t) const { return without_radius(x(from_double(t)).first); }
};

/// A summit near `middle`, which is higher than both ends, by golden sections; balls have no
/// underflow, so that there is a slope to climb however far away the peak is.
double summit(const Line& line, double left, double middle, double right, Session& session) {
  constexpr double golden = 0.3819660112501051;
  const auto height = [&](double t) { return probe_at(line.f, line.point(t), session).size; };
  double highest = height(middle);
  for (int i = 0; i < 72; ++i) {
    const bool rightwards = right - middle > middle - left;
    const double next = middle + golden * ((rightwards ? right : left) - middle);
    const double size = height(next);
    if (size > highest) {
      (rightwards ? left : right) = middle;
      middle = next;
      highest = size;
    } else {
      (rightwards ? right : left) = next;
    }
  }
  return middle;
}

/// Peaks too narrow for evenly spaced nodes: the integrand loses four bits within a fifth of the
/// first step. Nodes crowd at the ends of a piece, so that a cut at a peak resolves any width.
std::vector<Number> narrow_peaks(const Line& line,
                                 const std::vector<std::pair<double, Probe>>& seen,
                                 Session& session) {
  constexpr double near = 0.05, lost = 4;
  constexpr std::size_t most = 4;
  std::vector<std::pair<double, Number>> peaks;
  for (std::size_t i = 1; i + 1 < seen.size(); ++i) {
    const double here = seen[i].second.size;
    const double before = here - seen[i - 1].second.size, after = here - seen[i + 1].second.size;
    if (std::isinf(here) || before < 0 || after <= 0 || std::max(before, after) < lost) continue;
    const double t =
        summit(line, seen[i - 1].first, seen[i].first, seen[i + 1].first, session);
    const double height = probe_at(line.f, line.point(t), session).size;
    const auto falls = [&](double side) {
      return probe_at(line.f, line.point(t + side), session).size < height - lost;
    };
    if (falls(-near) && falls(near)) peaks.emplace_back(height, line.point(t));
  }
  std::sort(peaks.begin(), peaks.end(),
            [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<Number> places;
  for (std::size_t i = 0; i < std::min(most, peaks.size()); ++i)
    if (peaks[i].first > peaks[0].first - 3.33 * static_cast<double>(session.digits))
      places.push_back(peaks[i].second);
  return places;
}

/// Where the integrand bends, jumps or has a narrow peak, in order.
std::vector<Number> cuts_of(const Line& line, Session& session) {
  const std::uint64_t outer = session.branches;
  std::vector<std::pair<double, Probe>> seen;
  std::vector<Number> cuts;
  for (int i = 0; i <= probes; ++i) {
    // Irregular places, so that a break at a round number is not hit.
    const double t = line.reach * 0.8 * (2.0 * i / probes - 1) + 0.0123;
    const Probe probe = probe_at(line.f, line.point(t), session);
    if (!seen.empty() && seen.back().second.branches != probe.branches)
      cuts.push_back(break_between(line.f, line.point(seen.back().first), line.point(t), session));
    seen.emplace_back(t, probe);
  }
  for (Number& peak : narrow_peaks(line, seen, session)) cuts.push_back(std::move(peak));
  std::sort(cuts.begin(), cuts.end(),
            [](const Number& a, const Number& b) { return (a - b).sign() < 0; });
  session.branches = outer;
  return cuts;
}

/// As far as the weighted integrand still rises towards an end: exp(100 z) lives at z = 100.
double reach_for(const LineFunction& f, const Substitution& x, long digits, Session& session) {
  const std::uint64_t outer = session.branches;
  constexpr double farthest = 10;  // sinh(10) = 11013 deviations
  double reach = reach_of_t(digits, true);
  const Line line{f, x, reach};
  const auto size = [&](double t) { return probe_at(f, line.point(t), session).size; };
  for (const double side : {1.0, -1.0})
    while (reach < farthest && size(side * reach) > size(side * (reach - 0.25))) reach += 0.5;
  session.branches = outer;
  return reach;
}

/// A stretch of the line with its ends, where it has any.
struct Stretch {
  std::optional<Number> lower, upper;
};

Value over_stretch(const LineFunction& f, const Stretch& stretch, const Substitution& x,
                   double reach, long digits, int depth, Session& session);

Value over_cuts(const LineFunction& f, const Stretch& stretch, const std::vector<Number>& cuts,
                long digits, int depth, Session& session) {
  const double inner_reach = reach_of_t(digits, false);
  std::optional<Number> from = stretch.lower;
  std::optional<Value> sum;
  for (std::size_t i = 0; i <= cuts.size(); ++i) {
    const std::optional<Number> to = i < cuts.size() ? std::optional(cuts[i]) : stretch.upper;
    const Value piece = over_stretch(f, {from, to}, substitution(from, to), inner_reach, digits,
                                     depth + 1, session);
    sum = sum ? plus(*sum, piece) : piece;
    from = to;
  }
  return *sum;
}

/// Cuts where the integrand bends or peaks, and looks again between the cuts: seen from one peak,
/// another is narrow.
Value over_stretch(const LineFunction& f, const Stretch& stretch, const Substitution& x,
                   double reach, long digits, int depth, Session& session) {
  constexpr int deepest = 3;
  const std::vector<Number> cuts =
      depth < deepest ? cuts_of({f, x, reach}, session) : std::vector<Number>{};
  if (!cuts.empty()) return over_cuts(f, stretch, cuts, digits, depth, session);
  try {
    return trapezoid(f, x, reach, digits, session);
  } catch (const Singular& singular) {
    if (depth >= deepest) throw Undefined(singular.what);
    return over_cuts(f, stretch, {singular.point}, digits, depth, session);
  }
}

}  // namespace

Value line_average(const ScalarLaw& law, const LineFunction& f, Session& session) {
  if (law.kind != ScalarLaw::Kind::normal)
    return integrate([&](const Number& x) { return scaled(f(x), law.density(x)); }, law.lower,
                     law.upper, session);
  const long digits = session.digits + 12;
  const DigitsScope more(session, digits + 12);
  const Number normaliser = Number(1) / sqrt(Number(2) * pi());
  const auto weighted = [&](const Number& z) {
    return scaled(f(law.mean + law.deviation * z), normaliser * exponential(-(z * z) / Number(2)));
  };
  const Substitution sinh_of_t = [](const Number& t) {
    return std::pair(hyperbolic_sine(t), hyperbolic_cosine(t));
  };
  return over_stretch(weighted, {}, sinh_of_t, reach_for(weighted, sinh_of_t, digits, session),
                      digits, 0, session);
}

Value integrate(const LineFunction& f, const std::optional<Number>& lower,
                const std::optional<Number>& upper, Session& session) {
  // Nodes crowd at the ends: their distance from an end needs digits of its own.
  const long digits = session.digits + 12;
  const DigitsScope more(session, 3 * digits);
  return over_stretch(f, {lower, upper}, substitution(lower, upper), reach_of_t(digits, false),
                      digits, 0, session);
}

}  // namespace assay::derivation
