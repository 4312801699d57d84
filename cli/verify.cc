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
      show_progress(op->card.name + " " + law.name);
      results.push_back({op->card.name, law,
                         check_law(*op, law, {.seed = options.seed, .effort = options.effort})});
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

int report_grades(const VerifyOptions& options) {
  bool kept = true;
  nlohmann::json rows = nlohmann::json::array();
  for (const Operator* op : require_operators(options.ops)) {
    show_progress(op->card.name);
    for (const Measured& row : measure(*op, options.cases, options.seed)) {
      const Grade promise = row.gradient ? op->card.gradient_promise : op->card.promise;
      kept = kept && row.worst <= promise;
      show_progress("");
      if (options.json)
        rows.push_back({{"op", op->card.name},
                        {"side", row.gradient ? "gradient" : "value"},
                        {"target", row.target},
                        {"promised", name(promise)},
                        {"measured", name(row.worst)},
                        {"worst_ulps", fmt::format("{:.4g}", row.worst_ulps)},
                        {"worst", row.worst_element},
                        {"case", row.worst_case}});
      else
        fmt::print("{:<32} {:<8} {:<6} promised {:<8} measured {:<8} worst {:.3g} ulp ({})\n",
                   op->card.name, row.gradient ? "gradient" : "value", row.target, name(promise),
                   name(row.worst), row.worst_ulps, grade_counts(row));
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
