// "w converges to x iff condition": far terms of the recurrence, inside the range and outside.
#include <algorithm>
#include <array>

#include "properties/derivation/evaluation/magnitude.h"
#include "properties/derivation/verdict/judge.h"
#include "properties/derivation/verdict/trend.h"

namespace assay::derivation {

namespace {

constexpr std::size_t convergence_draws = 48;

enum class Course { converges, diverges, unclear };

Number distance(const Value& a, const Value& b) {
  Number sum = 0;
  for (std::size_t j = 0; j < a.data.size(); ++j) {
    const Number gap = a.data[j] - b.data[j];
    sum += gap.may_be_zero() ? gap : abs(gap);  // of an enclosure around 0 the sign is unknown
  }
  return sum;
}

/// The enclosures of a term exploded, which says nothing of the sequence.
bool is_blurred(const Value& term) {
  return std::any_of(term.data.begin(), term.data.end(), [](const Number& x) {
    return x.log2_radius() > std::max(x.log2_magnitude() - 20, -100.0);
  });
}

/// The farthest term, and log2 of how far from the limit it may still be: to 30 digits or more
/// where its last step was smaller than that.
struct Farthest {
  Value term;
  double closeness = -20;
};

double log2_length(const Value& x) {
  return distance(x, Value(x.shape, std::vector<Number>(x.data.size()))).log2_magnitude();
}

/// The same few terms again and again, to the last digit.
bool is_a_cycle(const Sequence& sequence, long from, const Environment& e) {
  constexpr long longest_cycle = 6;
  const Value first = term_of_sequence(sequence, from, {}, e);
  for (long period = 2; period <= longest_cycle; ++period) {
    const Value again = term_of_sequence(sequence, from + period, {}, e);
    if (distance(first, again).is_zero()) return true;
  }
  return false;
}

/// Far terms compared with their successors at growing distance. Steps that grow for a while, or
/// shrink slowly, may yet lead anywhere: the sequence diverges where its terms explode, repeat
/// themselves, or have grown beyond every number in sight.
Course course_of(const Sequence& sequence, const Environment& e,
                 const std::array<long, 4>& stations, Farthest& farthest) {
  const double start = std::max(0.0, log2_length(term_of_sequence(sequence, 10, {}, e)));
  const double first_step =
      distance(term_of_sequence(sequence, 10, {}, e), term_of_sequence(sequence, 11, {}, e))
          .log2_magnitude();
  Number gaps[4];
  double sizes[4];
  for (std::size_t i = 0; i < 4; ++i) {
    const Value now = term_of_sequence(sequence, stations[i], {}, e);
    farthest.term = term_of_sequence(sequence, stations[i] + 1, {}, e);
    if (is_blurred(now)) return Course::unclear;
    sizes[i] = log2_length(now);
    if (sizes[i] > 2000) return Course::diverges;
    gaps[i] = distance(now, farthest.term);
  }
  const auto step = [&](std::size_t i) { return gaps[i].log2_magnitude(); };
  farthest.closeness =
      std::max(std::clamp(step(3) + 20, -400.0, -20.0), log2_radius(farthest.term) + 4);
  if (gaps[3].is_zero() || step(3) < std::min(first_step, 0.0) - 150) return Course::converges;
  const bool shrinking = step(3) < step(2) - 1 && step(2) < step(1) - 0.5;
  if (shrinking && step(3) < step(0) - 60) return Course::converges;
  if (is_a_cycle(sequence, stations[3], e)) return Course::diverges;
  const bool grows = sizes[3] > sizes[2] + 0.5 && sizes[2] > sizes[1] + 0.5;
  return grows && sizes[3] > start + 3 && step(3) > step(1) - 1 ? Course::diverges
                                                                : Course::unclear;
}

/// By its linear recurrence if it follows one, else by looking.
Course long_run(const Sequence& sequence, const Environment& e, bool should_converge,
                Farthest& farthest) {
  if (const std::optional<Trend> trend = trend_of(sequence, e)) {
    farthest = {trend->limit, trend->closeness};
    return trend->converges ? Course::converges : Course::diverges;
  }
  const Course course = course_of(sequence, e, {100, 200, 400, 800}, farthest);
  // Before a claim is refuted it gets the time to come true.
  return should_converge && course == Course::diverges
             ? course_of(sequence, e, {400, 1600, 3200, 6400}, farthest)
             : course;
}

std::string tends_elsewhere(const Value& limit, const Value& wanted) {
  int digits = 8;
  while (digits < 64 && to_string(limit, digits) == to_string(wanted, digits)) digits *= 2;
  return "tends to " + to_string(limit, digits) + ", not " + to_string(wanted, digits);
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
  const std::vector<Draw> edges = edge_draws(trees, true, drawer, judging);
  for (std::size_t i = 0; i < convergence_draws + edges.size() && !judging.out_of_time(); ++i) {
    Session session;
    session.conventions = judging.conventions;
    session.deadline = judging.deadline;
    const auto draw = i < convergence_draws ? drawer.draw(i, session)
                                            : std::optional(edges[i - convergence_draws]);
    if (!draw) continue;
    // Enclosures grow with every term, so a long iteration starts with many digits.
    const DigitsScope precision(session, 700);
    Environment e(judging.scope, session);
    bind_all(e, *draw);
    try {
      const bool expected = !range || evaluate_truth(range, e);
      Farthest farthest;
      const Course course = long_run(found->second, e, expected, farthest);
      const Value& limit = farthest.term;
      if (course == Course::unclear) {
        ++link.undefined;
        continue;
      }
      const bool named = !claim.statement->kids.empty();
      std::string missed;
      if (course == Course::converges && named) {
        const Value wanted = evaluate(claim.statement->kids[0], e);
        for (std::size_t j = 0; j < wanted.data.size(); ++j)
          if ((wanted.data[j] - limit.data.at(j)).log2_magnitude() > farthest.closeness)
            missed = tends_elsewhere(limit, wanted);
      }
      // Outside its range a claim that names the limit says only that this limit is not reached.
      const bool reached = course == Course::converges && missed.empty();
      std::string right;
      if (reached != expected)
        right = course == Course::diverges ? "diverges" : missed.empty() ? "converges" : missed;
      if (!right.empty()) {
        link.verdict = Verdict::refuted;
        link.counterexample =
            counterexample_of(*draw, expected ? "should converge" : "should not converge", right);
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
  const bool few = drawer.needed().empty() || drawer.is_exhaustive();
  const std::size_t wanted = few ? 1 : 3;
  const bool both = !range || outside >= wanted;
  const bool all = !drawer.is_exhaustive() || link.undefined == 0;
  link.verdict = all && both && inside >= wanted ? Verdict::holds : Verdict::undecided;
  if (!all) link.reason = std::to_string(link.undefined) + " of the cases are too slow to tell";
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
