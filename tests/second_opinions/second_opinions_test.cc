// ONNX's published node tests and our references, each other's second opinion.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <set>

#include "fixtures/onnx/judging.h"
#include "tests/second_opinions/contradictions.h"

namespace assay::backend {
namespace {

const Folders& folders() {
  static const Folders all = [] {
    const std::filesystem::path root = ASSAY_ONNX_TESTS;
    Folders both = list_folders(root / "node");
    for (const Folder& folder : list_folders(root / "pytorch-converted").published)
      both.published.push_back(folder);
    return both;
  }();
  return all;
}

/// A folder that a row covers.
struct Covered {
  NodeTest test;
  std::vector<Call> calls;
};

/// The folders that a row covers, and for the others of its operator the reason.
struct Coverage {
  std::vector<Covered> covered;
  std::vector<std::string> others;
};

Coverage coverage_of(const Row& row, const Operator& op) {
  Coverage coverage;
  for (const Folder& folder : folders().published) {
    if (folder.op_type != row.onnx) continue;
    try {
      NodeTest test = read_node_test(folder);
      std::vector<Call> calls = row.adapt(test, op);
      coverage.covered.push_back({std::move(test), std::move(calls)});
    } catch (const NotCovered& why) {
      coverage.others.push_back(folder.name() + ": " + why.what());
    }
  }
  return coverage;
}

std::vector<Judgement> judge_all(const Operator& op, const std::vector<Call>& calls,
                                 const Attributes& instead = {}) {
  std::vector<Judgement> all;
  for (const Call& call : calls)
    for (Judgement& judgement : judge(op, call, instead)) all.push_back(std::move(judgement));
  return all;
}

const Contradiction* listed(const std::string& folder, const std::string& output) {
  for (const Contradiction& one : listed_contradictions())
    if (one.folder == folder && one.output == output) return &one;
  return nullptr;
}

class SecondOpinion : public testing::TestWithParam<std::size_t> {
 protected:
  const Row& row() const { return table().at(GetParam()); }
};

std::string test_name(const testing::TestParamInfo<std::size_t>& info) {
  std::string name = table().at(info.param).name();
  for (char& c : name)
    if (c == '/' || c == ' ') c = '_';
  return name;
}

/// The contradicted values of each output of a folder against the list, both ways.
void expect_as_listed(const std::string& folder, const std::string& output,
                      const std::vector<Judgement>& contradicted) {
  const Contradiction* known = listed(folder, output);
  std::string proofs;
  for (const Judgement& one : contradicted)
    proofs += fmt::format("  {} {}[flat {}]: {}\n", folder, output, one.position, one.proof);
  EXPECT_EQ(contradicted.size(), known == nullptr ? 0 : known->elements)
      << folder << " " << output
      << (known == nullptr ? " is not listed as contradicted\n" : ": the list says otherwise\n")
      << proofs;
  if (known != nullptr) fmt::print("{}  because {}\n", proofs, known->reason);
}

TEST_P(SecondOpinion, ConfirmsWhatIsNotListed) {
  const Operator& op = operator_of(row());
  const Coverage coverage = coverage_of(row(), op);
  std::array<std::size_t, all_grades.size()> grades = {};
  std::size_t values = 0;
  for (const auto& [test, calls] : coverage.covered) {
    std::map<std::string, std::vector<Judgement>> contradicted;
    for (const Judgement& judgement : judge_all(op, calls)) {
      ++grades[static_cast<std::size_t>(judgement.graded.grade)];
      ++values;
      contradicted[judgement.output];
      if (contradicts(judgement)) contradicted[judgement.output].push_back(judgement);
    }
    for (const auto& [output, judgements] : contradicted)
      expect_as_listed(test.folder, output, judgements);
  }
  EXPECT_GT(values, 0u) << "the row " << row().name() << " compares nothing";
  fmt::print("{}: {} folders, {} values:", row().name(), coverage.covered.size(), values);
  for (const Grade grade : all_grades)
    if (grades[static_cast<std::size_t>(grade)] > 0)
      fmt::print(" {} {}", grades[static_cast<std::size_t>(grade)], name(grade));
  fmt::print("\n");
  for (const std::string& other : coverage.others) fmt::print("  not covered: {}\n", other);
}

/// The largest published value of all calls: a per cent of it is beyond every bound.
double& largest_value(std::vector<Call>& calls) {
  double* largest = &calls.at(0).answers.at(0).values.at(0);
  for (Call& call : calls)
    for (Answer& answer : call.answers)
      for (double& value : answer.values)
        if (std::abs(value) > std::abs(*largest)) largest = &value;
  return *largest;
}

TEST_P(SecondOpinion, RefusesAValueThatIsAPerCentOff) {
  const Operator& op = operator_of(row());
  Coverage coverage = coverage_of(row(), op);
  ASSERT_FALSE(coverage.covered.empty());
  std::vector<Call>& calls = coverage.covered.front().calls;
  const auto contradicted = [&] {
    const std::vector<Judgement> judgements = judge_all(op, calls);
    return std::count_if(judgements.begin(), judgements.end(), contradicts);
  };
  const auto before = contradicted();
  largest_value(calls) *= 1.01;
  EXPECT_EQ(contradicted(), before + 1);
}

/// Debian's test data are of ONNX 1.12, which has no such node; the rows serve other fixtures.
bool is_newer_than_the_data(const std::string& op_type) { return op_type == "Gelu"; }

std::vector<std::size_t> rows_with_data() {
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < table().size(); ++i)
    if (!is_newer_than_the_data(table()[i].onnx)) rows.push_back(i);
  return rows;
}

INSTANTIATE_TEST_SUITE_P(Onnx, SecondOpinion, testing::ValuesIn(rows_with_data()), test_name);

TEST(SecondOpinions, WhatCountsAsNewerHasNoData) {
  for (const Folder& folder : folders().published)
    EXPECT_FALSE(is_newer_than_the_data(folder.op_type)) << folder.name();
}

TEST(SecondOpinions, AreOfEveryListedContradiction) {
  for (const Contradiction& known : listed_contradictions()) {
    bool found = false;
    for (const Row& row : table()) {
      const Operator& op = operator_of(row);
      for (const auto& [test, calls] : coverage_of(row, op).covered) {
        if (test.folder != known.folder) continue;
        for (const Judgement& judgement : judge_all(op, calls, known.generator)) {
          if (judgement.output != known.output) continue;
          found = true;
          EXPECT_TRUE(known.generator.values().empty() || !contradicts(judgement))
              << known.folder << ": not explained by the generator's attributes\n"
              << judgement.proof;
        }
      }
    }
    EXPECT_TRUE(found) << "no row compares " << known.folder << " " << known.output;
  }
}

/// The names of the outputs that rows compare, for each folder.
std::map<std::string, std::set<std::string>> compared_outputs() {
  std::map<std::string, std::set<std::string>> compared;
  for (const Row& row : table())
    for (const auto& [test, calls] : coverage_of(row, operator_of(row)).covered)
      for (const Call& call : calls)
        for (const Answer& answer : call.answers) compared[test.folder].insert(answer.name);
  return compared;
}

void count_other_outputs(const Folder& folder, const std::set<std::string>& compared,
                         std::map<std::string, int>& others) try {
  for (const std::optional<Published>& output : read_node_test(folder).outputs)
    if (output && !compared.contains(output->name)) ++others[folder.op_type + " " + output->name];
} catch (const NotCovered& why) {
  ++others[folder.op_type + " with " + why.what()];
}

TEST(SecondOpinions, CountWhatNoRowCovers) {
  std::set<std::string> with_row;
  for (const Row& row : table()) with_row.insert(row.onnx);
  const auto compared = compared_outputs();
  std::map<std::string, int> other_operators, other_outputs;
  for (const Folder& folder : folders().published) {
    if (!with_row.contains(folder.op_type)) {
      ++other_operators[folder.op_type.empty() ? "(several nodes)" : folder.op_type];
      continue;
    }
    const auto found = compared.find(folder.name());
    count_other_outputs(folder, found == compared.end() ? std::set<std::string>() : found->second,
                        other_outputs);
  }
  fmt::print("{} folders, {} compared, {} more set aside as expanded\nnot compared:\n",
             folders().published.size(), compared.size(), folders().expanded);
  for (const auto& [output, count] : other_outputs) fmt::print("  {} x {}\n", count, output);
  fmt::print("without a row:\n");
  for (const auto& [op_type, count] : other_operators) fmt::print("  {} x {}\n", count, op_type);
  EXPECT_FALSE(compared.empty());
}

}  // namespace
}  // namespace assay::backend
