// Any text is safe to check: it gets a verdict or one clear message, within its limits.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "tests/derivation/judged.h"
#include "tests/derivation/mutilated.h"

namespace assay::derivation {
namespace {

const char* const seed_text =
    "given n, k in 1..3; x in R^n; W in R^(k,n); p in (0,1); z ~ Normal(0, 1)\n"
    "let h = tanh(W x)\nseq m_t : m_0 = 0; m_t = p m_{t-1} + 1\nconvention layout = numerator\n"
    "where sum(x) > 0\n"
    "claim [a] dh/dx = W .* 2 and |x|^2 >= 0 expect refuted\n"
    "claim E[z^2] = 1 = sum_{i=1..n} 1/n\nclaim lim_{q -> 0+} q/sin(q) = 1\n"
    "claim KL(Normal(p, 1) || Normal(0, 1)) = {p if p > 1; p^2/2 otherwise}\n";

JudgeOptions quick() {
  JudgeOptions options;
  options.draws = 8;
  options.seconds = 0.2;
  options.diagnose = false;
  return options;
}

/// A verdict for every item, or IllFormed for the whole text; nothing else may come out.
void check(const std::string& text) {
  try {
    const Document document = read_document("hostile.md", "```claim\n" + text + "\n```\n");
    for (const ClaimReport& report : judge_all(document, quick(), 1))
      EXPECT_FALSE(std::string(name(report.verdict)).empty());
  } catch (const IllFormed& error) {
    EXPECT_FALSE(std::string(error.what()).empty());
  }
}

TEST(HostileTest, EveryPrefixIsReadOrRefused) {
  const std::string text = seed_text;
  for (std::size_t length = 0; length <= text.size(); length += 3) check(text.substr(0, length));
}

TEST(HostileTest, LongChainsAreRefusedAndEndNothing) {
  for (const std::string link : {" + 1", " * 1", " and 1 = 1", " or 1 = 1"}) {
    std::string text = "claim 1 = 1";
    for (int i = 0; i < 30000; ++i) text += link;
    check(text);
    const Document document = read_document("long.md", "```claim\n" + text + "\n```\n");
    EXPECT_EQ(judge_all(document, quick(), 1).at(0).verdict, Verdict::ill_formed) << link;
  }
}

TEST(HostileTest, NoClaimIsDroppedInSilence) {
  const Document document = read_document(
      "minus.md",
      "```claim\ngiven x in R\nclaim x + x = 2 x --x\nclaim\nclaim --x = x -- why\n```\n");
  const std::vector<ClaimReport> reports = judge_all(document, quick(), 1);
  ASSERT_EQ(reports.size(), 3u);
  for (const Verdict wanted : {Verdict::refuted, Verdict::ill_formed, Verdict::holds})
    EXPECT_TRUE(std::any_of(reports.begin(), reports.end(), [&](const ClaimReport& report) {
      return report.verdict == wanted;
    })) << name(wanted);
}

TEST(HostileTest, MutilatedTextIsReadOrRefused) {
  std::mt19937 random(5);
  const std::string alphabet = "()[]{}|_^'=<>~.,;:+-*/0123456789abxWRE \n\t\"\\#\x80\xff";
  for (int round = 0; round < 150; ++round)
    check(mutilated(seed_text, alphabet, 12, random));
}

TEST(HostileTest, DeepAndHugeTextsStayWithinTheirLimits) {
  const auto verdict = [](const std::string& text) { return judged_one(text, quick()).verdict; };
  EXPECT_EQ(verdict("claim " + std::string(50000, '(') + "1 = 1"), Verdict::ill_formed);
  std::string minus;
  for (int i = 0; i < 20000; ++i) minus += "- ";
  EXPECT_EQ(verdict("claim " + minus + "1 = 1"), Verdict::ill_formed);
  EXPECT_EQ(verdict("claim 9^9^9^9^9 = 1"), Verdict::undecided);
  EXPECT_EQ(verdict("claim sum_{i=1..1000000000} i = 1"), Verdict::undecided);
  EXPECT_EQ(verdict("given n in 1..3; x in R^100000000\nclaim x = 2 x"), Verdict::undecided);
  EXPECT_EQ(verdict("claim 1e999999999 = 1"), Verdict::ill_formed);
  EXPECT_EQ(verdict("let f(x) = f(x) + 1\nclaim f(1) = 1"), Verdict::ill_formed);
  EXPECT_EQ(verdict("claim ones(1000, 1000, 1000, 1000) = 0"), Verdict::ill_formed);
  std::string doubling = "let a0(x) = x + 1\n";
  for (int i = 1; i < 60; ++i)
    doubling += "let a" + std::to_string(i) + "(x) = a" + std::to_string(i - 1) + "(a" +
                std::to_string(i - 1) + "(x))\n";
  EXPECT_EQ(verdict(doubling + "claim a59(0) = 1"), Verdict::undecided);
}

TEST(HostileTest, ADefinitionByItselfIsRefused) {
  const auto refused = [](const std::string& declarations, const char* name) {
    const Document document = read_document(
        "hostile.md", "```given\ngiven x in R\nlet a = x\nlet f(t) = t + a\n```\n```claim\n" +
                          declarations + "\nclaim a < a + 1\n```\n");
    ASSERT_EQ(document.items.size(), 2u) << declarations;
    ASSERT_TRUE(document.items[0].unreadable) << declarations;
    EXPECT_EQ(document.items[0].unreadable->verdict, Verdict::ill_formed);
    const std::string& why = document.items[0].unreadable->links[0].reason;
    EXPECT_EQ(why.find("'" + std::string(name) + "' would be defined by itself"), 0u) << why;
    // What the refused definition may have meant is not judged.
    const Verdict below = name == std::string("f") ? Verdict::holds : Verdict::ill_formed;
    EXPECT_EQ(judge_all(document, quick(), 1)[1].verdict, below) << declarations;
  };
  refused("let a = a + 1", "a");
  refused("let b = 2 a\nlet a = b", "a");
  refused("let a = f(x)", "a");
  refused("let f(t) = f(t) + 1", "f");
  refused("let x = x^2", "x");
  // Bound names and the names of operators are others.
  const auto read = [](const std::string& text) { return judged_one(text, quick()).verdict; };
  EXPECT_EQ(read("let i = sum_{i=1..3} i\nclaim i = 6"), Verdict::holds);
  EXPECT_EQ(read("given x in R\nlet grad = grad_x (x^2)\nclaim grad = 2 x"), Verdict::holds);
  EXPECT_EQ(read("let sum = sum_{i=1..3} i\nclaim sum = 6"), Verdict::holds);
  EXPECT_EQ(read("let i = 2\nclaim sum_{i=1..3} i = sum_{j=1..3} 2"), Verdict::holds);
  EXPECT_EQ(read("let i = 2\nclaim sum_{i=1..4} i = sum_{i=1..4} 2"), Verdict::refuted);
}

TEST(HostileTest, DefinitionsThatDoubleStayWithinTheirLimits) {
  std::string text = "given x in R\nlet a_0 = x\n";
  for (int i = 1; i <= 60; ++i) text += fmt::format("let a_{} = a_{} + a_{}\n", i, i - 1, i - 1);
  JudgeOptions options = quick();
  options.seconds = 5;
  EXPECT_EQ(judged_one(text + "claim a_60 = 2^60 x", options).verdict, Verdict::holds);
  EXPECT_EQ(judged_one(text + "claim a_60 = 2^61 x", options).verdict, Verdict::refuted);
}

}  // namespace
}  // namespace assay::derivation
