// "... for p in (0,1) only": the claim must fail where p lies outside.
#include <algorithm>

#include "properties/derivation/verdict/judge.h"
#include "properties/derivation/verdict/membership.h"

namespace assay::derivation {

namespace {

constexpr std::size_t outside_draws = 12;

/// The set that the claim names for it, and the one in which it was declared to lie before, if any.
struct Sets {
  const Given* inner = nullptr;
  const Given* outer = nullptr;
};

Sets sets_of(const std::string& name, const Scope& scope) {
  Sets sets;
  for (const Given& given : scope.givens)
    if (given.name == name) sets = {&given, sets.inner};
  return sets;
}

/// At open ends and on the other side of every end, near and far; and where formulas are simple.
std::vector<Number> candidates(const Domain& domain, const Environment& e) {
  std::vector<Number> places;
  for (const long number : {0L, 1L, -1L, 2L, 7L, -7L}) {
    places.emplace_back(number);
    places.push_back(Number::ratio(number, 2));
  }
  for (const Tree& end : domain.parts) try {
      const Number at = evaluate_scalar(end, e);
      for (const Number& step : {Number(0), Number::ratio(1, 1'000'000), Number::ratio(1, 1000),
                                 Number::ratio(1, 2), Number(3)}) {
        places.push_back(at + step);
        places.push_back(at - step);
      }
    } catch (const std::runtime_error&) {
      continue;  // an end at infinity
    }
  return places;
}

class Outside {
 public:
  Outside(const Step& step, const std::string& name, const Judging& judging)
      : step_(step),
        name_(name),
        judging_(judging),
        sets_(sets_of(name, judging.scope)),
        comparison_(judging.comparison()) {}

  /// True where the draw lies outside, is allowed otherwise, and the step holds nevertheless.
  bool holds_at(const Draw& draw, Outcome& outcome) {
    Session session;
    session.conventions = judging_.conventions;
    Environment e(judging_.scope, session);
    bind_all(e, draw);
    const Value& value = *e.find(name_);
    if (lies_in(sets_.inner->domain, value, e)) return false;
    if (sets_.outer && !lies_in(sets_.outer->domain, value, e)) return false;
    for (const Condition& condition : judging_.scope.conditions)
      if (!evaluate_truth(condition.logic, e)) return false;
    outcome = comparison_.at(step_, draw);
    return outcome.kind == Outcome::Kind::agree;
  }

  /// The draw with the name moved to each of the places that tell.
  std::vector<Draw> variants(const Draw& draw) const {
    Session session;
    session.conventions = judging_.conventions;
    Environment e(judging_.scope, session);
    bind_all(e, draw);
    std::vector<Draw> all = {draw};
    for (const Number& place : candidates(sets_.inner->domain, e)) {
      all.push_back(draw);
      for (auto& [key, value] : all.back())
        if (key == name_) value = Value(place);
    }
    return all;
  }

 private:
  const Step& step_;
  const std::string& name_;
  const Judging& judging_;
  Sets sets_;
  Comparison comparison_;
};

}  // namespace

void judge_outside(const Step& step, const std::string& name, const Judging& judging, Link& link) {
  Drawer drawer(judging.scope, sides_of(step), judging.options.seed);
  Outside outside(step, name, judging);
  for (std::size_t i = 0; i < outside_draws && !judging.out_of_time(); ++i) {
    Session session;
    session.conventions = judging.conventions;
    const auto drawn = drawer.outside(name, i, session);
    if (!drawn) continue;
    for (const Draw& draw : i < 2 ? outside.variants(*drawn) : std::vector<Draw>{*drawn}) try {
        Outcome outcome;
        if (!outside.holds_at(draw, outcome)) continue;
        link.verdict = Verdict::refuted;
        link.counterexample =
            counterexample_of(draw, to_string(outcome.left, 12), to_string(outcome.right, 12));
        link.notes.push_back("it holds outside as well, so 'only' is wrong");
        return;
      } catch (const std::runtime_error&) {
        continue;  // no value there
      }
  }
  link.notes.push_back("false at every draw outside");
}

}  // namespace assay::derivation
