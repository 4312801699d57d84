// Claims that are not one comparison a draw: minimisers, convergence, ranges with an outside.
#include <algorithm>

#include "properties/derivation/verdict/judge.h"

namespace assay::derivation {

namespace {

constexpr std::size_t special_draws = 12;
constexpr int competitors = 24;

bool is_over_infinite_set(const Tree& t) {
  if (t->kind != Kind::reduce || (t->text != "argmin" && t->text != "argmax")) return false;
  return std::any_of(t->kids.begin(), t->kids.end(), [](const Tree& kid) {
    if (kid->kind != Kind::binder || kid->kids.empty()) return false;
    const Kind set = kid->kids[0]->kind;
    return set == Kind::interval || (set == Kind::call && kid->kids[0]->text != "power_set");
  });
}

Link link_of(const Step& step) {
  Link link;
  link.left = to_string(step.left);
  link.sign = step.sign;
  link.right = to_string(step.right);
  link.where = step.left->span;
  return link;
}

/// The claimed point, one value for each bound name.
std::vector<Value> point_of(const Value& value, std::size_t names) {
  if (names == 1) return {value};
  std::vector<Value> parts = value.items;
  return parts;
}

struct Problem {
  std::vector<std::string> names;
  Tree objective;
  bool maximum = false;
  Tree point;
  std::vector<Tree> sets = {};  ///< where each name runs
  bool bounded = false;  ///< over an interval, whose end may be the best without being stationary
};

Problem problem_of(const Step& step) {
  const bool on_right = is_over_infinite_set(step.right);
  const Tree& search = on_right ? step.right : step.left;
  Problem problem{
      {}, search->kids.back(), search->text == "argmax", on_right ? step.left : step.right, {}, false};
  for (const Tree& kid : search->kids)
    if (kid->kind == Kind::binder) {
      problem.names.push_back(kid->text);
      problem.sets.push_back(kid->kids.empty() ? nullptr : kid->kids[0]);
      problem.bounded = problem.bounded || (!kid->kids.empty() && kid->kids[0]->kind == Kind::interval);
    }
  return problem;
}

Counterexample counterexample_of(const Draw& draw, const std::string& left,
                                 const std::string& right) {
  Counterexample example;
  for (const auto& [name, value] : draw) example.inputs.emplace_back(name, to_string(value, 12));
  example.left = left;
  example.right = right;
  return example;
}

bool lies_inside(const Problem& problem, const Environment& e) {
  for (std::size_t j = 0; j < problem.names.size(); ++j) {
    const Tree& set = problem.sets[j];
    if (!set || set->kind != Kind::interval) continue;
    const Tree member = make(Kind::member, {}, {}, {make_name(problem.names[j]), set});
    if (!evaluate_truth(member, e)) return false;
  }
  return true;
}

/// Stationary to the digits asked, and no worse than nearby and distant competitors.
bool is_optimal(const Problem& problem, const std::vector<Value>& point, const Environment& outer,
                const Judging& judging, std::string& why) {
  Environment e(outer);
  for (std::size_t i = 0; i < problem.names.size(); ++i) e.bind(problem.names[i], point[i]);
  for (const std::string& name : problem.names) {
    const Tree gradient = make(Kind::derivative, {}, "grad", {problem.objective, make_name(name)});
    const Value slope = evaluate(gradient, e);
    for (const Number& x : slope.data)
      if (!x.may_be_zero() && !problem.bounded) {
        why = "the gradient by " + name + " there is " + to_string(slope, 6);
        return false;
      }
  }
  const Number best = evaluate_scalar(problem.objective, e);
  std::mt19937_64 random(judging.options.seed);
  for (int i = 0; i < competitors; ++i) {
    Environment there(e);
    std::string shown;
    for (std::size_t j = 0; j < problem.names.size(); ++j) {
      const Number scale = i % 2 ? Number::ratio(1, 100) : Number(1);
      Value moved = map(point[j], [&](const Number& x) {
        const long step = static_cast<long>(random() % 2001) - 1000;
        // Relative steps keep positive numbers positive.
        return x + scale * Number::ratio(step, 1001) * (x.may_be_zero() ? Number(1) : x);
      });
      shown += problem.names[j] + " = " + to_string(moved, 6) + " ";
      there.bind(problem.names[j], std::move(moved));
    }
    if (!lies_inside(problem, there)) continue;
    const Number value = evaluate_scalar(problem.objective, there);
    const Number gap = problem.maximum ? value - best : best - value;
    if (!gap.may_be_zero() && gap.sign() > 0 && gap.log2_magnitude() > -90) {
      why = "a better point is " + shown + "with " + value.to_string(10);
      return false;
    }
  }
  return true;
}

}  // namespace

bool is_minimiser(const Step& step) {
  return step.right && step.sign == "=" &&
         (is_over_infinite_set(step.left) || is_over_infinite_set(step.right));
}

Link judge_minimiser(const Step& step, const Judging& judging) {
  Link link = link_of(step);
  const Problem problem = problem_of(step);
  Drawer drawer(judging.scope, {step.left, step.right}, judging.options.seed);
  for (std::size_t i = 0; i < special_draws && !judging.out_of_time(); ++i) {
    Session session;
    session.conventions = judging.conventions;
    session.deadline = judging.deadline;
    // Simple draws first, so that a counterexample is short.
    const auto draw = i < 4 ? drawer.simple(i, session) : drawer.draw(i - 4, session);
    if (!draw) continue;
    const DigitsScope precision(session, 60);
    Environment e(judging.scope, session);
    bind_all(e, *draw);
    try {
      const Value claimed = evaluate(problem.point, e);
      const std::vector<Value> point = point_of(claimed, problem.names.size());
      if (point.size() != problem.names.size())
        throw IllFormed(problem.point->span, "the point has " + std::to_string(point.size()) +
                                                 " parts, the search " +
                                                 std::to_string(problem.names.size()));
      std::string why;
      if (!is_optimal(problem, point, e, judging, why)) {
        link.verdict = Verdict::refuted;
        link.counterexample = counterexample_of(*draw, to_string(claimed, 12), why);
        return link;
      }
      ++link.draws;
    } catch (const Undefined& undefined) {
      ++link.undefined;
      link.reason = undefined.what();
    } catch (const Imprecise& imprecise) {
      link.reason = imprecise.what();
    } catch (const AtKink&) {
      ++link.at_kinks;
    } catch (const IllFormed& error) {
      link.verdict = Verdict::ill_formed;
      link.reason = error.what();
      return link;
    } catch (const OutOfBudget& budget) {
      link.reason = budget.what();
    }
  }
  link.verdict = link.draws >= 3 ? Verdict::holds : Verdict::undecided;
  link.digits = judging.options.digits;
  link.methods.assign(1, "stationary, and better than competitors");
  if (link.verdict == Verdict::holds) link.reason.clear();
  return link;
}

void judge_outside(const Step& step, const std::string& name, const Judging& judging, Link& link) {
  Drawer drawer(
      judging.scope,
      step.right ? std::vector<Tree>{step.left, step.right} : std::vector<Tree>{step.left},
      judging.options.seed);
  Comparison comparison = judging.comparison();
  for (std::size_t i = 0; i < special_draws; ++i) {
    Session session;
    session.conventions = judging.conventions;
    const auto draw = drawer.outside(name, i, session);
    if (!draw) continue;
    const Outcome outcome = comparison.at(step, *draw);
    if (outcome.kind != Outcome::Kind::agree) continue;
    link.verdict = Verdict::refuted;
    link.counterexample =
        counterexample_of(*draw, to_string(outcome.left, 12), to_string(outcome.right, 12));
    link.notes.push_back("it holds outside as well, so 'only' is wrong");
    return;
  }
  link.notes.push_back("false at every draw outside");
}

// ---- convergence ----

namespace {

enum class Course { converges, diverges, unclear };

/// Far terms compared with their successors, at growing distance.
Course course_of(const Sequence& sequence, const Environment& e, Value* limit) {
  constexpr long stations[] = {100, 200, 400, 800};
  double gaps[4];
  Value last;
  for (int i = 0; i < 4; ++i) {
    const Value now = term_of_sequence(sequence, stations[i], {}, e);
    const Value next = term_of_sequence(sequence, stations[i] + 1, {}, e);
    gaps[i] = -1e300;
    for (std::size_t j = 0; j < now.data.size(); ++j) {
      gaps[i] = std::max(gaps[i], (next.data[j] - now.data[j]).log2_magnitude());
      if (now.data[j].log2_radius() > now.data[j].log2_magnitude() - 20 &&
          now.data[j].log2_radius() > -100)
        return Course::unclear;  // the enclosures exploded, not the sequence
      if (now.data[j].log2_magnitude() > 2000) return Course::diverges;
    }
    last = next;
  }
  if (limit) *limit = last;
  if (gaps[3] < -150) return Course::converges;
  const bool shrinking = gaps[3] < gaps[2] - 1 && gaps[2] < gaps[1] - 0.5;
  if (shrinking && gaps[3] < gaps[0] - 60) return Course::converges;
  return gaps[3] >= gaps[0] ? Course::diverges : Course::unclear;
}

}  // namespace

Link judge_convergence(const Claim& claim, const Judging& judging) {
  Link link;
  link.left = to_string(claim.statement);
  link.where = claim.span;
  const auto found = judging.scope.sequences.find(claim.statement->text);
  if (found == judging.scope.sequences.end()) {
    link.verdict = Verdict::ill_formed;
    link.reason = "'" + claim.statement->text + "' is no sequence";
    return link;
  }
  const Tree range = claim.convergence_range;
  std::vector<Tree> trees = {make_name(claim.statement->text)};
  if (range) trees.push_back(range);
  if (!claim.statement->kids.empty()) trees.push_back(claim.statement->kids[0]);
  Drawer drawer(judging.scope, trees, judging.options.seed);
  std::size_t inside = 0, outside = 0;
  for (std::size_t i = 0; i < 48 && !judging.out_of_time(); ++i) {
    Session session;
    session.conventions = judging.conventions;
    session.deadline = judging.deadline;
    const auto draw = drawer.draw(i, session);
    if (!draw) continue;
    // Enclosures grow with every term, so a long iteration starts with many digits.
    const DigitsScope precision(session, 700);
    Environment e(judging.scope, session);
    bind_all(e, *draw);
    try {
      const bool expected = !range || evaluate_truth(range, e);
      Value limit;
      const Course course = course_of(found->second, e, &limit);
      if (course == Course::unclear) {
        ++link.undefined;
        continue;
      }
      const bool wrong_course = (course == Course::converges) != expected;
      std::string right =
          wrong_course ? (course == Course::converges ? "converges" : "diverges") : "";
      if (!wrong_course && expected && !claim.statement->kids.empty()) {
        const Value wanted = evaluate(claim.statement->kids[0], e);
        for (std::size_t j = 0; j < wanted.data.size(); ++j)
          if ((wanted.data[j] - limit.data.at(j)).log2_magnitude() > -20)
            right = "tends to " + to_string(limit, 8) + ", not " + to_string(wanted, 8);
      }
      if (!right.empty()) {
        link.verdict = Verdict::refuted;
        link.counterexample = counterexample_of(*draw,
                                                wrong_course && expected ? "should converge"
                                                : wrong_course           ? "should diverge"
                                                                         : "",
                                                right);
        return link;
      }
      ++(expected ? inside : outside);
      ++link.draws;
    } catch (const Undefined& undefined) {
      link.reason = undefined.what();
    } catch (const Imprecise&) {
      ++link.undefined;
    } catch (const OutOfBudget& budget) {
      link.reason = budget.what();
    } catch (const IllFormed& error) {
      link.verdict = Verdict::ill_formed;
      link.reason = error.what();
      return link;
    }
  }
  const bool both = !range || (inside >= 3 && outside >= 3);
  link.verdict = both && inside >= 3 ? Verdict::holds : Verdict::undecided;
  if (link.verdict == Verdict::undecided && link.reason.empty())
    link.reason = "too few draws inside (" + std::to_string(inside) + ") or outside (" +
                  std::to_string(outside) + ") of the range";
  link.methods.assign(1, "iteration of the recurrence");
  if (link.verdict == Verdict::holds)
    link.notes.push_back(std::to_string(inside) + " draws inside the range, " +
                         std::to_string(outside) + " outside");
  return link;
}

}  // namespace assay::derivation
