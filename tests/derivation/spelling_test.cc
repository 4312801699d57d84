// What a person writes without having read a manual.
#include <gtest/gtest.h>

#include "tests/derivation/judged.h"

namespace assay::derivation {
namespace {

struct Spelling {
  const char* title;
  const char* block;
};

class SpellingTest : public testing::TestWithParam<Spelling> {};

TEST_P(SpellingTest, IsRead) {
  const ClaimReport report = judged_one(GetParam().block, {});
  EXPECT_EQ(report.verdict, Verdict::holds) << words_of(report);
}

#define RIDGE                                                       \
  "given m, n in 1..3; X in R^{m×n}; y in R^m; w in R^n; λ > 0\n" \
  "let J(w) = ||X w - y||^2 + λ ||w||^2\n"

const Spelling spellings[] = {
    {"gradient_of_a_call", RIDGE "claim ∇J(w) = 2 X^T (X w - y) + 2 λ w"},
    {"leibniz_of_a_function", RIDGE "claim dJ/dw = 2 X^T (X w - y) + 2 λ w"},
    {"search_over_what_is_declared", RIDGE "claim argmin_w J(w) = inv(X^T X + λ eye(n)) X^T y"},
    {"positive", "given x > 0\nclaim sqrt(x^2) = x"},
    {"not_negative", "given x >= 0\nclaim |x| = x"},
    {"at_most", "given x <= -1\nclaim |x| = -x and x^2 >= 1"},
    {"between", "given 0 < p < 1\nclaim log(p^2) = 2 log(p)"},
    {"between_of_two", "given -1 < u, v <= 1\nclaim u v <= 1"},
    {"between_names", "given a in R+\ngiven -a < u < a\nclaim u^2 < a^2"},
    {"between_declared", "given a in R; b > a\ngiven a < u < b\nclaim (u - a) (b - u) > 0"},
    {"below_in_a_claim", "given x in R\nclaim |x| = -x for x <= 0"},
    {"side_condition", "given x in R\nclaim sqrt(x^2) = x, x > 0"},
    {"square_of_a_sine", "given x in R\nclaim sin^2(x) + cos^2(x) = 1"},
    {"names_of_papers",
     "given x in (0,1)\nclaim arcsin(x) + arccos(x) = 2 arctan(1) and sgn(x) = 1 and tg(x) > x"},
    {"slope_that_is_no_whole_number",
     "convention relu'(0) = 0.25\nclaim relu'(0) = 1/4"},
    {"log_without_parentheses",
     "given K in 1..3; p in (0,1)^K; k in 1..K\n"
     "claim d/dp_k sum_{i=1..K} p_i log p_i = 1 + log p_k"},
};

INSTANTIATE_TEST_SUITE_P(People, SpellingTest, testing::ValuesIn(spellings),
                         [](const testing::TestParamInfo<Spelling>& spelling) {
                           return std::string(spelling.param.title);
                         });

/// The verdicts of a block, in their order.
std::vector<Verdict> verdicts_of(const std::string& block) {
  std::vector<Verdict> verdicts;
  for (const ClaimReport& report : judged(block, {})) verdicts.push_back(report.verdict);
  return verdicts;
}

TEST(UnreadTest, ACharacterCostsItsOwnLineOnly) {
  EXPECT_EQ(verdicts_of("given x in R\nclaim x + x = 2 x\nclaim x \u00a4 1 = x\nclaim x = 2 x"),
            (std::vector{Verdict::holds, Verdict::ill_formed, Verdict::refuted}));
}

TEST(UnreadTest, NoClaimIsJudgedWithoutItsHypothesis) {
  const auto both = std::vector{Verdict::ill_formed, Verdict::ill_formed};
  EXPECT_EQ(verdicts_of("given x in R\ngiven x > > 0\nclaim sqrt(x)^2 = x"), both);
  EXPECT_EQ(verdicts_of("given x in R\nwhere x \u00a4 0\nclaim sqrt(x)^2 = x"), both);
  EXPECT_EQ(verdicts_of("given x in R; n in 1..3\nlet y = x^2\nwhere x_1 <\n  < n\nclaim y = x^2 + 0"),
            both);
  EXPECT_EQ(verdicts_of("given x, y in R\ngiven y > > 0\nclaim x = x + 0"),
            (std::vector{Verdict::ill_formed, Verdict::holds}));
}

TEST(UnreadTest, FencesAreFoundBehindAMarkAndInOtherWords) {
  const Document document = read_document("test.md",
                                          "\xEF\xBB\xBF```claim\nclaim 1 = 2\n```\n"
                                          "```Claims\nclaim 1 = 3\n```\n");
  EXPECT_EQ(document.items.size(), 2u);
}

TEST(UnreadTest, WhatIsCommentedOutIsNotJudged) {
  const Document document = read_document(
      "test.md", "<!-- later\n```claim\nclaim 1 = 2\n```\n-->\n```claim\nclaim 1 = 3\n```\n");
  ASSERT_EQ(document.items.size(), 1u);
  EXPECT_EQ(document.items[0].claim.span.line, 7);
  EXPECT_THROW(read_document("test.md", "<!--\n```claim\nclaim 1 = 2\n```\n"), IllFormed);
}

struct Riddle {
  const char* title;
  const char* block;
  const char* said;
};

class RiddleTest : public testing::TestWithParam<Riddle> {};

TEST_P(RiddleTest, IsRefused) {
  const ClaimReport report = judged_one(GetParam().block, {});
  EXPECT_EQ(report.verdict, Verdict::ill_formed) << words_of(report);
  EXPECT_NE(words_of(report).find(GetParam().said), std::string::npos) << words_of(report);
}

const Riddle riddles[] = {
    {"log_of_what", "given p, q in R+\nclaim p log p/q = p log(p/q)", "how far does 'log' reach"},
    {"log_of_a_product", "given p, q in R+\nclaim log p q = log(p q)", "how far does 'log' reach"},
    {"integer_or_real", "given 1 <= i <= 4\nclaim i >= 1", "an integer or a real number?"},
    {"inverse_or_power", "given x in R\nclaim sin^{-1}(x) = asin(x)", "the name of its inverse"},
    {"power_of_a_function", "given x in R\nlet f(t) = t + 1\nclaim f^2(x) = x + 2",
     "a power of 'f'"},
    {"unknown_convention", "convention foo = 3\nclaim 1 = 1 + 0", "unknown convention 'foo'"},
    {"value_of_a_convention", "convention index = 7\nclaim 1 = 1 + 0", "0 or 1"},
    {"unknown_verdict", "expect maybe\nclaim 1 = 1 + 0", "is no verdict"},
    {"gradient_by_what", RIDGE "claim ∇J(2 w) = 2 X^T (X w - y)", "with respect to what"},
};

INSTANTIATE_TEST_SUITE_P(People, RiddleTest, testing::ValuesIn(riddles),
                         [](const testing::TestParamInfo<Riddle>& riddle) {
                           return std::string(riddle.param.title);
                         });

}  // namespace
}  // namespace assay::derivation
