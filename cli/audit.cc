// assay audit

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "fixtures/format/input_error.h"
#include "fixtures/format/text.h"
#ifdef ASSAY_WITH_ONNX
#include "fixtures/onnx/audit.h"
#ifdef ASSAY_WITH_MUTANTS
#include "tests/mutants/mutants.h"
#endif
#endif

namespace assay::cli {

#ifdef ASSAY_WITH_ONNX

namespace {

using backend::Audited;
using backend::Verdict;

std::vector<backend::Mistake> named_mistakes() {
  std::vector<backend::Mistake> mistakes;
#ifdef ASSAY_WITH_MUTANTS
  for (const Mutant& mutant : all_mutants())
    mistakes.push_back({mutant.op, mutant.slip, mutant.plant});
#endif
  return mistakes;
}

/// The tests of one node together.
struct Tally {
  std::map<Verdict, std::size_t> tests;
  std::array<std::size_t, all_grades.size()> values = {};
  std::size_t caught = 0, passing = 0, unseen = 0;

  void add(const Audited& audited) {
    ++tests[audited.verdict];
    for (std::size_t g = 0; g < values.size(); ++g) values[g] += audited.count[g];
    caught += audited.impostors.caught;
    passing += audited.impostors.passing.size();
    unseen += audited.impostors.unseen.size();
  }
  std::size_t of(Verdict verdict) const {
    const auto found = tests.find(verdict);
    return found == tests.end() ? 0 : found->second;
  }
  std::size_t at(Grade grade) const { return values[static_cast<std::size_t>(grade)]; }
};

/// What the tests of a node come to: its name, what answers it, and their tally.
struct Line {
  std::string node, ours;
  Tally tally;

  std::size_t tests() const {
    return tally.of(Verdict::confirmed) + tally.of(Verdict::too_loose) +
           tally.of(Verdict::too_tight) + tally.of(Verdict::wrong);
  }
};

std::vector<Line> lines_of(const backend::Audit& audit) {
  std::map<std::pair<std::string, std::string>, Tally> rows;
  Line all{"all", "", {}};
  for (const Audited& audited : audit.folders)
    if (audited.verdict < Verdict::not_in_catalogue) {
      rows[{audited.op_type, audited.ours}].add(audited);
      all.tally.add(audited);
    }
  std::vector<Line> lines;
  for (const auto& [names, tally] : rows) lines.push_back({names.first, names.second, tally});
  lines.push_back(all);
  return lines;
}

void print_table(const backend::Audit& audit) {
  const std::vector<Line> lines = lines_of(audit);
  std::size_t node = 4, ours = 11;
  for (const Line& line : lines) {
    node = std::max(node, line.node.size());
    ours = std::max(ours, line.ours.size());
  }
  fmt::print("{:<{}}  {:<{}}  {:>29}  {:>34}  {:>17}\n", "", node, "", ours, "tests", "values",
             "impostors");
  fmt::print(
      "{:<{}}  {:<{}}  {:>5} {:>5} {:>5} {:>5} {:>5}  {:>6} {:>6} {:>6} {:>6} {:>6}  {:>5} {:>5} "
      "{:>5}\n",
      "node", node, "answered by", ours, "all", "good", "loose", "tight", "wrong", "exact", "1 ulp",
      "4 ulp", "stable", "wrong", "fail", "pass", "alike");
  for (const auto& [name, op, tally] : lines)
    fmt::print(
        "{:<{}}  {:<{}}  {:>5} {:>5} {:>5} {:>5} {:>5}  {:>6} {:>6} {:>6} {:>6} {:>6}  {:>5} {:>5} "
        "{:>5}\n",
        name, node, op, ours, Line{name, op, tally}.tests(), tally.of(Verdict::confirmed),
        tally.of(Verdict::too_loose), tally.of(Verdict::too_tight), tally.of(Verdict::wrong),
        tally.at(Grade::exact), tally.at(Grade::faithful), tally.at(Grade::tight),
        tally.at(Grade::stable), tally.at(Grade::unstable) + tally.at(Grade::wrong), tally.caught,
        tally.passing, tally.unseen);
}

/// The folder's name, fit for a terminal.
std::string folder_of(const Audited& audited) {
  return format::printable(audited.folder.filename().string());
}

void print_wrong(const backend::Audit& audit) {
  constexpr std::size_t shown = 3;
  for (const Audited& audited : audit.folders) {
    for (std::size_t i = 0; i < std::min(shown, audited.wrong.size()); ++i)
      fmt::print("WRONG  {} {}[flat {}]: {}\n", folder_of(audited),
                 format::printable(audited.wrong[i].output), audited.wrong[i].position,
                 audited.wrong[i].proof);
    if (audited.wrong.size() > shown)
      fmt::print("       {} has {} more\n", folder_of(audited), audited.wrong.size() - shown);
    if (!audited.too_tight.empty())
      fmt::print("TIGHT  {}: at {}, the correctly rounded {} fails\n", folder_of(audited),
                 audited.tolerance.text(), format::printable(audited.too_tight[0]));
  }
}

/// What passes though it is worse than stable, and in how many tests.
void print_passing(const backend::Audit& audit) {
  std::map<std::pair<std::string, std::string>, std::size_t> passing;
  for (const Audited& audited : audit.folders)
    for (const std::string& impostor : audited.impostors.passing)
      ++passing[{audited.op_type, impostor}];
  for (const auto& [names, tests] : passing)
    fmt::print("LOOSE  {}: passes {} {}: {}\n", names.first, tests, tests == 1 ? "test" : "tests",
               names.second);
}

void print_left_out(const backend::Audit& audit) {
  std::map<std::string, std::size_t> nodes, reasons;
  std::size_t others = 0;
  for (const Audited& audited : audit.folders) {
    others += audited.others;
    if (audited.verdict == Verdict::not_in_catalogue)
      ++nodes[audited.op_type.empty() ? "(graphs of several nodes)" : audited.op_type];
    if (audited.verdict == Verdict::not_covered) ++reasons[audited.op_type + ": " + audited.reason];
  }
  if (others > 0) fmt::print("not re-derived: {} values of covered nodes\n", others);
  for (const auto& [reason, count] : reasons)
    fmt::print("not covered: {} x {}\n", count, format::printable(reason));
  std::vector<std::string> words;
  for (const auto& [node, count] : nodes)
    words.push_back(fmt::format("{} x {}", count, format::printable(node)));
  if (!words.empty()) fmt::print("not in the catalogue: {}\n", fmt::join(words, ", "));
  if (audit.expanded > 0)
    fmt::print("set aside: {} expanded tests, the same values again\n", audit.expanded);
}

void print_totals(const backend::Audit& audit) {
  std::map<Verdict, std::size_t> count;
  for (const Audited& audited : audit.folders) ++count[audited.verdict];
  std::vector<std::string> words;
  for (const auto& [verdict, tests] : count)
    words.push_back(fmt::format("{} {}", tests, name(verdict)));
  fmt::print("{} tests: {}\n", audit.folders.size(), fmt::join(words, ", "));
}

nlohmann::json as_json(const Audited& audited) {
  nlohmann::json counts = nlohmann::json::object(), wrong = nlohmann::json::array();
  for (const Grade grade : all_grades)
    counts[std::string(name(grade))] = audited.count[static_cast<std::size_t>(grade)];
  for (const backend::Judgement& one : audited.wrong)
    wrong.push_back({{"output", one.output}, {"position", one.position}, {"proof", one.proof}});
  nlohmann::json tolerance = {{"rtol", audited.tolerance.relative},
                              {"atol", audited.tolerance.absolute},
                              {"source", audited.tolerance.source}};
  if (audited.tolerance.ulps) tolerance["ulps"] = *audited.tolerance.ulps;
  return {{"folder", audited.folder.string()},
          {"node", audited.op_type},
          {"operator", audited.ours},
          {"verdict", name(audited.verdict)},
          {"reason", audited.reason},
          {"tolerance", tolerance},
          {"values", counts},
          {"not_rederived", audited.others},
          {"wrong", wrong},
          {"too_tight", audited.too_tight},
          {"impostors",
           {{"fail", audited.impostors.caught},
            {"pass", audited.impostors.passing},
            {"alike", audited.impostors.unseen}}}};
}

void print(const backend::Audit& audit, const AuditOptions& options) {
  if (options.json) {
    nlohmann::json rows = nlohmann::json::array();
    for (const Audited& audited : audit.folders) rows.push_back(as_json(audited));
    fmt::print("{}\n", rows.dump(1, ' ', false, nlohmann::json::error_handler_t::replace));
    return;
  }
  print_table(audit);
  print_wrong(audit);
  if (options.explain) print_passing(audit);
  print_left_out(audit);
  print_totals(audit);
}

}  // namespace

int run_audit(const AuditOptions& options) {
  const backend::Audit audit =
      backend::audit(options.path, named_mistakes(),
                     [](const std::string& folder, double share) { show_progress(folder, share); });
  show_progress("");
  print(audit, options);
  return std::any_of(audit.folders.begin(), audit.folders.end(),
                     [](const Audited& audited) { return audited.verdict == Verdict::wrong; });
}

#else

int run_audit(const AuditOptions&) {
  throw InputError("this build reads no ONNX backend tests: install ONNX and configure again");
}

#endif

}  // namespace assay::cli
