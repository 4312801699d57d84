#include "properties/harness/check_kernel.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "properties/cases/draw.h"
#include "properties/catalogue/catalogue.h"
#include "properties/harness/adapt.h"
#include "properties/laws/measure.h"

namespace assay {

namespace {

void fix_sizes(Card& card, const std::map<std::string, std::int64_t>& sizes) {
  for (const auto& [name, extent] : sizes) {
    const auto dim = std::find_if(card.dims.begin(), card.dims.end(),
                                  [&wanted = name](const Dim& known) { return known.name == wanted; });
    if (dim == card.dims.end())
      throw std::invalid_argument(card.name + " has no size called '" + name + "'");
    if (extent < dim->least)
      throw std::invalid_argument(fmt::format("{}: the size {} is {}, it must be at least {}",
                                              card.name, name, extent, dim->least));
    dim->least = dim->most = extent;
  }
}

/// Where examples are single numbers they are cheap, and long batches reach unrolled loops.
void lengthen(Card& card) {
  constexpr std::int64_t past_unrolled_loops = 150;
  if (card.dims.size() == 1 && card.dims[0].name == card.batch)
    card.dims[0].most = std::max(card.dims[0].most, past_unrolled_loops);
}

void fix_attributes(Card& card, const Attributes& given, bool all) {
  const Attributes complete = complete_attributes(card, given);
  for (AttributeCard& attribute : card.attributes) {
    if (!all && !given.values().contains(attribute.name)) continue;
    attribute.fallback = complete.values().at(attribute.name);
    attribute.draws = {attribute.fallback};
  }
}

Operator planted(std::string_view name, const Kernel& kernel, const GradientKernel& gradient,
                 const CheckOptions& options) {
  Operator op = require_operator(name);
  op.runs_on_every_target = false;
  op.fast = harness::adapt(op, kernel);
  op.fast_gradient = {};
  if (gradient) {
    if (!op.gradient)
      throw std::invalid_argument(op.card.name + " has no gradient: " + op.card.no_gradient);
    op.fast_gradient = harness::adapt(op, gradient);
  }
  op.card.promise = options.promise;
  op.card.gradient_promise = options.gradient_promise;
  lengthen(op.card);
  fix_sizes(op.card, options.sizes);
  fix_attributes(op.card, options.attributes,
                 !kernel.takes_attributes || (gradient && !gradient.takes_attributes));
  draw_case(op.card, options.seed, 100);  // throws where sizes and attributes cannot fit
  return op;
}

std::vector<Law> laws_for(const Operator& op, const CheckOptions& options) {
  std::vector<Law> laws = {fast_agrees_with_reference()};
  laws.back().sentence = fmt::format("Values are graded {} or better.", name(options.promise));
  laws.push_back(fast_gradient_agrees_with_reference());
  laws.back().sentence =
      fmt::format("Gradients are graded {} or better.", name(options.gradient_promise));
  if (options.special_values) laws.push_back(special_values_are_declared());
  if (options.batch_independence) laws.push_back(result_is_independent_of_batch());
  std::erase_if(laws, [&](const Law& law) { return !law.applies(op); });
  return laws;
}

std::string describe(const Law& law, const Outcome& outcome) {
  if (outcome.holds) return fmt::format("  holds   {} ({} cases)\n", law.sentence, outcome.cases);
  const std::string due =
      outcome.evaluate.empty() ? "" : "          what is due: " + outcome.evaluate + "\n";
  return fmt::format("  BROKEN  {}\n          {}\n          at {}\n{}", law.sentence,
                     outcome.message, outcome.case_text, due);
}

/// What the kernel does in fact, beyond what it is held to.
std::string measured_lines(const Operator& op, const CheckOptions& options) {
  const int cases = std::max(1, static_cast<int>(100 * options.effort));
  std::string text;
  for (const Measured& row : measure(op, cases, options.seed))
    text += fmt::format("  {}: {}; worst {}, {:.3g} ulp\n", row.gradient ? "gradients" : "values",
                        grade_counts(row), name(row.worst), row.worst_ulps);
  return text;
}

}  // namespace

Report check_kernel(std::string_view name, const Kernel& kernel, const GradientKernel& gradient,
                    const CheckOptions& options) {
  const Operator op = planted(name, kernel, gradient, options);
  Report report{.ok = true, .text = {}};
  for (const Law& law : laws_for(op, options)) {
    const Outcome outcome = check_law(op, law, {.seed = options.seed, .effort = options.effort});
    report.ok = report.ok && outcome.holds;
    report.text += describe(law, outcome);
  }
  if (report.ok) report.text += measured_lines(op, options);
  report.text = fmt::format("{}: the kernel {}\n", op.card.name,
                            report.ok ? "keeps every law" : "is refused") +
                report.text;
  return report;
}

}  // namespace assay
