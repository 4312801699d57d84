// "... for p in (0,1) only": the claim must fail where p lies outside.
#include "properties/derivation/verdict/judge.h"

namespace assay::derivation {

namespace {

constexpr std::size_t outside_draws = 12;

}  // namespace

void judge_outside(const Step& step, const std::string& name, const Judging& judging, Link& link) {
  Drawer drawer(judging.scope, sides_of(step), judging.options.seed);
  Comparison comparison = judging.comparison();
  for (std::size_t i = 0; i < outside_draws; ++i) {
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

}  // namespace assay::derivation
