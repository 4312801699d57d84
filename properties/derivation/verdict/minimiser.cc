// "x = argmin(w in R: f(w))": the claimed point lies in the set, is stationary where the set has no
// edge, and no competitor near or far is better.
#include <algorithm>

#include "properties/derivation/verdict/judge.h"
#include "properties/derivation/verdict/membership.h"
#include "properties/derivation/verdict/sample.h"

namespace assay::derivation {

namespace {

constexpr std::size_t minimiser_draws = 12;
constexpr int competitors_of_a_set = 48;
constexpr long halves_around = 128;
constexpr int closest = -40, farthest = 16;  ///< steps of competitors, in halves of a power of two
constexpr double noise = -90;                ///< log2 of the gain that rounding may pretend

bool is_infinite(const Domain& domain) {
  return domain.base == Domain::Base::real || domain.base == Domain::Base::positive ||
         domain.base == Domain::Base::interval;
}

/// Where the variable of "argmin_w" is declared to lie, when that is an infinite set.
const Domain* declared_domain(const Tree& binder, const Scope& scope) {
  const Given* given = scope.given(binder->text);
  return given && is_infinite(given->domain) ? &given->domain : nullptr;
}

bool is_over_infinite_set(const Tree& t, const Scope& scope) {
  if (t->kind != Kind::reduce || (t->text != "argmin" && t->text != "argmax")) return false;
  return std::any_of(t->kids.begin(), t->kids.end(), [&](const Tree& kid) {
    if (kid->kind != Kind::binder) return false;
    if (kid->kids.empty()) return declared_domain(kid, scope) != nullptr;
    const Kind set = kid->kids[0]->kind;
    return set == Kind::interval || (set == Kind::call && kid->kids[0]->text != "power_set");
  });
}

struct Unknown {
  std::string name;
  Domain set;
};

struct Problem {
  std::vector<Unknown> unknowns;
  Tree objective;
  bool maximum = false;
  Tree point;
  bool is_open = true;  ///< no set has an edge, at which the best need not be stationary
};

Domain domain_of(const Tree& set) {
  Domain domain{Domain::Base::real, {}, {}, {}, set->span};
  if (set->kind == Kind::interval || set->kind == Kind::range || set->kind == Kind::set) {
    domain.base = set->kind == Kind::interval ? Domain::Base::interval
                  : set->kind == Kind::range  ? Domain::Base::range
                                              : Domain::Base::set;
    domain.parts = set->kids;
    domain.text = set->text;
    return domain;
  }
  for (const Tree& kid : set->kids)
    if (kid->kind == Kind::tuple)
      domain.dims = kid->kids;
    else
      domain.parts.push_back(kid);
  domain.text = set->text;
  domain.base = set->text == "R"    ? Domain::Base::real
                : set->text == "R+" ? Domain::Base::positive
                : set->text == "Z"  ? Domain::Base::integer
                                    : Domain::Base::structure;
  return domain;
}

Problem problem_of(const Step& step, const Scope& scope) {
  const bool on_right = is_over_infinite_set(step.right, scope);
  const Tree& search = on_right ? step.right : step.left;
  Problem problem{
      {}, search->kids.back(), search->text == "argmax", on_right ? step.left : step.right};
  for (const Tree& kid : search->kids) {
    if (kid->kind != Kind::binder) continue;
    const Domain* declared = kid->kids.empty() ? declared_domain(kid, scope) : nullptr;
    if (!declared && kid->kids.empty()) continue;
    problem.unknowns.push_back({kid->text, declared ? *declared : domain_of(kid->kids[0])});
    const Domain::Base base = problem.unknowns.back().set.base;
    problem.is_open =
        problem.is_open && (base == Domain::Base::real || base == Domain::Base::positive);
  }
  return problem;
}

using Point = std::vector<Value>;

std::string shown(const Problem& problem, const Point& point) {
  std::string text;
  for (std::size_t j = 0; j < point.size(); ++j)
    text += (j ? ", " : "") + problem.unknowns[j].name + " = " + to_string(point[j], 6);
  return text;
}

bool is_stationary(const Problem& problem, const Environment& there, std::string& why) {
  for (const Unknown& unknown : problem.unknowns) {
    const Tree gradient =
        make(Kind::derivative, {}, "grad", {problem.objective, make_name(unknown.name)});
    try {
      const Value slope = evaluate(gradient, there);
      for (const Number& x : slope.data)
        if (!x.may_be_zero()) {
          why = "the gradient by " + unknown.name + " there is " + to_string(slope, 6);
          return false;
        }
    } catch (const AtKink&) {
      continue;  // the competitors tell
    }
  }
  return true;
}

Number length_of(int half) {
  const Number whole = half >= 0 ? Number(1L << (half / 2)) : Number::ratio(1, 1L << (-half / 2));
  return half % 2 ? whole * Number::ratio(3, 2) : whole;
}

/// Steps of every length away from the claimed point, and points from all over the sets.
std::vector<Point> competitors_of(const Problem& problem, const Point& claimed,
                                  const Environment& outer, RandomSource& random) {
  std::vector<Point> points;
  const bool lone = claimed.size() == 1 && claimed[0].is_scalar();
  for (int half = closest; half <= farthest; ++half)
    for (const long sign : {1L, -1L}) {
      const Number length = Number(sign) * length_of(half);
      Point moved;
      for (const Value& value : claimed)
        moved.push_back(map(value, [&](const Number& x) {
          const long share = lone ? 1000 : random.between(-1000, 1000);
          return x + length * Number::ratio(share, 1000);
        }));
      points.push_back(std::move(moved));
    }
  // Of one number all that is within reach, for a rival that is narrow and far.
  for (long halves = -halves_around; lone && halves <= halves_around; ++halves)
    points.push_back({Value(claimed[0].data[0] + Number::ratio(halves, 2))});
  if (lone) points.push_back({Value(-claimed[0].data[0])});
  constexpr Style styles[] = {Style::plain, Style::edge, Style::heavy, Style::simple};
  for (int i = 0; i < competitors_of_a_set; ++i) {
    Point drawn;
    for (const Unknown& unknown : problem.unknowns)
      drawn.push_back(sample(unknown.set, styles[i % 4], random, outer));
    points.push_back(std::move(drawn));
  }
  return points;
}

bool is_in_sets(const Problem& problem, const Point& point, const Environment& e) {
  for (std::size_t j = 0; j < point.size(); ++j)
    if (!lies_in(problem.unknowns[j].set, point[j], e)) return false;
  return true;
}

std::optional<Number> objective_at(const Problem& problem, const Point& point,
                                   const Environment& outer) {
  Environment there(outer);
  for (std::size_t j = 0; j < point.size(); ++j) there.bind(problem.unknowns[j].name, point[j]);
  try {
    return evaluate_scalar(problem.objective, there);
  } catch (const Undefined&) {
    return std::nullopt;
  } catch (const Imprecise&) {
    return std::nullopt;
  }
}

bool is_optimal(const Problem& problem, const Point& point, const Environment& outer,
                const Judging& judging, std::string& why) {
  if (!is_in_sets(problem, point, outer)) {
    why = "that lies outside the set of the search";
    return false;
  }
  Environment there(outer);
  for (std::size_t j = 0; j < point.size(); ++j) there.bind(problem.unknowns[j].name, point[j]);
  if (problem.is_open && !is_stationary(problem, there, why)) return false;
  const Number best = evaluate_scalar(problem.objective, there);
  RandomSource random(judging.options.seed);
  for (const Point& other : competitors_of(problem, point, outer, random)) {
    if (!is_in_sets(problem, other, outer)) continue;
    const std::optional<Number> value = objective_at(problem, other, outer);
    if (!value) continue;
    const Number gain = problem.maximum ? *value - best : best - *value;
    if (gain.may_be_zero() || gain.sign() < 0 || gain.log2_magnitude() < noise) continue;
    why = "a better point is " + shown(problem, other) + " with " + value->to_string(10);
    return false;
  }
  return true;
}

Point claimed_point(const Problem& problem, const Value& value) {
  if (problem.unknowns.size() == 1) return {value};
  if (value.items.size() != problem.unknowns.size())
    throw IllFormed(problem.point->span, "the point has " + std::to_string(value.items.size()) +
                                             " parts, the search " +
                                             std::to_string(problem.unknowns.size()));
  return value.items;
}

/// Judges one draw; true when it refutes.
bool refutes(const Problem& problem, const Draw& draw, const Judging& judging, Session& session,
             Link& link) try {
  const DigitsScope precision(session, 60);
  Environment e(judging.scope, session);
  bind_all(e, draw);
  const Value claimed = evaluate(problem.point, e);
  std::string why;
  if (is_optimal(problem, claimed_point(problem, claimed), e, judging, why)) {
    ++link.draws;
    return false;
  }
  link.verdict = Verdict::refuted;
  link.counterexample = counterexample_of(draw, to_string(claimed, 12), why);
  return true;
} catch (const Undefined& undefined) {
  ++link.undefined;
  link.reason = undefined.what();
  return false;
} catch (const Imprecise& imprecise) {
  link.reason = imprecise.what();
  return false;
} catch (const OutOfBudget& budget) {
  link.reason = budget.what();
  return false;
}

}  // namespace

bool is_minimiser(const Step& step, const Scope& scope) {
  return step.right && step.sign == "=" &&
         (is_over_infinite_set(step.left, scope) || is_over_infinite_set(step.right, scope));
}

Link judge_minimiser(const Step& step, const Judging& judging) {
  Link link = link_of(step);
  const Problem problem = problem_of(step, judging.scope);
  Drawer drawer(judging.scope, {step.left, step.right}, judging.options.seed);
  const std::size_t planned = drawer.needed().empty() ? 1 : minimiser_draws;
  for (std::size_t i = 0; i < planned && !judging.out_of_time(); ++i) {
    Session session;
    session.conventions = judging.conventions;
    session.deadline = judging.deadline;
    // Simple draws first, so that a counterexample is short.
    const auto draw = i < 4 ? drawer.simple(i, session) : drawer.draw(i - 4, session);
    if (draw && refutes(problem, *draw, judging, session, link)) return link;
  }
  link.verdict =
      link.draws >= std::min<std::size_t>(planned, 3) ? Verdict::holds : Verdict::undecided;
  link.digits = judging.options.digits;
  link.methods.assign(
      1, problem.is_open ? "stationary, and better than competitors" : "better than competitors");
  if (link.verdict == Verdict::holds) link.reason.clear();
  return link;
}

}  // namespace assay::derivation
