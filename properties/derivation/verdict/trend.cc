#include "properties/derivation/verdict/trend.h"

#include <algorithm>

namespace assay::derivation {

namespace {

constexpr long places[] = {200, 800};
constexpr double steady = -10;     ///< log2 of a change of the rate, of what it is away from 1
constexpr double constant = -500;  ///< log2 of the change of a rate that does not change

/// The rate at which steps shrink or grow, and the sum of all that follow if they shrink.
struct Steps {
  Number rate, rest;
};

/// From four successive steps.
std::optional<Steps> steps_like(const Number (&d)[4]) {
  if (d[0].may_be_zero() || d[1].may_be_zero()) return {};
  const Number determinant = d[1] * d[1] - d[0] * d[2];
  Number a = d[1] / d[0], b = 0;
  if (!determinant.may_be_zero()) {
    a = (d[1] * d[2] - d[0] * d[3]) / determinant;
    b = (d[1] * d[3] - d[2] * d[2]) / determinant;
  }
  const Number discriminant = a * a + Number(4) * b;
  if (!discriminant.is_zero() && discriminant.may_be_zero()) return {};
  const Number rate =
      discriminant.sign() < 0 ? sqrt(-b) : (abs(a) + sqrt(discriminant)) / Number(2);
  const Number to_come = Number(1) - a - b;
  if (to_come.may_be_zero()) return {};
  return Steps{rate, (d[1] + (Number(1) - a) * d[0]) / to_come};
}

std::optional<Steps> steps_at(const Sequence& sequence, long place, std::size_t entry,
                              const Environment& e) {
  Number terms[5], d[4];
  for (long k = 0; k < 5; ++k) terms[k] = term_of_sequence(sequence, place + k, {}, e).data[entry];
  for (std::size_t k = 0; k < 4; ++k) d[k] = terms[k + 1] - terms[k];
  std::optional<Steps> steps = steps_like(d);
  if (steps) steps->rest = terms[0] + steps->rest;
  return steps;
}

}  // namespace

std::optional<Trend> trend_of(const Sequence& sequence, const Environment& e) {
  Trend trend{true, term_of_sequence(sequence, places[0], {}, e), -400};
  for (std::size_t entry = 0; entry < trend.limit.data.size(); ++entry) {
    const auto near = steps_at(sequence, places[0], entry, e);
    const auto far = steps_at(sequence, places[1], entry, e);
    if (!near || !far) return {};
    const Number excess = far->rate - Number(1);
    const double change = (far->rate - near->rate).log2_magnitude();
    if (excess.may_be_zero() || change > excess.log2_magnitude() + steady) return {};
    if (excess.sign() > 0) {
      if (change > constant) return {};
      trend.converges = false;
    }
    trend.limit.data[entry] = far->rest;
    trend.closeness = std::max({trend.closeness, (far->rest - near->rest).log2_magnitude() + 4,
                                far->rest.log2_radius() + 4});
  }
  return trend;
}

}  // namespace assay::derivation
