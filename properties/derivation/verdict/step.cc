// The verdict on one step: draws until it is refuted, proved, or has held often enough.
#include <algorithm>

#include "properties/derivation/verdict/judge.h"
#include "properties/derivation/verdict/refutation.h"
#include "properties/derivation/verdict/tally.h"
#include "properties/derivation/verdict/tightest.h"

namespace assay::derivation {

namespace {

/// FNV-1a, so that a claim's draws depend on its own text and not on its neighbours.
std::uint64_t hash_of(const std::string& text) {
  std::uint64_t hash = 1469598103934665603u;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
  return hash;
}

std::string text_of(const Step& step) {
  return to_string(step.left) + step.sign + (step.right ? to_string(step.right) : "");
}

std::string text_of(const Draw& draw) {
  std::string text;
  for (const auto& [name, value] : draw) text += to_string(value, 20) + ";";
  return text;
}

/// The same expression on both sides, or a derivative that is claimed in terms of itself.
std::string triviality(const Step& step, const Scope& scope) {
  if (!step.right || step.sign != "=") return {};
  if (same(inlined(step.left, scope), inlined(step.right, scope)))
    return "both sides are the same expression";
  if (step.left->kind == Kind::derivative && mentions(step.right, step.left))
    return "circular: " + to_string(step.left) + " stands on both sides";
  return {};
}

std::string sizes_of(const Draw& draw) {
  std::string text;
  for (const auto& [name, value] : draw)
    if (value.is_scalar() && value.data[0].is_integer())
      text += (text.empty() ? "" : ", ") + name + " = " + value.data[0].to_string(12);
  return text;
}

/// The shape error of one of the first draws, which have the most different sizes.
std::optional<IllFormed> misfit_at(const Step& step, Drawer& drawer, const Judging& judging) {
  Comparison comparison = judging.comparison();
  for (std::size_t i = 0; i < 4 && !judging.out_of_time(); ++i) {
    Session session;
    session.conventions = judging.conventions;
    try {
      if (const auto draw = drawer.draw(i, session)) static_cast<void>(comparison.at(step, *draw));
    } catch (const IllFormed& error) {
      return error;
    } catch (const OutOfBudget&) {
      return std::nullopt;
    }
  }
  return std::nullopt;
}

}  // namespace

Link link_of(const Step& step) {
  Link link;
  link.left = to_string(step.left);
  link.sign = step.sign;
  link.right = step.right ? to_string(step.right) : "";
  link.where = step.left->span;
  return link;
}

std::vector<Tree> sides_of(const Step& step) {
  return step.right ? std::vector<Tree>{step.left, step.right} : std::vector<Tree>{step.left};
}

namespace {

/// The judgement of one step, draw after draw.
class StepJudge {
 public:
  StepJudge(const Step& step, const Judging& judging)
      : step_(step),
        judging_(judging),
        drawer_(judging.scope, sides_of(step), judging.options.seed ^ hash_of(text_of(step))),
        comparison_(judging.comparison()),
        link_(link_of(step)) {}

  Link run() {
    const std::size_t planned = planned_draws();
    for (std::size_t i = 0; i < planned && !is_dear(); ++i)
      if (is_over(next(i), is_sampled_wide(i))) return link_;
    if (!drawer_.is_exhaustive()) {
      const bool regions = compares(step_);
      for (const Draw& edge : edge_draws(sides_of(step_), regions, drawer_, judging_))
        if (!is_dear() && is_over(edge, false)) return link_;
      const std::uint64_t affordable = regions ? work_for_regions : work_for_values;
      const std::size_t most = planned + (regions ? 8 : 3) * judging_.options.draws;
      for (std::size_t i = planned; i < most && comparison_.work < affordable; ++i)
        if (is_over(next(i), false)) return link_;
      if (is_refuted_where_tight()) return link_;
    }
    if (one_sided_) {
      refute(one_sided_->first, one_sided_->second);
      return link_;
    }
    tally_.conclude(drawer_, !comparison_.methods.empty(), link_);
    note_methods();
    return link_;
  }

 private:
  /// Cheap steps are drawn more often, so that a verdict does not hang on the seed. Counted in
  /// evaluated nodes and not in time: the verdict is the same on every machine.
  static constexpr std::uint64_t work_for_values = 6'000;
  static constexpr std::uint64_t work_for_regions = 40'000;
  static constexpr std::uint64_t work_for_walks = 15'000;
  static constexpr std::uint64_t work_for_all = 400'000;

  /// Integrals within integrals get fewer draws, but never too few.
  bool is_dear() const {
    return !drawer_.is_exhaustive() && tally_.agreed >= 2 * enough_draws &&
           comparison_.work > work_for_all;
  }

  std::size_t planned_draws() const {
    if (drawer_.is_exhaustive()) return drawer_.combinations();
    return std::max(judging_.options.draws,
                    std::min(drawer_.combinations(), 3 * judging_.options.draws));
  }

  /// Where one side is undefined and the other is not counts against the step only at ordinary
  /// draws: at an edge of the domain a formula may well have a removable gap.
  bool is_sampled_wide(std::size_t i) const {
    return i < 4 || Drawer::style_of(i) == Style::plain || drawer_.is_exhaustive();
  }

  std::optional<Draw> next(std::size_t i) {
    Session session;
    session.conventions = judging_.conventions;
    return drawer_.draw(i, session);
  }

  /// Draws that agree there are none of the random ones, and not counted.
  bool is_refuted_where_tight() {
    if (!leaves_room(step_) || is_dear() || tally_.agreed == 0) return false;
    std::vector<Draw> bases;
    for (std::size_t i = 0; i < judging_.options.draws; ++i)
      if (const auto draw = next(i)) bases.push_back(*draw);
    bool refuted = false;
    walk_to_the_tightest(step_, judging_, bases, work_for_walks,
                         [&](const Draw& draw, const auto& meeting) {
                           try {
                             if (meeting) refute(draw, *meeting);
                             if (meeting) return refuted = true;
                             const Outcome outcome = comparison_.at(step_, draw);
                             refuted = outcome.kind == Outcome::Kind::differ;
                             if (refuted) refute(draw, outcome);
                           } catch (const std::runtime_error&) {
                             return false;  // beyond what can be evaluated
                           }
                           return refuted;
                         });
    return refuted;
  }

  void refute(const Draw& at, const Outcome& outcome) {
    derivation::refute(step_, at, outcome, drawer_, judging_, link_);
    link_.draws = tally_.tried;
    note_methods();
  }

  void note_methods() {
    link_.methods.assign(comparison_.methods.begin(), comparison_.methods.end());
  }

  /// Judges one draw; true when nothing more need be tried.
  bool is_over(const std::optional<Draw>& draw, bool one_side_counts) {
    if (judging_.out_of_time()) {
      if (tally_.agreed < enough_draws)
        link_.reason = "the time limit is reached after " + std::to_string(tally_.tried) + " draws";
      else if (!one_sided_)
        tally_.conclude(drawer_, true, link_);
      if (one_sided_) refute(one_sided_->first, one_sided_->second);
      note_methods();
      return true;
    }
    if (!draw) return false;
    ++tally_.tried;
    try {
      comparison_.deep = tally_.agreed == 0;
      const Outcome outcome = comparison_.at(step_, *draw);
      if (outcome.kind == Outcome::Kind::differ) {
        // A shape that fits nowhere but at equal sizes is the graver finding.
        if (const auto misfit = misfit_at(step_, drawer_, judging_)) throw *misfit;
        refute(*draw, outcome);
        return true;
      }
      // Two different values tell more than one that is missing: these draws wait.
      if (one_side_counts && is_one_sided(outcome.kind) && !one_sided_)
        one_sided_ = std::pair(*draw, outcome);
      tally_.count(outcome);
      if (outcome.kind == Outcome::Kind::agree) tally_.distinct.insert(text_of(*draw));
    } catch (const IllFormed& error) {
      note_misfit(error, *draw);
      return true;
    } catch (const OutOfBudget& budget) {
      ++tally_.beyond_budget;
      tally_.last_reason = budget.what();
      if (tally_.beyond_budget <= 6 || tally_.agreed > 0) return false;
      tally_.conclude(drawer_, true, link_);
      return true;
    }
    return false;
  }

  void note_misfit(const IllFormed& error, const Draw& draw) {
    link_.verdict = Verdict::ill_formed;
    link_.reason = error.what();
    link_.where = error.where.line > 0 ? error.where : link_.where;
    if (const std::string sizes = sizes_of(draw); !sizes.empty())
      link_.reason += " (at " + sizes + ")";
    if (judging_.options.diagnose) note_conventions(step_, drawer_, judging_, link_);
  }

  const Step& step_;
  const Judging& judging_;
  Drawer drawer_;
  Comparison comparison_;
  Link link_;
  Tally tally_;
  /// Where one side is undefined and the other is not.
  std::optional<std::pair<Draw, Outcome>> one_sided_;
};

}  // namespace

Link judge_step(const Step& step, const Judging& judging) {
  if (const std::string trivial = triviality(step, judging.scope); !trivial.empty()) {
    Link link = link_of(step);
    link.verdict = Verdict::trivial;
    link.reason = trivial;
    return link;
  }
  return StepJudge(step, judging).run();
}

}  // namespace assay::derivation
