// The shipped documents: every verdict is the pinned one, whatever the seed.
#include "tests/derivation/shipped.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "properties/derivation/document/document.h"
#include "properties/derivation/report/report.h"

namespace assay::derivation {
namespace {

constexpr std::uint64_t seeds = 20;

/// All twenty seeds are used, and each claim is judged under two of them; under all twenty
/// (minutes of work) where the environment sets ASSAY_EVERY_SEED.
bool is_due(std::size_t claim, std::uint64_t seed) {
  return std::getenv("ASSAY_EVERY_SEED") != nullptr || (claim + seed) % 10 == 0;
}

Document due(const Document& document, std::uint64_t seed) {
  Document part = document;
  part.items.clear();
  for (std::size_t i = 0; i < document.items.size(); ++i)
    if (is_due(i, seed)) part.items.push_back(document.items[i]);
  return part;
}

class ShippedTest : public testing::TestWithParam<std::string> {};

TEST_P(ShippedTest, VerdictsAreThePinnedOnesUnderEverySeed) {
  const Document document = read_document(GetParam(), text_of(GetParam()));
  ASSERT_FALSE(document.items.empty());
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    JudgeOptions options;
    options.seed = seed;
    options.seconds = 120;
    options.diagnose = false;
    const Document part = due(document, seed);
    CheckedDocument checked{part, judge_all(part, options, 1)};
    std::erase_if(checked.reports, [](const ClaimReport& report) { return report.as_expected(); });
    EXPECT_TRUE(checked.reports.empty()) << "seed " << seed << "\n"
                                         << text_report(checked, false, false);
  }
}

INSTANTIATE_TEST_SUITE_P(Documents, ShippedTest, testing::ValuesIn(shipped_documents()),
                         [](const testing::TestParamInfo<std::string>& document) {
                           std::string name = std::filesystem::path(document.param).stem().string();
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace assay::derivation
