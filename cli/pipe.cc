// assay serve-cases, assay judge: grading over a pipe, for any language.

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "cli/commands.h"
#include "cli/mistakes.h"
#include "fixtures/cases/case_maker.h"
#include "fixtures/cases/comparison.h"
#include "fixtures/cases/manifest.h"
#include "fixtures/cases/set_files.h"
#include "fixtures/format/input_error.h"
#include "fixtures/format/lines.h"
#include "fixtures/format/text.h"
#include "fixtures/report/comparison_report.h"

namespace assay::cli {

namespace {

constexpr const char* standard_input = "standard input";

FixtureSet set_of(const PipeOptions& options) {
  const Operator& op = require_operator(options.op);
  CaseOptions cases{
      .cases = options.cases, .seed = options.seed, .largest = 100, .format = {}, .further = {}};
  if (!options.dtype.empty()) cases.format = require_format(options.dtype);
  FixtureSet set = make_cases(
      op, cases, {}, [&](double share) { show_progress("making cases of " + options.op, share); });
  show_progress("");
  return set;
}

/// The next line of standard input; nothing at its end.
std::optional<std::string> next_line(std::size_t number) {
  constexpr std::size_t most = std::size_t{1} << 26;
  std::string line;
  int c = std::getc(stdin);
  if (c == EOF) return std::nullopt;
  for (; c != EOF && c != '\n'; c = std::getc(stdin)) {
    if (line.size() == most)
      throw InputError(fmt::format("{}:{}: longer than {} bytes", standard_input, number, most));
    line += static_cast<char>(c);
  }
  return line;
}

bool is_asked(const FixtureSet& set, const std::string& name) {
  for (const FixtureCase& made : set.cases)
    for (const ExpectedTensor& expected : made.expected)
      if (tensor_name(made.id, expected.name) == name) return true;
  return false;
}

Arrays answers_from_standard_input(const FixtureSet& set) {
  Arrays answers;
  for (std::size_t number = 1;; ++number) {
    const auto line = next_line(number);
    if (!line) return answers;
    auto parsed = format::parse_line(*line, standard_input, number);
    if (!parsed) continue;
    const std::string name = parsed->first;
    const auto refuse = [&](const char* why) {
      throw InputError(
          fmt::format("{}:{}: {} {}", standard_input, number, format::in_quotes(name), why));
    };
    if (!is_asked(set, name)) refuse("is not asked for");
    if (!answers.insert(std::move(*parsed)).second) refuse("comes twice");
  }
}

}  // namespace

int run_serve_cases(const PipeOptions& options) {
  const FixtureSet set = set_of(options);
  fmt::print("# assay serve-cases {} --cases {} --seed {}\n", set.card.name, options.cases,
             options.seed);
  for (const FixtureCase& made : set.cases) {
    std::string text = question_lines(set, made);
    for (const ExpectedTensor& expected : made.expected)
      text += fmt::format("{} word - {}\n", tensor_name(made.id, "ask"), expected.name);
    fmt::print("{}", text);
  }
  return 0;
}

int run_judge(const PipeOptions& options) {
  FixtureSet set = set_of(options);
  const Arrays answers = answers_from_standard_input(set);
  LoadedFixtures fixtures{
      .op = set.card.name, .format = set.card.format, .inputs = {}, .cases = std::move(set.cases)};
  for (const Input& input : set.card.inputs) fixtures.inputs.push_back(input.name);
  const std::vector<ComparedTensor> rows = compare(fixtures, answers, named_mistakes());
  require_answered(rows, fixtures, standard_input);
  if (options.json)
    fmt::print("{}", comparison_json(rows));
  else
    for (const ComparedTensor& row : rows) print_graded(row, options.explain);
  return std::any_of(rows.begin(), rows.end(), [](const auto& row) { return row.failed(); });
}

}  // namespace assay::cli
