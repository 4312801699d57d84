// assay verify

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "fixtures/format/input_error.h"
#include "properties/laws/measure.h"
#include "properties/laws/suite.h"

namespace assay::cli {

namespace {

std::vector<LawResult> check_laws(const VerifyOptions& options) {
  std::vector<LawResult> results;
  for (const Operator* op : require_operators(options.ops)) {
    for (const Law& law : laws_of(*op)) {
      if (!options.law.empty() && law.name != options.law) continue;
      const auto progress = [&](double share) {
        show_progress(op->card.name + " " + law.name, share);
      };
      const Budget budget{.seed = options.seed, .effort = options.effort, .progress = progress};
      results.push_back({op->card.name, law, check_law(*op, law, budget)});
    }
  }
  show_progress("");
  if (results.empty()) throw InputError("no law is called '" + options.law + "' there");
  return results;
}

nlohmann::json as_json(const LawResult& result) {
  return {{"op", result.op},
          {"law", result.law.name},
          {"holds", result.outcome.holds},
          {"cases", result.outcome.cases},
          {"message", result.outcome.message},
          {"case", result.outcome.case_text},
          {"reproduce", result.outcome.reproduce},
          {"evaluate", result.outcome.evaluate}};
}

int report(const std::vector<LawResult>& results, bool as_json_text) {
  const auto broken = std::count_if(results.begin(), results.end(),
                                    [](const LawResult& result) { return !result.outcome.holds; });
  if (as_json_text) {
    nlohmann::json rows = nlohmann::json::array();
    for (const LawResult& result : results) rows.push_back(as_json(result));
    fmt::print("{}\n", rows.dump(1));
  } else {
    for (const LawResult& result : results)
      if (result.outcome.holds)
        fmt::print("holds   {}  {} ({} cases)\n", result.op, result.law.sentence,
                   result.outcome.cases);
      else
        fmt::print("BROKEN  {}", describe(result));
    fmt::print("{} laws checked, {} broken\n", results.size(), broken);
  }
  return broken == 0 ? 0 : 1;
}

nlohmann::json as_json(const Operator& op, const Measured& row, Grade promise) {
  nlohmann::json counts = nlohmann::json::object();
  for (const Grade grade : all_grades)
    counts[std::string(name(grade))] = row.count[static_cast<std::size_t>(grade)];
  return {{"op", op.card.name},
          {"side", row.gradient ? "gradient" : "value"},
          {"target", row.target},
          {"promised", name(promise)},
          {"measured", name(row.worst)},
          {"counts", counts},
          {"worst_ulps", fmt::format("{:.4g}", row.worst_ulps)},
          {"worst", row.worst_element},
          {"case", row.worst_case}};
}

void print_grades(const Operator& op, const Measured& row, Grade promise, bool markdown) {
  const char* side = row.gradient ? "gradient" : "value";
  if (markdown)
    fmt::print("| `{}` | {} | {} | {} | {} | {:.3g} | {} |\n", op.card.name, side, row.target,
               name(promise), name(row.worst), row.worst_ulps, grade_counts(row));
  else
    fmt::print("{:<38} {:<8} {:<6} promised {:<8} measured {:<8} worst {:>6.3g} ulp ({})\n",
               op.card.name, side, row.target, name(promise), name(row.worst), row.worst_ulps,
               grade_counts(row));
}

int report_grades(const VerifyOptions& options) {
  bool kept = true;
  nlohmann::json rows = nlohmann::json::array();
  if (options.markdown)
    fmt::print(
        "| operator | side | target | promised | measured | worst ulp | elements |\n"
        "| --- | --- | --- | --- | --- | --- | --- |\n");
  for (const Operator* op : require_operators(options.ops)) {
    const auto progress = [&](double share) { show_progress(op->card.name, share); };
    const std::vector<Measured> measured = measure(*op, options.cases, options.seed, progress);
    show_progress("");
    for (const Measured& row : measured) {
      const Grade promise = row.gradient ? op->card.gradient_promise : op->card.promise;
      kept = kept && row.worst <= promise;
      if (options.json)
        rows.push_back(as_json(*op, row, promise));
      else
        print_grades(*op, row, promise, options.markdown);
    }
  }
  if (options.json) fmt::print("{}\n", rows.dump(1));
  return kept ? 0 : 1;
}

}  // namespace

int run_verify(const VerifyOptions& options) {
  if (options.grades) return report_grades(options);
  return report(check_laws(options), options.json);
}

}  // namespace assay::cli
