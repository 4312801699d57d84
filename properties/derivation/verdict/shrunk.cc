// Smaller counterexamples: simple draws first, then entry by entry towards 0, 1 and short
// fractions.
#include "properties/derivation/verdict/judge.h"
#include "properties/derivation/verdict/membership.h"

namespace assay::derivation {

namespace {

constexpr std::size_t simple_draws = 48;
constexpr int most_trials = 160;

bool refutes(const Step& step, const Draw& draw, Comparison& comparison, Outcome::Kind kind) {
  try {
    return comparison.at(step, draw).kind == kind;
  } catch (const IllFormed&) {
    return false;
  } catch (const OutOfBudget&) {
    return false;
  }
}

bool is_small(const Number& x) { return x.rational() && x.rational()->bits() <= 2; }

}  // namespace

Draw shrunk(const Step& step, const Draw& refuting, Drawer& drawer, const Judging& judging) {
  Comparison comparison = judging.comparison();
  Draw best = refuting;
  const Outcome::Kind kind = comparison.at(step, refuting).kind;
  if (drawer.is_exhaustive()) {
    for (std::size_t i = 0; i < drawer.combinations() && !judging.out_of_time(); ++i)
      if (refutes(step, drawer.by_size(i), comparison, kind)) return drawer.by_size(i);
    return best;
  }
  for (std::size_t i = 0; i < simple_draws && !judging.out_of_time(); ++i) {
    Session session;
    session.conventions = judging.conventions;
    const auto draw = drawer.simple(i, session);
    if (draw && refutes(step, *draw, comparison, kind)) {
      best = *draw;
      break;
    }
  }
  const Number targets[] = {Number(0), Number(1), Number(2), Number::ratio(1, 2), Number(-1)};
  int trials = 0;
  for (auto& [name, value] : best) {
    const Given* given = judging.scope.given(name);
    if (!given || !given->domain.dims.empty() ? false : given->domain.base == Domain::Base::range)
      continue;  // sizes shape everything else
    if (others_rest_on(name, best, judging.scope)) continue;
    for (std::size_t entry = 0; entry < value.data.size(); ++entry) {
      if (is_small(value.data[entry]) && value.data[entry].is_zero()) continue;
      const Number before = value.data[entry];
      for (const Number& target : targets) {
        if (trials++ > most_trials || judging.out_of_time()) return best;
        if (before.rational() && compare(before, target) == 0) break;
        value.data[entry] = target;
        if (is_member(*given, value, best, judging.scope) && refutes(step, best, comparison, kind))
          break;
        value.data[entry] = before;
      }
    }
  }
  return best;
}

}  // namespace assay::derivation
