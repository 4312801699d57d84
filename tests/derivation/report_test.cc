// What a report tells of a verdict: shapes, steps, proofs, small counterexamples, agreements.
#include "properties/derivation/report/report.h"

#include <gtest/gtest.h>

#include "tests/derivation/judged.h"

namespace assay::derivation {
namespace {

TEST(ReportTest, NamesSymbolicSizesOfBothSides) {
  const ClaimReport report = judged_one("given k, d in 2..5; W in R^(k,d)\nclaim W = W^T");
  EXPECT_NE(words_of(report).find("left is kxd, right is dxk"), std::string::npos)
      << words_of(report);
}

TEST(ReportTest, JudgesEveryStepOfAChainOnItsOwn) {
  const ClaimReport report =
      judged_one("given x in R\nclaim (x + 1)^2 = x^2 + x + 1 = x^2 + 2 x + 1");
  ASSERT_EQ(report.links.size(), 2u);
  EXPECT_EQ(report.links[0].verdict, Verdict::refuted);
  EXPECT_EQ(report.links[1].verdict, Verdict::refuted);
  EXPECT_NE(words_of(report).find("first and last side agree"), std::string::npos);
}

TEST(ReportTest, AFiniteRangeIsAProof) {
  const ClaimReport report = judged_one("given n in 1..50\nclaim sum_{i=1..n} i = n (n + 1)/2");
  EXPECT_TRUE(report.links[0].proved);
  EXPECT_EQ(report.links[0].draws, 50u);
}

TEST(ReportTest, CounterexamplesAreSmall) {
  const ClaimReport report = judged_one("given n in 1..6; x in R^n\nclaim |x|^2 = sum(x)^2");
  ASSERT_TRUE(report.links[0].counterexample);
  EXPECT_EQ(report.links[0].counterexample->inputs[0].second, "2");
  EXPECT_LE(report.links[0].counterexample->inputs[1].second.size(), 8u);
}

TEST(ReportTest, SizesFromASetAndEndsOfRangesKeepTheirDraws) {
  EXPECT_EQ(
      judged_one("given n in {1,2,3}; x in R^n; i in 1..n\nclaim |x|^2 = sum_{i} x_i^2").verdict,
      Verdict::holds);
  EXPECT_EQ(judged_one("given a in (0, 9); b in (0, a)\nclaim b < a").verdict, Verdict::holds);
}

TEST(ReportTest, AMatrixInFrontIsNoTitle) {
  const ClaimReport report = judged_one("claim [1, 2; 3, 4] [1; 1] = [3; 7]");
  EXPECT_EQ(report.verdict, Verdict::holds);
  EXPECT_EQ(report.title, "");
}

TEST(ReportTest, TheMaximumNorm) {
  EXPECT_EQ(judged_one("given n in 1..3; x in R^n\nclaim ||x||_inf = max_i |x_i|").verdict,
            Verdict::holds);
  EXPECT_EQ(judged_one("given n in 1..3; A in R^(n,n)\nclaim ||A||_inf = 0").verdict,
            Verdict::ill_formed);
}

TEST(ReportTest, ExpectPinsTheVerdict) {
  const ClaimReport report = judged_one("given x in R\nclaim x = 2 x\nexpect refuted");
  EXPECT_EQ(report.expect, "refuted");
  EXPECT_TRUE(report.as_expected());
}

/// At the ends of (0,1) a difference quotient leaves the domain, which is no word against y = 1.
TEST(ReportTest, ReachesTheEndsOfAnInterval) {
  const ClaimReport report = judged_one(
      "given y in {0, 1}; p in (0, 1)\nlet bce = -(y log(p) + (1 - y) log(1 - p))\n"
      "claim d/dp bce = -y/p");
  EXPECT_EQ(report.verdict, Verdict::refuted);
  EXPECT_NE(words_of(report).find("agrees y = 1\n"), std::string::npos) << words_of(report);
}

TEST(ReportTest, AnInequalityThatFailsSomewhereElseAgreesNowhere) {
  const std::string words = words_of(judged_one("given x in R\nclaim sin(x) + 1.0001 > 0.001"));
  EXPECT_EQ(words.find("agrees"), std::string::npos) << words;
}

TEST(ReportTest, ARepairOfWhatIsZeroNearlyEverywhereIsNone) {
  const ClaimReport report = judged_one("given x, h, r in R\nclaim 1[x + h > 100] 1[r > 3] = 0");
  EXPECT_EQ(report.verdict, Verdict::refuted);
  EXPECT_EQ(report.links[0].diagnosis, "");
}

TEST(ReportTest, APowerOfAPowerKeepsItsParentheses) {
  EXPECT_EQ(judged_one("given x in R\nclaim (x^2)^3 = x^(2^3)").links[0].left, "(x^2)^3");
}

TEST(ReportTest, DrawsOfAnInequalityAreNoProof) {
  const ClaimReport report = judged_one("given x in R\nclaim exp(x) >= 1 + x");
  EXPECT_EQ(strength(report).find("no counterexample in "), 0u) << strength(report);
}

}  // namespace
}  // namespace assay::derivation
