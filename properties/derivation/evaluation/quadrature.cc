// Averages over several laws: atoms are summed, and what is left is a polynomial, separable, or
// integrated over one line or two.
#include <algorithm>
#include <cmath>

#include "properties/derivation/evaluation/quadrature.h"

namespace assay::derivation {

Value plus(const Value& a, const Value& b) {
  return zip(a, b, +[](const Number& x, const Number& y) { return x + y; }, "+", {});
}

Value minus(const Value& a, const Value& b) {
  return zip(a, b, +[](const Number& x, const Number& y) { return x - y; }, "-", {});
}

Value scaled(const Value& value, const Number& factor) {
  return map(value, [&](const Number& x) { return x * factor; });
}

bool agree(const Value& a, const Value& b, long digits, double floor) {
  for (std::size_t i = 0; i < a.data.size(); ++i) {
    const Number gap = a.data[i] - b.data[i];
    const double size = std::max({a.data[i].log2_magnitude(), b.data[i].log2_magnitude(), floor});
    if (gap.log2_magnitude() > size - 3.33 * static_cast<double>(digits)) return false;
  }
  return true;
}

namespace {

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
