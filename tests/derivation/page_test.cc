// The pieces of the page: escaping, formulas, axes, and the lines through counterexamples.
#include <gtest/gtest.h>

#include <cmath>

#include "properties/derivation/report/markup.h"
#include "properties/derivation/report/mathml.h"
#include "properties/derivation/report/axes.h"
#include "properties/derivation/report/plot.h"
#include "properties/derivation/report/prose.h"
#include "properties/derivation/verdict/trace.h"
#include "tests/derivation/judged.h"

namespace assay::derivation {
namespace {

/// The trace through the counterexample of a block's only claim.
std::optional<Trace> traced(const std::string& block) {
  const Document document = read_document("test.md", "```claim\n" + block + "\n```\n");
  JudgeOptions options;
  options.seconds = 60;
  options.diagnose = false;
  const ClaimReport report = judge_all(document, options, 1).at(0);
  EXPECT_EQ(report.verdict, Verdict::refuted);
  const Item& item = document.items.at(0);
  return trace(steps_of(item.claim.statement).at(0), *item.scope,
               *report.links.at(0).counterexample);
}

TEST(Markup, NothingOfTheTextIsMarkup) {
  EXPECT_EQ(escaped("<a href=\"x\">'&'</a>"),
            "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;");
  EXPECT_EQ(escaped(std::string("a\0\x1b[1m\tb\n", 9)), "a[1m\tb\n");
  EXPECT_EQ(escaped("µ\xff\xc3"), "µ\uFFFD\uFFFD");
  EXPECT_EQ(escaped("\xed\xa0\x80\xc0\x80\xf5"), "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD");
}

TEST(Prose, OfOtherFormatsIsNotInterpreted) {
  EXPECT_EQ(prose_of_plain_text("\\textbf{a} & *b*\n<c>\n\n\nd\n"),
            "<p>\\textbf{a} &amp; *b*\n&lt;c&gt;</p>\n<p>d</p>\n");
}

TEST(Prose, OfLatexReadsAsText) {
  const auto prose = [](const std::string& text) { return prose_of_latex(text); };
  EXPECT_EQ(prose("\\begin{abstract}\nA \\emph{b \\textbf{c}} $d_1 < e$ 5\\%\n\\end{abstract}\n"),
            "<p>A <em>b <strong>c</strong></em> <code>d_1 &lt; e</code> 5%\n</p>\n");
  EXPECT_EQ(prose("\\verb|a <b> \\emph{c}| ``d''\n% e\n\n\\item f\n\\item g"),
            "<p><code>a &lt;b&gt; \\emph{c}</code> “d”\n</p>\n<p>• f\n</p>\n<p>• g\n</p>\n");
  EXPECT_EQ(prose("\\[ a < b \\] \\(c\\) $$d$$"),
            "<p><code>a &lt; b</code> <code>c</code> <code>d</code>\n</p>\n");
  EXPECT_EQ(prose("\\emph{a <script> $b"), "<p>\\emph{a &lt;script&gt; $b\n</p>\n");
  for (const char* end : {"\\", "\\verb", "\\verb|", "$", "$$", "\\emph{", "\\emph{\\", "\\[",
                          "\\(x", "\\verbatim", "`", "-"})
    EXPECT_EQ(prose(end).substr(0, 3), "<p>") << end;
}

TEST(Formula, Names) {
  EXPECT_EQ(mathml_name("theta"), "<mi>θ</mi>");
  EXPECT_EQ(mathml_name("W_1"), "<msub><mi>W</mi><mn>1</mn></msub>");
  EXPECT_EQ(mathml_name("W2"), "<msub><mi>W</mi><mn>2</mn></msub>");
  EXPECT_EQ(mathml_name("x_hidden"), "<msub><mi>x</mi><mi>hidden</mi></msub>");
  EXPECT_EQ(mathml_name("relu6"), "<mi>relu6</mi>");
  EXPECT_EQ(mathml_name("somewhat"), "<mi>somewhat</mi>");
  EXPECT_NE(mathml_name("yhat").find("<mover accent=\"true\"><mi>y</mi>"), std::string::npos);
  EXPECT_NE(mathml_name("w*").find("<mi>w</mi>"), std::string::npos);
  EXPECT_EQ(mathml_name("t@f"), "<mi>t</mi>");
}

TEST(Formula, NamesWhereOnlyTextStands) {
  EXPECT_EQ(name_in_text("theta_1[2]"), "θ_1[2]");
  EXPECT_EQ(name_in_text("rho"), "ρ");
  EXPECT_EQ(name_in_text("rhombus[1,2]"), "rhombus[1,2]");
}

TEST(Formula, Values) {
  EXPECT_EQ(mathml_value("3/4"), "<mfrac><mn>3</mn><mn>4</mn></mfrac>");
  EXPECT_NE(mathml_value("-1.5e-7").find("−"), std::string::npos);
  EXPECT_NE(mathml_value("-1.5e-7").find("<msup><mn>10</mn>"), std::string::npos);
  EXPECT_NE(mathml_value("[[1, 2], [3, 4]]")
                .find("<mtr><mtd><mn>1</mn></mtd><mtd><mn>2</mn></mtd></mtr>"),
            std::string::npos);
  EXPECT_EQ(mathml_value("a <b>"), "<mtext>a &lt;b&gt;</mtext>");
  EXPECT_EQ(mathml_value("([)"), "<mtext>([)</mtext>");
}

TEST(Formula, MatrixAndEntryProductsAreToldApart) {
  const auto formula = [](const std::string& statement) {
    const Document document = read_document(
        "a.md", "```claim\ngiven A in R^(2,2); x, y in R^2\nclaim x = " + statement + "\n```\n");
    return mathml_claim(document.items.at(0).claim).at(1);
  };
  const auto brackets = [&](const std::string& statement) {
    const std::string text = formula(statement);
    return text.find("<mo form=\"prefix\" stretchy=\"false\">(</mo>") != std::string::npos;
  };
  EXPECT_TRUE(brackets("(A x) .* y"));
  EXPECT_TRUE(brackets("A (x .* y)"));
  EXPECT_FALSE(brackets("A A x"));
  EXPECT_FALSE(brackets("x .* y .* x"));
}

TEST(Axis, TicksAreRoundAndInside) {
  const auto found = svg::ticks(-1.02, 3.1, 5);
  ASSERT_EQ(found.size(), 5u);
  EXPECT_EQ(found[0].second, "−1");
  EXPECT_EQ(found[1].second, "0");
  EXPECT_EQ(found[4].second, "3");
  for (const double size : {1e-300, 1e-9, 1.0, 7e5, 1e300}) {
    const auto many = svg::ticks(-size, 2 * size, 6);
    EXPECT_GE(many.size(), 3u) << size;
    for (const auto& [value, label] : many) {
      EXPECT_GE(value, -size * 1.001);
      EXPECT_LE(value, size * 2.001);
    }
  }
  EXPECT_EQ(svg::ticks(-3e8, 3e8, 5).front().second, "−2·10⁸");
  EXPECT_EQ(svg::ticks(0, 2.5e-7, 5).back().second, "2.5·10⁻⁷");
  EXPECT_TRUE(svg::ticks(1, 1, 5).empty());
  EXPECT_TRUE(svg::ticks(0, INFINITY, 5).empty());
}

TEST(Trace, FollowsBothSidesThroughTheCounterexample) {
  const auto found = traced("given a in {3} ; x in R\nclaim a x^2 = x + a");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->input, "x");
  EXPECT_FALSE(found->discrete);
  EXPECT_GT(found->points.size(), 50u);
  bool through = false;
  for (const TracePoint& point : found->points) {
    ASSERT_TRUE(point.left && point.right);
    EXPECT_NEAR(*point.left, 3 * point.x * point.x, 1e-12);
    EXPECT_NEAR(*point.right, point.x + 3, 1e-12);
    through = through || point.x == found->at.x;
  }
  EXPECT_TRUE(through);
  EXPECT_EQ(*found->at.left, 3 * found->at.x * found->at.x);
}

TEST(Trace, StaysInTheDomainAndLeavesGaps) {
  const auto found = traced("given p in (0, 1)\nwhere p != 1/2\nclaim log(p) = log(1 - 2 p)");
  ASSERT_TRUE(found);
  for (const TracePoint& point : found->points) {
    EXPECT_EQ(point.left.has_value(), point.x > 0 && point.x < 1 && point.x != 0.5) << point.x;
    EXPECT_EQ(point.right.has_value(), point.x > 0 && point.x < 0.5) << point.x;
  }
}

TEST(Trace, TakesTheEntryThatTells) {
  const auto found = traced("given v in R^2\nclaim (v[1], v[2]^3, 5) = (v[1], v[1] + 7, 5)");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->entry, "[2]");
  EXPECT_EQ(found->input, "v[1]");
  for (const TracePoint& point : found->points)
    EXPECT_NEAR(point.right.value_or(NAN), point.x + 7, 1e-12);
}

TEST(Trace, NeverVariesASizeAlone) {
  const auto found = traced("given n in 2..4 ; v in {0, 1}^n\nclaim sum(v) = n + 1");
  EXPECT_FALSE(found);
  const auto free = traced("given n in 6..40 ; m in 1..n\nclaim n = m + 50");
  ASSERT_TRUE(free);
  EXPECT_EQ(free->input, "m");
  EXPECT_TRUE(free->discrete);
}

TEST(Trace, KeepsProbabilitiesSummingToOne) {
  const auto found = traced("given p in simplex(3)\nclaim p[1]^2 + p[2] = 1 - p[3]");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->input, "p[1]");
  EXPECT_EQ(found->gives_way, "p[2]");
  const double sum = *found->at.right;
  for (const TracePoint& point : found->points) {
    EXPECT_EQ(point.left.has_value(), point.x >= 0 && point.x <= sum) << point.x;
    if (!point.left) continue;
    EXPECT_NEAR(*point.left, point.x * point.x + sum - point.x, 1e-12);
    EXPECT_NEAR(point.right.value_or(NAN), sum, 1e-12);
  }
}

TEST(Trace, NamesEntriesAsTheConventionCounts) {
  const auto found =
      traced("convention index = 0\ngiven T in R^(2,1,2)\nclaim T[0,0,1] = T[0,0,0]");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->input, "T[0,0,0]");
  const auto last = traced("given T in R^(2,1,2)\nclaim T[1,1,2] = T[1,1,2]^3 + 1");
  ASSERT_TRUE(last);
  EXPECT_EQ(last->input, "T[1,1,2]");
}

TEST(Trace, EndsWhereTheWorkIsTooMuch) {
  const auto found = traced(
      "given x in R\nclaim sum_{i=1..4000} (x + i)^2 = x + sum_{i=1..4000} sum_{j=1..9} (x + j)^2");
  EXPECT_FALSE(found);
}

TEST(Plot, CutsOffPolesAndEndsAtUndefinedPoints) {
  Trace trace;
  trace.at = {0, 1, 2};
  for (int i = -20; i < 20; ++i) {
    const double x = (i + 0.5) / 20;  // the pole lies between two points, the gap at two more
    trace.points.push_back({x, i / 2 == 5 ? std::nullopt : std::optional(1e9 / x), 2});
  }
  const std::string svg = plot(trace, "a <name>");
  EXPECT_NE(svg.find("aria-label=\"a &lt;name&gt;\""), std::string::npos);
  EXPECT_EQ(svg.find("nan"), std::string::npos);
  EXPECT_EQ(svg.find("e+"), std::string::npos);
  const std::size_t path = svg.find("<path class=\"left\"", svg.find("overflow"));
  const std::string curve = svg.substr(path, svg.find("/>", path) - path);
  EXPECT_EQ(std::count(curve.begin(), curve.end(), 'M'), 3);
}

}  // namespace
}  // namespace assay::derivation
