// Gauss-Hermite quadrature, exact for polynomials.
#ifdef ASSAY_ARB_IN_FLINT
#include <flint/arb_fmpz_poly.h>
#else
#include <arb_fmpz_poly.h>
#endif
#include <flint/fmpz_poly.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "properties/derivation/evaluation/quadrature.h"

namespace assay::derivation {

namespace {

constexpr double most_nodes = 4096;

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

std::optional<Number> residue_or_nothing(const std::vector<ScalarLaw>& laws, long degree,
                                         const PointFunction& f, Session& session) {
  try {
    return polynomial_residue(laws, degree, f, session);
  } catch (const Undefined&) {
    return std::nullopt;  // a pole: no polynomial
  }
}

}  // namespace

std::optional<Value> polynomial_average(const std::vector<ScalarLaw>& laws, const PointFunction& f,
                                        Session& session) {
  for (const long n : {2L, 4L, 7L}) {
    if (std::pow(static_cast<double>(n), static_cast<double>(laws.size())) > most_nodes) break;
    session.branches = 0;
    const std::optional<Number> residue = residue_or_nothing(laws, 2 * n - 1, f, session);
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

}  // namespace assay::derivation
