// Strict inequalities and "!=": their sides meet at a point that no draw hits, or never.
#include <gtest/gtest.h>

#include "tests/derivation/judged.h"

namespace assay::derivation {
namespace {

constexpr const char* given =
    "given n in 1..3\n"
    "given x, y in R\n"
    "given u, v in R^n\n"
    "given a, b > 0\n"
    "given p, q in (0,1)\n"
    "given P in SPD(2)\n"
    "given s, t in simplex(3)\n";

void expect_verdict(const std::string& claim, Verdict verdict, std::uint64_t seed) {
  JudgeOptions options;
  options.seed = seed;
  const ClaimReport report = judged_one(given + ("claim " + claim), options);
  EXPECT_EQ(name(report.verdict), std::string(name(verdict))) << claim << ", seed " << seed << "\n"
                                                              << words_of(report);
}

TEST(Meeting, IsFound) {
  for (const char* claim :
       {"sin(x) < 1", "x^2 != 2", "exp(x) != 3", "x^3 != y^2 + 3", "sigma(x) != p",
        "a log(a) > -exp(-1)", "(x^2 - 2)^2 > 0", "|x^2 - 3| > 0", "(x^2 - 2)^2 + (y^3 - x)^2 > 0",
        "exp(x) > exp(1) x", "exp(-(x - sqrt(2))^2) < 1", "sqrt(a b) < (a + b)/2",
        "norm(u + v) < norm(u) + norm(v)", "norm(u) > 0 and norm(v) > 0 => u^T v < norm(u) norm(v)",
        "x > 1 => x^3 != 5", "x > 0 and x < 3 => cos(x) != 0",
        "KL(Categorical(s) || Categorical(t)) > 0", "s_1 s_2 s_3 < 1/27",
        "log(1 + exp(x)) > log(2) + x/2"})
    for (const std::uint64_t seed : {1, 2}) expect_verdict(claim, Verdict::refuted, seed);
}

TEST(Meeting, IsNotSeenWhereThereIsNone) {
  for (const char* claim :
       {"tanh(x) < 1", "sigma(x) > 0", "exp(-x^2 y^2) > 0", "exp(x) != 0", "1/(1 + x^2) > 0",
        "1 - exp(-a) < a", "a - sin(a) > 0", "x^2 + 1 != 0", "floor(x) != 1/2",
        "(x^2 - 2)^2 + 10^-20 > 0", "x^4 - x^2 + 1/4 + 10^-30 > 0", "sqrt(1 + x^2) > |x|",
        "log(1 + exp(x)) > x", "P[1,2]^2 < P[1,1] P[2,2]", "s_1 s_2 s_3 < 1/26",
        "sum_{i=1..3} (-s_i log(s_i)) > 0", "a/(1 + a) < 1"})
    expect_verdict(claim, Verdict::holds, 1);
}

TEST(Meeting, BesideAConditionIsNone) {
  for (const char* claim :
       {"x^2 != 2 => (x^2 - 2)^2 > 0", "x != 2 => (x - 2)^2 > 0", "a^2 > 2 => (a^2 - 2)^2 > 0",
        "a != b => sqrt(a b) < (a + b)/2", "x < y => exp(x) < exp(y)", "x != 0 => sin(x)/x < 1"})
    expect_verdict(claim, Verdict::holds, 1);
}

TEST(Meeting, IsShownWithItsPoint) {
  const ClaimReport report = judged_one("given x > 0\nclaim x^2 != 2");
  ASSERT_TRUE(report.links.at(0).counterexample);
  EXPECT_EQ(report.links[0].counterexample->inputs.at(0).second, "1.41421356237");
  EXPECT_EQ(report.links[0].counterexample->because, "no precision tells the sides apart there");
  EXPECT_NE(words_of(report).find("the sides meet there"), std::string::npos) << words_of(report);
}

/// Corners of simplexes, small and badly scaled matrices, several thresholds at once.
TEST(Draws, ReachTheCorners) {
  for (const char* claim : {"KL(Categorical(s) || Categorical(t)) < 5", "tr(P) > 1/100",
                            "det(P) > 1/1000", "P[1,1] < 1000 P[2,2]", "s_1 < 99/100",
                            "1[x > 20] 1[y > 20] 1[a > 20] = 0", "1[x > 20] 1[y < -30] = 0"})
    for (const std::uint64_t seed : {1, 2, 3}) expect_verdict(claim, Verdict::refuted, seed);
}

TEST(Refutation, OfAnImplicationShowsBothSides) {
  const ClaimReport report = judged_one("given x in R\nclaim x > 1 => x^2 < 1");
  ASSERT_TRUE(report.links.at(0).counterexample);
  EXPECT_EQ(report.links[0].counterexample->left, "4");
  EXPECT_EQ(report.links[0].counterexample->right, "1");
}

}  // namespace
}  // namespace assay::derivation
