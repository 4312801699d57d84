#include "properties/laws/law.h"

#include <fmt/format.h>
#include <rapidcheck.h>

#include <cmath>

#include "properties/cases/draw.h"

namespace assay {

namespace {

/// RapidCheck draws the seed and the size, and drives the shrinking; the case is ours.
rc::Gen<Case> arbitrary_case(const Card& card) {
  return rc::Gen<Case>([&card](const rc::Random& random, int size) {
    rc::Random source = random;
    return rc::shrinkable::shrinkRecur(
        draw_case(card, source.next(), size),
        [&card](const Case& drawn) { return rc::seq::fromContainer(simpler_cases(card, drawn)); });
  });
}

struct Silence : rc::detail::TestListener {
  void onTestCaseFinished(const rc::detail::CaseDescription&) override {}
  void onShrinkTried(const rc::detail::CaseDescription&, bool) override {}
  void onTestFinished(const rc::detail::TestMetadata&, const rc::detail::TestResult&) override {}
};

/// Why the law is broken at this case, or nothing.
std::string broken_because(const Operator& op, const Law& law, const Case& drawn) {
  try {
    law.check(op, drawn);
    return {};
  } catch (const std::exception& error) {
    return *error.what() ? error.what() : "an exception without a message";
  }
}

/// The case as text. Special values, for which there is no command, take the place of a pointwise
/// operator's inputs.
std::string shown_case(const Operator& op, const Law& law, const Case& drawn) {
  if (!op.card.limits || !law.evaluate || !law.evaluate(op, drawn).empty())
    return to_string(op.card, drawn);
  const Tensor<double> specials({3}, {-infinity, infinity, std::nan("")});
  return to_string(op.card,
                   Case{.sizes = {}, .attributes = drawn.attributes, .inputs = {specials}});
}

Law as_law(const Identity& identity) {
  std::string name = identity.sentence;
  for (char& c : name)
    if (!std::isalnum(static_cast<unsigned char>(c))) c = '_';
  return {.name = name,
          .sentence = identity.sentence,
          .applies = [](const Operator&) { return true; },
          .check = identity.check};
}

}  // namespace

std::vector<Law> laws_of(const Operator& op) {
  std::vector<Law> laws;
  for (const Law& law : {shapes_match_the_card(), fast_agrees_with_reference(),
                         special_values_are_declared(), result_is_independent_of_batch(),
                         gradient_matches_differences(), fast_gradient_agrees_with_reference(),
                         reference_keeps_its_digits(), proof_encloses_reference()})
    if (law.applies(op)) laws.push_back(law);
  for (const Identity& identity : op.identities) laws.push_back(as_law(identity));
  return laws;
}

Outcome check_law(const Operator& op, const Law& law, const Budget& budget) {
  rc::detail::TestParams parameters;
  parameters.seed = budget.seed;
  parameters.maxSuccess = std::max(1, static_cast<int>(law.cases * budget.effort));
  parameters.disableShrinking = !budget.shrink;
  int checked = 0;
  const rc::detail::Property property =
      rc::gen::map(arbitrary_case(op.card), [&](const Case& drawn) {
        using Result = rc::detail::CaseResult;
        const std::string why = broken_because(op, law, drawn);
        if (budget.progress)
          budget.progress(std::min(1.0, ++checked * 1.0 / parameters.maxSuccess));
        return rc::detail::CaseDescription{
            .result =
                why.empty() ? Result(Result::Type::Success) : Result(Result::Type::Failure, why),
            .tags = {},
            .example = [&op, &law, drawn] {
              return rc::detail::Example{{"case", shown_case(op, law, drawn)},
                                         {"command", law.evaluate ? law.evaluate(op, drawn)
                                                                  : eval_command(op.card, drawn)}};
            }};
      });
  Silence silence;
  const rc::detail::TestResult result =
      rc::detail::checkProperty(property, {op.card.name, law.name}, parameters, silence, {});

  Outcome outcome;
  outcome.cases = parameters.maxSuccess;
  outcome.reproduce =
      fmt::format("assay verify {} --law '{}' --seed {}", op.card.name, law.name, budget.seed);
  if (result.template is<rc::detail::SuccessResult>()) return outcome;
  outcome.holds = false;
  rc::detail::FailureResult failure;
  if (result.match(failure)) {
    outcome.cases = failure.numSuccess + 1;
    outcome.message = failure.description;
    outcome.case_text = failure.counterExample.at(0).second;
    outcome.evaluate = failure.counterExample.at(1).second;
  } else {
    outcome.message = "the check itself failed";
  }
  return outcome;
}

}  // namespace assay
