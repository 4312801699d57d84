// The double-exponential rule. It is ours because its precision must follow the digits asked for (a
// derivative of an expectation needs half as many again), and because balls carry the integrand's
// own error through it. Breaks of the integrand are found by the branches that its conditions take,
// and the range is cut there, and at narrow peaks.
#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "properties/derivation/evaluation/cuts.h"
#include "properties/derivation/evaluation/magnitude.h"

namespace assay::derivation {

namespace {

Number exponential(const Number& x) { return Number(exp(x.ball())); }
Number hyperbolic_sine(const Number& x) { return Number(sinh(x.ball())); }
Number hyperbolic_cosine(const Number& x) { return Number(cosh(x.ball())); }

enum class Range { finite, half, line, normal };

/// What a node has that hangs on t alone.
struct QuadratureNode {
  Number first, second, slope;
};

QuadratureNode node_at(Range range, const Number& t) {
  const Number half_pi = pi() / Number(2);
  switch (range) {
    case Range::finite: {
      const Number growth = exponential(pi() * hyperbolic_sine(t));
      const Number share = growth / (Number(1) + growth), rest = Number(1) / (Number(1) + growth);
      return {share, rest, share * rest * pi() * hyperbolic_cosine(t)};
    }
    case Range::half: {
      const Number distance = exponential(half_pi * hyperbolic_sine(t));
      return {distance, Number(0), distance * half_pi * hyperbolic_cosine(t)};
    }
    case Range::line: {
      const Number inner = half_pi * hyperbolic_sine(t);
      return {hyperbolic_sine(inner), Number(0),
              half_pi * hyperbolic_cosine(t) * hyperbolic_cosine(inner)};
    }
    case Range::normal:
      return {hyperbolic_sine(t), Number(0), hyperbolic_cosine(t)};
  }
  return {};
}

/// Every integral of a claim has the same nodes, and most have those of the claim before.
const QuadratureNode& known_node(Range range, const Number& t) {
  constexpr std::size_t most = 20'000;
  thread_local std::map<std::tuple<Range, long, double>, QuadratureNode> known;
  if (known.size() > most) known.clear();
  const auto [place, is_new] = known.try_emplace({range, PrecisionScope::bits(), t.approximate()});
  if (is_new) place->second = node_at(range, t);
  return place->second;
}

Substitution substitution(const std::optional<Number>& lower, const std::optional<Number>& upper) {
  if (lower && upper)
    return [a = *lower, b = *upper](const Number& t) {
      const QuadratureNode& node = known_node(Range::finite, t);
      return std::pair(t.sign() < 0 ? a + (b - a) * node.first : b - (b - a) * node.second,
                       (b - a) * node.slope);
    };
  if (!lower && !upper)
    return [](const Number& t) {
      const QuadratureNode& node = known_node(Range::line, t);
      return std::pair(node.first, node.slope);
    };
  const bool upwards = lower.has_value();
  return [upwards, end = upwards ? *lower : *upper](const Number& t) {
    const QuadratureNode& node = known_node(Range::half, t);
    return std::pair(upwards ? end + node.first : end - node.first, node.slope);
  };
}

double reach_of_t(long digits, bool normal) {
  const double decay = static_cast<double>(digits) * 2.302585 * 1.15;
  // Twice as wide as the normal law itself needs, for integrands that grow like exp(x z).
  return normal ? std::asinh(2 * std::sqrt(2 * decay)) : std::asinh(2 * decay / 3.14159);
}

/// Of nothing seen at all, a normal law has less than that beyond its last place looked at.
Number unseen_part(double highest, long digits) {
  if (std::isinf(highest)) return Number::power_of_ten(-40 * digits);
  const long exponent = std::lround(std::min(highest, 0.0));
  return pow(Number(2), Number(exponent)) * Number::power_of_ten(10 - digits);
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
      highest = std::max(highest, log2_largest(term));
      return log2_largest(term);
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
    // No sum is had closer than its terms are.
    const double noise = log2_radius(now) + 3.33 * static_cast<double>(digits - 10) + 2;
    if (agree(before, now, digits - 10, std::min(std::max(highest, noise), -30.0))) {
      const Value gap = minus(now, before);
      // What conditions cut off beyond the last node is not seen at all.
      const Number unseen = session.branches == 0 ? Number(0) : unseen_part(highest, digits);
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

constexpr double farthest = 10;  ///< sinh(10) = 11013 deviations

/// As far as the weighted integrand still rises towards an end: exp(100 z) lives at z = 100.
double reach_for(const LineFunction& f, const Substitution& x, long digits, Session& session) {
  const std::uint64_t outer = session.branches;
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

Value over_stretch(const Line& line, const Stretch& stretch, long digits, int depth,
                   Session& session);

Value over_cuts(const LineFunction& f, const Stretch& stretch, const std::vector<Number>& cuts,
                long digits, int depth, Session& session) {
  // Nodes crowd at the ends: their distance from an end needs digits of its own.
  const DigitsScope more(session, std::max(session.digits, digits + digits / 4 + 16));
  std::optional<Number> from = stretch.lower;
  std::optional<Value> sum;
  for (std::size_t i = 0; i <= cuts.size(); ++i) {
    const std::optional<Number> to = i < cuts.size() ? std::optional(cuts[i]) : stretch.upper;
    const Substitution x = substitution(from, to);
    const Value piece =
        over_stretch({f, x, reach_of_t(digits, false)}, {from, to}, digits, depth + 1, session);
    sum = sum ? plus(*sum, piece) : piece;
    from = to;
  }
  return *sum;
}

/// Cuts where the integrand bends or peaks, and looks again between the cuts: seen from one peak,
/// another is narrow.
Value over_stretch(const Line& line, const Stretch& stretch, long digits, int depth,
                   Session& session) {
  constexpr int deepest = 3;
  const SizesScope unwatched(session, nullptr);
  const std::vector<Number> cuts = depth < deepest ? cuts_of(line, session) : std::vector<Number>{};
  if (!cuts.empty()) return over_cuts(line.f, stretch, cuts, digits, depth, session);
  try {
    return trapezoid(line.f, line.x, line.reach, digits, session);
  } catch (const Singular& singular) {
    if (depth >= deepest) throw Undefined(singular.what);
    return over_cuts(line.f, stretch, {singular.point}, digits, depth, session);
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
  const LineFunction weighted = [&](const Number& z) {
    return scaled(f(law.mean + law.deviation * z), normaliser * exponential(-(z * z) / Number(2)));
  };
  const Substitution sinh_of_t = [](const Number& t) {
    const QuadratureNode& node = known_node(Range::normal, t);
    return std::pair(node.first, node.slope);
  };
  const double reach = reach_for(weighted, sinh_of_t, digits, session);
  return over_stretch({weighted, sinh_of_t, reach, farthest}, {}, digits, 0, session);
}

Value integrate(const LineFunction& f, const std::optional<Number>& lower,
                const std::optional<Number>& upper, Session& session) {
  const long digits = session.digits + 12;
  const DigitsScope more(session, 3 * digits);
  const Substitution x = substitution(lower, upper);
  return over_stretch({f, x, reach_of_t(digits, false)}, {lower, upper}, digits, 0, session);
}

}  // namespace assay::derivation
