// What the slip looks like: repairs that were verified, and conventions that would make it true.
#include <algorithm>

#include "properties/derivation/verdict/agreement.h"

namespace assay::derivation {

namespace {

constexpr std::size_t screening_draws = 6;
constexpr std::size_t verifying_draws = 14;
constexpr std::size_t verifying_cases = 600;  ///< of a finite range
constexpr std::uint64_t most_work = 400'000;  ///< in evaluated nodes, for all repairs together
constexpr const char* known_side = "@side";

/// The draws with the value of the side that stays, so that a repair costs only its own side.
struct Screen {
  std::vector<Draw> draws;
  bool keeps_left = true;
};

Screen screen_for(const Step& step, const std::vector<Draw>& draws, bool keeps_left,
                  const Judging& judging) {
  Screen screen;
  screen.keeps_left = keeps_left;
  for (const Draw& draw : draws) {
    Session session;
    session.conventions = judging.conventions;
    session.deadline = judging.deadline;
    const DigitsScope precision(session, 80);
    Environment e(judging.scope, session);
    bind_all(e, draw);
    try {
      Draw known = draw;
      known.emplace_back(known_side, evaluate(keeps_left ? step.left : step.right, e));
      screen.draws.push_back(std::move(known));
    } catch (const std::runtime_error&) {
      continue;
    }
  }
  return screen;
}

bool passes(const Edit& edit, const Screen& screen, Comparison& comparison) {
  Step quick = edit.step;
  (screen.keeps_left ? quick.left : quick.right) = make_name(known_side);
  std::size_t agreed = 0;
  for (const Draw& draw : screen.draws) {
    const Answer answer = agrees(quick, draw, comparison);
    // The counterexample comes first: a repair must be defined where the claim failed.
    if (answer == Answer::no || answer == Answer::undefined ||
        (answer == Answer::unknown && &draw == &screen.draws.front()))
      return false;
    agreed += answer == Answer::yes;
  }
  return 2 * agreed >= screen.draws.size() && agreed > 0;
}

/// Where conditions choose, agreement of 0 with 0 is none: the choice may never have been another.
bool verified(const Edit& edit, const std::vector<Draw>& draws, Comparison& comparison) {
  constexpr std::size_t looked_at_closely = 3;
  const bool chooses = compares(edit.step);
  std::size_t agreed = 0;
  bool telling = false;
  for (const Draw& draw : draws) {
    comparison.deep = agreed < looked_at_closely;
    const Answer answer = agrees(edit.step, draw, comparison);
    if (answer == Answer::no || answer == Answer::undefined) return false;
    if (answer != Answer::yes) continue;
    ++agreed;
    telling = telling || !chooses || is_telling(comparison.at(edit.step, draw));
  }
  comparison.deep = false;
  return 2 * agreed >= draws.size() && agreed > 0 && telling;
}

/// The first edit of one side that mends the step on fresh draws.
std::optional<std::string> repair_of(const Step& step, bool left, const Draw& refuting,
                                     Drawer& drawer, const Judging& judging) {
  const std::vector<Edit> edits = edits_of(step, left, judging.scope, refuting);
  std::vector<Draw> first = {refuting};
  for (Draw& draw : fresh_draws(drawer, judging, 0, screening_draws)) first.push_back(draw);
  const Screen screen = screen_for(step, first, !left, judging);
  if (screen.draws.size() < 2 && !drawer.needed().empty()) return std::nullopt;
  Comparison comparison = judging.comparison();
  std::vector<Draw> fresh;
  for (const Edit& edit : edits) {
    if (judging.out_of_time() || comparison.work > most_work) return std::nullopt;
    if (same(edit.step.left, edit.step.right) || !passes(edit, screen, comparison)) continue;
    if (fresh.empty()) {
      fresh = fresh_draws(drawer, judging, 100,
                          drawer.is_exhaustive() ? std::min(drawer.combinations(), verifying_cases)
                                                 : verifying_draws);
      // Where floors jump and conditions turn a wrong repair shows as a wrong claim does.
      if (!drawer.is_exhaustive() && compares(edit.step))
        for (Draw& draw : edge_draws(sides_of(edit.step), true, drawer, judging))
          if (fresh.size() < verifying_cases / 4) fresh.push_back(std::move(draw));
    }
    if (!verified(edit, fresh, comparison)) continue;
    return "holds if " + edit.description + ": " +
           to_string(left ? edit.step.left : edit.step.right);
  }
  return std::nullopt;
}

void find_repair(const Step& step, const Draw& refuting, Drawer& drawer, const Judging& judging,
                 Link& link) {
  if (step.sign != "=") return;
  const bool left_first = is_by_definition(step.right) && !is_by_definition(step.left);
  for (const bool left : {left_first, !left_first}) {
    if (left != left_first && is_by_definition(left ? step.left : step.right)) return;
    if (const auto repair = repair_of(step, left, refuting, drawer, judging)) {
      link.diagnosis = *repair;
      return;
    }
  }
}

}  // namespace

void note_conventions(const Step& step, Drawer& drawer, const Judging& judging, Link& link) {
  static const std::pair<const char*, const char*> candidates[] = {
      {"layout", "denominator"}, {"layout", "numerator"}, {"v^2", "v^Tv"}, {"log", "2"}};
  const std::vector<Draw> draws = fresh_draws(drawer, judging, 0, 6);
  Comparison as_declared = judging.comparison();
  const bool held_anyway = std::none_of(draws.begin(), draws.end(), [&](const Draw& draw) {
    try {
      return as_declared.at(step, draw).kind != Outcome::Kind::agree;
    } catch (const std::runtime_error&) {
      return true;
    }
  });
  if (held_anyway) return;  // these draws do not show the slip
  for (const auto& [convention, value] : candidates) {
    if (judging.conventions.count(convention) || judging.out_of_time()) continue;
    Comparison comparison = judging.comparison();
    comparison.conventions[convention] = value;
    const bool holds =
        !draws.empty() && std::all_of(draws.begin(), draws.end(), [&](const Draw& draw) {
          return agrees(step, draw, comparison) == Answer::yes;
        });
    if (holds)
      link.notes.push_back(std::string("would hold under 'convention ") + convention + " = " +
                           value + "'");
  }
}

void diagnose(const Step& step, const Draw& refuting, Drawer& drawer, const Judging& judging,
              Link& link) {
  find_repair(step, refuting, drawer, judging, link);
  note_restrictions(step, refuting, drawer, judging, link);
  note_conventions(step, drawer, judging, link);
}

}  // namespace assay::derivation
