// Averages and integrals. The double-exponential rule is ours because its precision must follow the
// digits asked for (a derivative of an expectation needs half as many again), and because balls
// carry the integrand's own error through it. Breaks of the integrand are found by the branches
// that its conditions take, and the range is cut there.
#ifdef ASSAY_ARB_IN_FLINT
#include <flint/arb_fmpz_poly.h>
#else
#include <arb_fmpz_poly.h>
#endif
#include <flint/fmpz_poly.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "properties/derivation/evaluation/distribution.h"
#include "properties/derivation/evaluation/functions.h"

namespace assay::derivation {

namespace {

using Point = std::vector<Number>;
using PointFunction = std::function<Value(const Point&)>;
using LineFunction = std::function<Value(const Number&)>;

constexpr double most_nodes = 4096;
constexpr int probes = 48;

Value plus(const Value& a, const Value& b) {
  return zip(a, b, +[](const Number& x, const Number& y) { return x + y; }, "+", {});
}
Value minus(const Value& a, const Value& b) {
  return zip(a, b, +[](const Number& x, const Number& y) { return x - y; }, "-", {});
}
Value scaled(const Value& value, const Number& factor) {
  return map(value, [&](const Number& x) { return x * factor; });
}

/// True when every entry of a - b is zero to within 10^-digits of the entries.
bool agree(const Value& a, const Value& b, long digits) {
  for (std::size_t i = 0; i < a.data.size(); ++i) {
    const Number gap = a.data[i] - b.data[i];
    const double size = std::max({a.data[i].log2_magnitude(), b.data[i].log2_magnitude(), -30.0});
    if (gap.log2_magnitude() > size - 3.33 * static_cast<double>(digits)) return false;
  }
  return true;
}

// ---- Gauss-Hermite, exact for polynomials ----

struct Rule {
  std::vector<Number> nodes;
  std::vector<Number> weights;
};

Number hermite(long n, const Number& x) {
  Number before = 1, value = x;
  if (n == 0) return before;
  for (long k = 1; k < n; ++k) {
    Number next = x * value - Number(k) * before;
    before = std::exchange(value, std::move(next));
  }
  return value;
}

/// Nodes and weights for the standard normal law: the zeros of He_n.
Rule gauss_hermite(long n) {
  const long bits = PrecisionScope::bits();
  fmpz_poly_t polynomial;
  fmpz_poly_init(polynomial);
  fmpz_poly_hermite_he(polynomial, static_cast<ulong>(n));
  acb_ptr roots = _acb_vec_init(n);
  arb_fmpz_poly_complex_roots(roots, polynomial, 0, bits);
  Rule rule;
  Number factorial = 1;
  for (long k = 2; k <= n; ++k) factorial *= Number(k);
  for (long i = 0; i < n; ++i) {
    Ball node;
    arb_set(node.arb(), acb_realref(roots + i));
    const Number x = arb_contains_zero(node.arb()) ? Number(0) : Number(node);
    const Number slope = Number(n) * hermite(n - 1, x);
    rule.nodes.push_back(x);
    rule.weights.push_back(factorial / (slope * slope));
  }
  _acb_vec_clear(roots, n);
  fmpz_poly_clear(polynomial);
  return rule;
}

const Rule& cached_rule(long n) {
  thread_local std::map<std::pair<long, long>, Rule> rules;
  Rule& rule = rules[{n, PrecisionScope::bits()}];
  if (rule.nodes.empty()) rule = gauss_hermite(n);
  return rule;
}

Value normal_product_rule(const std::vector<ScalarLaw>& laws, long n, const PointFunction& f) {
  const Rule rule = cached_rule(n);
  std::vector<std::size_t> position(laws.size(), 0);
  std::optional<Value> sum;
  while (true) {
    Point point;
    Number weight = 1;
    for (std::size_t i = 0; i < laws.size(); ++i) {
      point.push_back(laws[i].mean + laws[i].deviation * rule.nodes[position[i]]);
      weight *= rule.weights[position[i]];
    }
    const Value term = scaled(f(point), weight);
    sum = sum ? plus(*sum, term) : term;
    std::size_t axis = 0;
    while (axis < laws.size() && ++position[axis] == rule.nodes.size()) position[axis++] = 0;
    if (axis == laws.size()) return *sum;
  }
}

/// A bound of what the differences of order `degree` + 1 along two lines through the mean leave, or
/// nothing where they do not vanish. They do for polynomials of that degree, and for nothing that
/// bends or jumps within fourteen deviations of the mean. Exact numbers must cancel exactly: a term
/// of a tiny deviation is no rounding.
std::optional<Number> polynomial_residue(const std::vector<ScalarLaw>& laws, long degree,
                                         const PointFunction& f, Session& session) {
  constexpr long reach = 14;
  constexpr long slants[] = {11, -7, 5, -13, 3};
  double worst = -INFINITY;
  for (std::size_t direction = 0; direction < 2; ++direction) {
    std::vector<Value> values;
    for (long i = 0; i <= degree + 3; ++i) {
      const Number t = Number::ratio(2 * reach * i, degree + 3) - Number(reach);
      Point point;
      for (std::size_t j = 0; j < laws.size(); ++j)
        point.push_back(laws[j].mean +
                        laws[j].deviation * t * Number::ratio(slants[(j + 2 * direction) % 5], 13));
      values.push_back(f(point));
    }
    double size = -INFINITY;
    for (const Value& value : values)
      for (const Number& x : value.data) size = std::max(size, x.log2_magnitude());
    for (long order = 0; order <= degree; ++order)
      for (std::size_t i = 0; i + 1 < values.size(); ++i)
        if (static_cast<long>(i) < degree + 3 - order) values[i] = minus(values[i + 1], values[i]);
    for (long i = 0; i < 3; ++i)
      for (const Number& x : values[static_cast<std::size_t>(i)].data) {
        const bool vanishes =
            x.may_be_zero() &&
            x.log2_magnitude() <= size - 3.32 * static_cast<double>(session.digits - 8);
        if (!vanishes) return std::nullopt;
        worst = std::max(worst, x.log2_magnitude());
      }
  }
  if (std::isinf(worst)) return Number(0);
  return pow(Number(2), Number(static_cast<long>(std::ceil(worst))));
}

std::optional<Value> polynomial_average(const std::vector<ScalarLaw>& laws, const PointFunction& f,
                                        Session& session) {
  for (const long n : {2L, 4L, 7L}) {
    if (std::pow(static_cast<double>(n), static_cast<double>(laws.size())) > most_nodes) break;
    session.branches = 0;
    const std::optional<Number> residue = polynomial_residue(laws, 2 * n - 1, f, session);
    if (!residue) continue;
    // Conditions that chance to look like a polynomial are left to the quadrature.
    if (session.branches != 0 && laws.size() == 1) return std::nullopt;
    session.methods.insert("Gauss-Hermite");
    Value mean = normal_product_rule(laws, n, f);
    if (!residue->is_zero())
      for (Number& x : mean.data) x = widen(x, *residue);
    return mean;
  }
  return std::nullopt;
}

// ---- the double-exponential rule ----

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

Value trapezoid(const LineFunction& f, const Substitution& x, double reach, long digits,
                Session& session) {
  std::optional<Value> sum;
  const auto add = [&](double t) {
    const auto [point, slope] = x(from_double(t));
    const Value term = scaled(f(point), slope);
    sum = sum ? plus(*sum, term) : term;
  };
  double step = 0.25;
  const long steps = std::lround(std::ceil(reach / step));
  for (long i = -steps; i <= steps; ++i) add(static_cast<double>(i) * step);
  Value before = scaled(*sum, from_double(step));
  for (int level = 0; level < 6; ++level) {
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

std::uint64_t branch_at(const LineFunction& f, const Number& x, Session& session) {
  session.branches = 0;
  try {
    static_cast<void>(f(x));
  } catch (const Imprecise&) {
    return 1;  // at the break itself
  }
  return session.branches;
}

/// Where conditions of f change side between two points.
Number break_between(const LineFunction& f, Number below, Number above, Session& session) {
  const std::uint64_t side = branch_at(f, below, session);
  const long halvings = 4 * session.digits + 40;
  for (long i = 0; i < halvings; ++i) {
    Ball middle = ((below + above) / Number(2)).ball();
    mag_zero(arb_radref(middle.arb()));
    const Number point(middle);
    (branch_at(f, point, session) == side ? below : above) = point;
  }
  return above;
}

std::vector<Number> breaks(const LineFunction& f, const Substitution& x, double reach,
                           Session& session) {
  std::vector<Number> found;
  const std::uint64_t outer = session.branches;
  std::optional<std::pair<Number, std::uint64_t>> last;
  for (int i = 0; i <= probes; ++i) {
    // Irregular places, so that a break at a round number is not hit.
    const double t = reach * 0.8 * (2.0 * i / probes - 1) + 0.0123;
    Number point = x(from_double(t)).first;
    Ball exact = point.ball();
    mag_zero(arb_radref(exact.arb()));
    point = Number(exact);
    const std::uint64_t branch = branch_at(f, point, session);
    if (last && last->second != branch)
      found.push_back(break_between(f, last->first, point, session));
    last = {point, branch};
  }
  session.branches = outer;
  return found;
}

Value over_pieces(const LineFunction& f, const std::optional<Number>& lower,
                  const std::optional<Number>& upper, const Substitution& whole, double reach,
                  long digits, Session& session) {
  const std::vector<Number> cuts = breaks(f, whole, reach, session);
  if (cuts.empty()) return trapezoid(f, whole, reach, digits, session);
  const double inner_reach = reach_of_t(digits, false);
  std::optional<Number> from = lower;
  std::optional<Value> sum;
  for (std::size_t i = 0; i <= cuts.size(); ++i) {
    const std::optional<Number> to = i < cuts.size() ? std::optional(cuts[i]) : upper;
    const Value piece = trapezoid(f, substitution(from, to), inner_reach, digits, session);
    sum = sum ? plus(*sum, piece) : piece;
    from = to;
  }
  return *sum;
}

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
  return over_pieces(weighted, std::nullopt, std::nullopt, sinh_of_t, reach_of_t(digits, true),
                     digits, session);
}

/// f(z) = sum_j g_j(z_j) + c, as far as a handful of mixed differences can tell.
bool is_separable(const std::vector<ScalarLaw>& laws, const PointFunction& f, Session& session) {
  const auto place = [&](const ScalarLaw& law, int which) {
    if (law.kind == ScalarLaw::Kind::normal)
      return law.mean + law.deviation * Number::ratio(which == 0 ? -7 : 11, 13);
    const Number low = law.lower ? *law.lower : Number(-1);
    const Number high = law.upper ? *law.upper : low + Number(2);
    return low + (high - low) * Number::ratio(which == 0 ? 3 : 8, 11);
  };
  Point base;
  for (const ScalarLaw& law : laws) base.push_back(place(law, 0));
  for (std::size_t i = 0; i < laws.size(); ++i)
    for (std::size_t j = i + 1; j < laws.size(); ++j) {
      Point a = base, b = base, both = base;
      a[i] = both[i] = place(laws[i], 1);
      b[j] = both[j] = place(laws[j], 1);
      if (!agree(plus(f(base), f(both)), plus(f(a), f(b)), session.digits - 10)) return false;
    }
  return true;
}

Value separable_average(const std::vector<ScalarLaw>& laws, const PointFunction& f,
                        Session& session) {
  Point base;
  for (const ScalarLaw& law : laws)
    base.push_back(law.kind == ScalarLaw::Kind::normal ? law.mean
                   : law.lower && law.upper            ? (*law.lower + *law.upper) / Number(2)
                   : law.lower                         ? *law.lower + Number(1)
                                                       : Number(1));
  const Value at_base = f(base);
  Value sum = at_base;
  for (std::size_t i = 0; i < laws.size(); ++i)
    sum = plus(sum, line_average(
                        laws[i],
                        [&](const Number& x) {
                          Point point = base;
                          point[i] = x;
                          return minus(f(point), at_base);
                        },
                        session));
  return sum;
}

Value continuous_average(const std::vector<ScalarLaw>& laws, const PointFunction& f,
                         Session& session) {
  if (std::all_of(laws.begin(), laws.end(),
                  [](const ScalarLaw& law) { return law.kind == ScalarLaw::Kind::normal; }))
    if (const auto value = polynomial_average(laws, f, session)) return *value;
  if (laws.size() == 1)
    return line_average(
        laws[0], [&](const Number& x) { return f({x}); }, session);
  if (is_separable(laws, f, session)) return separable_average(laws, f, session);
  if (laws.size() == 2)
    return line_average(
        laws[0],
        [&](const Number& x) {
          return line_average(
              laws[1],
              [&](const Number& y) {
                return f({x, y});
              },
              session);
        },
        session);
  throw OutOfBudget("an expectation over " + std::to_string(laws.size()) +
                    " continuous variables that is no polynomial");
}

}  // namespace

Value integrate(const LineFunction& f, const std::optional<Number>& lower,
                const std::optional<Number>& upper, Session& session) {
  // Nodes crowd at the ends: their distance from an end needs digits of its own.
  const long digits = session.digits + 12;
  const DigitsScope more(session, 3 * digits);
  return over_pieces(f, lower, upper, substitution(lower, upper), reach_of_t(digits, false), digits,
                     session);
}

Value average(const std::vector<ScalarLaw>& laws, const PointFunction& f, Session& session) {
  std::vector<ScalarLaw> continuous;
  double combinations = 1;
  for (const ScalarLaw& law : laws) {
    if (law.kind == ScalarLaw::Kind::atoms)
      combinations *= static_cast<double>(law.atoms.size());
    else
      continuous.push_back(law);
  }
  if (combinations > 20000) throw OutOfBudget("more than 20000 outcomes");
  Point outcome(laws.size());
  const std::function<Value(std::size_t)> over_atoms = [&](std::size_t i) -> Value {
    while (i < laws.size() && laws[i].kind != ScalarLaw::Kind::atoms) ++i;
    if (i == laws.size()) {
      if (continuous.empty()) return f(outcome);
      return continuous_average(
          continuous,
          [&](const Point& drawn) {
            Point point = outcome;
            std::size_t next = 0;
            for (std::size_t j = 0; j < laws.size(); ++j)
              if (laws[j].kind != ScalarLaw::Kind::atoms) point[j] = drawn[next++];
            return f(point);
          },
          session);
    }
    std::optional<Value> sum;
    for (const auto& [value, probability] : laws[i].atoms) {
      if (probability.is_zero()) continue;
      outcome[i] = value;
      const Value term = scaled(over_atoms(i + 1), probability);
      sum = sum ? plus(*sum, term) : term;
    }
    return sum ? *sum : Value(Number(0));
  };
  return over_atoms(0);
}

}  // namespace assay::derivation
