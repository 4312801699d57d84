#include "properties/derivation/verdict/refutation.h"

namespace assay::derivation {

Counterexample counterexample_of(const Draw& draw, const std::string& left,
                                 const std::string& right) {
  Counterexample example;
  for (const auto& [name, value] : draw) example.inputs.emplace_back(name, to_string(value, 12));
  example.left = left;
  example.right = right;
  return example;
}

bool is_one_sided(Outcome::Kind kind) {
  return kind == Outcome::Kind::left_undefined || kind == Outcome::Kind::right_undefined;
}

namespace {

/// The relation that failed, alone or behind a premise, if it has two sides.
Tree failed_relation(const Tree& truth) {
  const Tree& claimed = truth->kind == Kind::implication ? truth->kids[1] : truth;
  return claimed->kind == Kind::relation && claimed->kids.size() == 2 ? claimed : nullptr;
}

/// Of a statement that is not true there: both sides of its relation, or whether each side of its
/// equivalence is true.
void show_truths(const Step& step, const Draw& draw, const Judging& judging,
                 Counterexample& example) {
  example.left = "false";
  const Tree relation = failed_relation(step.left);
  const bool equivalence = step.left->kind == Kind::equivalence;
  if (!relation && !equivalence) return;
  Session session;
  session.conventions = judging.conventions;
  session.close_is_equal = true;  // as in the comparison that refuted
  const DigitsScope precision(session, 60);
  Environment e(judging.scope, session);
  bind_all(e, draw);
  const auto side = [&](std::size_t i) -> std::string {
    if (equivalence) return evaluate_truth(step.left->kids[i], e) ? "true" : "false";
    return to_string(evaluate(relation->kids[i], e), 12);
  };
  try {
    const std::string left = side(0);
    example.right = side(1);
    example.left = left;
  } catch (const Undefined&) {
    // That it is false is all there is to show.
  } catch (const Imprecise&) {
  }
}

/// a - b, where both sides are numbers.
std::optional<Number> gap_of(const Outcome& outcome) {
  const bool both = outcome.kind == Outcome::Kind::differ;
  if (!both || !outcome.left.is_scalar() || !outcome.right.is_scalar()) return {};
  return outcome.left.data[0] - outcome.right.data[0];
}

std::string reason_of(const Step& step, const Outcome& outcome) {
  if (is_one_sided(outcome.kind)) return "one side has a value there and the other has none";
  if (outcome.solved) return "no precision tells the sides apart there";
  if (!step.right) return "it is false there";
  const std::optional<Number> gap = gap_of(outcome);
  if (gap && gap->may_be_zero()) return "both sides are equal there";
  return outcome.rigorous ? "enclosures of both sides do not meet"
                          : "error estimates at two precisions exclude equality";
}

/// Twelve digits do not always show in what the sides differ.
void note_what_cannot_be_seen(const Step& step, const Outcome& outcome,
                              const Counterexample& example, Link& link) {
  if (outcome.solved) {
    link.notes.push_back("the sides meet there: no precision tells them apart");
    return;
  }
  const std::optional<Number> gap = gap_of(outcome);
  if (!step.right || !gap || example.left != example.right) return;
  link.notes.push_back(gap->may_be_zero() ? "the sides are equal there"
                                          : "the sides differ there by " + gap->to_string(3));
}

/// What the report shows of a draw on which the step is refuted.
void show(const Step& step, const Draw& at, const Outcome& outcome, const Judging& judging,
          Link& link) {
  const auto shown = [](const Value& value, bool undefined) {
    return undefined ? std::string("undefined") : to_string(value, 12);
  };
  Counterexample example =
      counterexample_of(at, shown(outcome.left, outcome.kind == Outcome::Kind::left_undefined), "");
  if (!step.right) show_truths(step, at, judging, example);
  if (step.right)
    example.right = shown(outcome.right, outcome.kind == Outcome::Kind::right_undefined);
  example.rigorous = outcome.rigorous;
  example.because = reason_of(step, outcome);
  example.at = at;
  example.conventions = judging.conventions;
  link.counterexample = example;
  link.notes.clear();
  note_what_cannot_be_seen(step, outcome, example, link);
  if (is_one_sided(outcome.kind)) link.notes.push_back("undefined there: " + outcome.reason);
}

void show_smaller(const Step& step, const Draw& refuting, Outcome::Kind kind, Drawer& drawer,
                  const Judging& judging, Link& link) {
  const Draw small = shrunk(step, refuting, drawer, judging);
  Comparison comparison = judging.comparison();
  const Outcome there = comparison.at(step, small);
  if (there.kind == kind) show(step, small, there, judging, link);
}

}  // namespace

void refute(const Step& step, const Draw& at, const Outcome& outcome, Drawer& drawer,
            const Judging& judging, Link& link) {
  link.verdict = Verdict::refuted;
  link.reason.clear();
  show(step, at, outcome, judging, link);
  try {
    if (!outcome.solved) show_smaller(step, at, outcome.kind, drawer, judging, link);
    if (judging.options.diagnose && step.right && !judging.out_of_time())
      diagnose(step, link.counterexample->at, drawer, judging, link);
  } catch (const OutOfBudget&) {
    // What refutes stands, whether or not there is time to make it smaller.
  }
}

}  // namespace assay::derivation
