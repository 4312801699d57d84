// Would the checker find what people get wrong? Every change that a diagnosis can undo is planted
// into claims that hold; each that changes the meaning must be refuted, and nearly each diagnosis
// must lead back to a true claim.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>

#include "properties/derivation/evaluation/functions.h"
#include "tests/derivation/judged.h"
#include "tests/derivation/shipped.h"

namespace assay::derivation {
namespace {

const char* const true_claims[] = {
    "given p in (0,1), y in {0,1}\nlet L = -(y log(p) + (1-y) log(1-p))\n"
    "claim dL/dp = (p - y)/(p (1 - p))",
    "given n, m, k in 1..3\ngiven x in R^n; W in R^(m,n); V in R^(k,m); y in R^k\n"
    "let z = W x\nlet h = tanh(z)\nlet L = 1/2 |V h - y|^2\nlet delta = V h - y\n"
    "claim dL/dW = ((V^T delta) .* tanh'(z)) x^T",
    "given K in 2..4; z in R^K\nlet p = softmax(z)\nclaim jac(p, z) = diag(p) - p p^T",
    "given mu in R; s in (0, inf)\n"
    "claim KL(Normal(mu, s^2) || Normal(0, 1)) = 1/2 (s^2 + mu^2 - 1) - log(s)",
    "given m, n in 1..3; X in R^(m,n); y in R^m; w in R^n\n"
    "claim grad(1/m |X w - y|^2, w) = 2/m X^T (X w - y)",
    "given d in 1..9; k in 1..4; P in 0..2; s in 1..3\nwhere d + 2 P >= k\n"
    "claim #{t in 0..20 : t s + k <= d + 2 P} = floor((d + 2 P - k)/s) + 1",
    "given b in (0,1); g in R; t in 1..6\n"
    "seq m_t : m_0 = 0; m_t = b m_{t-1} + (1 - b) g\nclaim m_t = (1 - b^t) g",
};

struct Score {
  int planted = 0;
  int missed = 0;
  int misshapen = 0;  ///< shapes that fit only by chance
  int named = 0;
};

bool changes_the_meaning(const Step& slip, const Step& truth, const Scope& scope) {
  const JudgeOptions options;
  const auto deadline = ThreadClock::now() + std::chrono::seconds(20);
  Drawer drawer(scope, {truth.left, truth.right}, 99);
  Comparison comparison{scope, {}, 30, deadline, {}};
  const Step same_side{slip.right, "=", truth.right};
  for (std::size_t i = 0; i < 24; ++i) {
    Session session;
    const auto draw = drawer.draw(i, session);
    if (!draw) break;
    try {
      const Outcome outcome = comparison.at(same_side, *draw);
      if (outcome.kind == Outcome::Kind::differ) return true;
    } catch (const IllFormed&) {
      return false;
    }
  }
  return false;
}

/// Judges the claim with one change in it.
void plant(const Item& item, const Step& slipped, Score& score) {
  Claim slip = item.claim;
  slip.statement = make(Kind::relation, {}, "=", {slipped.left, slipped.right});
  const ClaimReport report = judge(slip, *item.scope, {});
  ++score.planted;
  if (report.verdict == Verdict::ill_formed) {
    ++score.misshapen;
    return;
  }
  if (report.verdict != Verdict::refuted) {
    ++score.missed;
    ADD_FAILURE() << to_string(slip.statement) << " is " << name(report.verdict) << "\n"
                  << words_of(report);
  }
  const bool named = !report.links[0].diagnosis.empty();
  score.named += named;
  if (!named && std::getenv("ASSAY_SHOW_UNNAMED"))
    std::printf("unnamed: %s\n", to_string(slip.statement).c_str());
}

/// Plants every `stride`-th change that the diagnoses know, from `first` on.
void plant_all(const Item& item, std::size_t first, std::size_t stride, Score& score) {
  const Step truth = steps_of(item.claim.statement).at(0);
  Drawer drawer(*item.scope, {truth.left, truth.right}, 7);
  Session session;
  const auto draw = drawer.draw(0, session);
  if (!draw) return;
  const std::vector<Edit> edits = edits_of(truth, false, *item.scope, *draw);
  for (std::size_t at = edits.empty() ? 0 : first % edits.size(); at < edits.size(); at += stride)
    if (changes_the_meaning(edits[at].step, truth, *item.scope)) plant(item, edits[at].step, score);
}

void print(const Score& score) {
  std::printf("planted %d, ill-formed %d, refuted %d, diagnosis verified for %d\n", score.planted,
              score.misshapen, score.planted - score.missed - score.misshapen, score.named);
}

TEST(SlipsTest, EveryPlantedSlipIsRefutedAndMostAreNamed) {
  Score score;
  for (const char* block : true_claims) {
    const Document document =
        read_document("test.md", std::string("```claim\n") + block + "\n```\n");
    ASSERT_EQ(judge_all(document, {}, 1).at(0).verdict, Verdict::holds) << block;
    // Every third keeps the test short and still visits every kind of change.
    plant_all(document.items.at(0), 0, 3, score);
  }
  print(score);
  EXPECT_GT(score.planted, 100);
  EXPECT_GE(score.named * 100, (score.planted - score.misshapen) * 90);
}

bool is_plain_equation(const Item& item) {
  return !item.unreadable && item.claim.expect.empty() && item.claim.locals.empty() &&
         item.claim.conditions.empty() && item.claim.statement->kind == Kind::relation &&
         item.claim.statement->text == "=";
}

/// A slip in each eighth equation that the shipped documents claim and that holds, another one for
/// each equation; with ASSAY_EVERY_EQUATION set, one in every equation.
TEST(SlipsTest, InTheShippedDocumentsAreRefuted) {
  const std::size_t stride = std::getenv("ASSAY_EVERY_EQUATION") ? 1 : 8;
  Score score;
  std::size_t at = 0;
  for (const std::string& path : shipped_documents()) {
    const Document document = read_document(path, text_of(path));
    for (const Item& item : document.items)
      if (is_plain_equation(item) && at++ % stride == 0) plant_all(item, at * 7, 1000, score);
  }
  print(score);
  EXPECT_GT(score.planted, 50);
  EXPECT_GE(score.named * 100, (score.planted - score.misshapen) * 80);
}

}  // namespace
}  // namespace assay::derivation
