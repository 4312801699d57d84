// LaTeX documents: places, blocks, rows, and what is refused.
#include <gtest/gtest.h>

#include "tests/derivation/latex_items.h"

namespace assay::derivation {
namespace {

std::vector<std::string> claims_of(const std::string& text) {
  std::vector<std::string> claims;
  for (const Item& item : items_of(text)) claims.push_back(printed(item));
  return claims;
}

using Claims = std::vector<std::string>;

// ---- places ----

/// "line:column+length" of the first node of that spelling, depth first.
std::string place_of(const Tree& tree, const std::string& spelling) {
  if (to_string(tree) == spelling && tree->kind != Kind::relation)
    return std::to_string(tree->span.line) + ":" + std::to_string(tree->span.column) + "+" +
           std::to_string(tree->span.length);
  for (const Tree& kid : tree->kids)
    if (const std::string place = place_of(kid, spelling); !place.empty()) return place;
  return {};
}

TEST(LatexPlaceTest, EveryNameStandsWhereItIsWritten) {
  const Item item = items_of(
                        "\\begin{claim}\n% assay: given a, b, theta in R; wtilde in R\n"
                        "é \\[\n\t \\tilde w = \\left( b + 27 \\right)^{a}\n"
                        "  - \\frac{a}{b} \\theta \\]\n\\end{claim}\n")
                        .at(0);
  ASSERT_FALSE(item.unreadable);
  const Tree& statement = item.claim.statement;
  EXPECT_EQ(item.claim.span.line, 4);
  EXPECT_EQ(place_of(statement, "wtilde"), "4:3+8");
  EXPECT_EQ(place_of(statement, "b"), "4:21+1");
  EXPECT_EQ(place_of(statement, "27"), "4:25+2");
  EXPECT_EQ(place_of(statement, "a"), "4:37+1");
  EXPECT_EQ(place_of(statement, "a/b"), "5:11+4");
  EXPECT_EQ(place_of(statement, "theta"), "5:17+6");
  EXPECT_EQ(item.claim.source, "\\tilde w = \\left( b + 27 \\right)^{a} - \\frac{a}{b} \\theta");
}

TEST(LatexPlaceTest, TheSourceIsTheFormula) {
  const auto source = [](const std::string& tex) {
    const Item item = items_of(within(tex)).at(0);
    return item.unreadable ? item.unreadable->source : item.claim.source;
  };
  EXPECT_EQ(source("\\[ \\frac{\\partial a}{\\partial b} = 1. \\]"),
            "\\frac{\\partial a}{\\partial b} = 1");
  EXPECT_EQ(source("\\[ \\left( a \\right) = \\foo + \\frac{a}{b} \\]"),
            "\\left( a \\right) = \\foo + \\frac{a}{b}");
  EXPECT_EQ(source("% assay: claim a + = b"), "a + = b");
  EXPECT_EQ(source("% assay: claim a = é b"), "a = é b");
}

Span error_of(const std::string& text, std::string& message) {
  for (const Item& item : items_of(text))
    if (item.unreadable) {
      message = item.unreadable->links[0].reason;
      return item.unreadable->where;
    }
  message = "no error";
  return {0, 0, 0};
}

struct Refusal {
  const char* tex;
  int column;
  const char* words;
};

class LatexRefusalTest : public testing::TestWithParam<Refusal> {};

TEST_P(LatexRefusalTest, PointsAtWhatItDoesNotUnderstand) {
  std::string message;
  const Span where = error_of(within(GetParam().tex), message);
  EXPECT_EQ(where.line, 3) << GetParam().tex << ": " << message;
  EXPECT_EQ(where.column, GetParam().column) << GetParam().tex << ": " << message;
  EXPECT_NE(message.find(GetParam().words), std::string::npos) << message;
}

constexpr Refusal refusals[] = {
    {R"(\[ a = \simga \])", 8, R"(did you mean \sigma?)"},
    {R"(\[ a = \foobar \])", 8, R"(define it with \newcommand)"},
    {R"(\[ a = \zeta \])", 8, "unknown name 'zeta'"},
    {R"(\[ \log 2 a = 0 \])", 4, "how far does 'log' reach"},
    {R"(\[ a = x' \])", 9, "a prime is the derivative of a function"},
    {R"(\[ x^{(n)} = 0 \])", 7, "a superscript in parentheses is part of a name"},
    {R"(\[ x^2^3 = 0 \])", 7, "a second superscript"},
    {R"(\[ \frac{a}{b = 1 \])", 12, "this brace is never closed"},
    {R"(\[ a = (b + c \])", 13, "expected ')'"},
    {R"(\[ a = [0, 1) \])", 13, "expected ']'"},
    {R"(\[ a = \left( b \right] \right) \])", 31, "closes nothing"},
    {R"(\[ a = 1 + \dots + n \])", 12, R"(write a sum as \sum_{i=1}^n)"},
    {R"(\[ \nabla a = 1 \])", 4, R"(\nabla needs its variable)"},
    {R"(\[ \int f(x) dx = 1 \])", 4, "an integral needs both ends"},
    {R"(\[ \int_0^1 a = 1 \])", 4, "this integral has no dx"},
    {R"(\[ \frac{\partial a}{\partial x^\top} = 1 \])", 32, "a derivative by a power"},
    {R"(\[ a = b \text{ unless } a > 0 \])", 10, "'unless' is not understood"},
    {R"(\[ a = b \text{ (if positive)} \])", 10, "is not understood"},
    {R"(\[ a = 1/2 b \])", 12, "does this stand below the bar?"},
    {R"(\[ e^{-a^2/2b^2} = 1 \])", 13, "does this stand below the bar?"},
    {R"(\[ \hat{ab} = 1 \])", 4, "an accent belongs to one name"},
    {R"(\[ \sin^{-1} a = 1 \])", 10, "the name of its inverse"},
    {R"(\[ \mathbf{1}^\top x = 1 \])", 4, R"(a column of ones its size)"},
    {R"(\[ \left. a \right|_{a = 1} = 2 \])", 19, "for a value at a point write a function"},
    {R"(\[ a = \begin{cases} 1 \])", 8, "is never closed"},
    {R"(\[ a = {b} } \])", 12, "this brace closes nothing"},
    {R"(\[ a = #1 \])", 8, "outside a macro"},
    {R"(\[ a = b $ c \])", 10, "'$' means nothing"},
    {R"(\[ a = \overset{1}{b} \])", 8, "over a relation only"},
    {"% assay: given y in Q", 21, "unknown name 'Q'"},
    {"% assay: claim a = @", 20, "means nothing here"},
    {R"(\given{y \in \foo})", 14, "means nothing here"},
    {R"(\given{1 \le i \le n})", 10, "an integer or a real number?"},
    {R"(\given{\mathbf{y} \in \mathbb{R}, y \in \mathbb{R}})", 35, "rename one"},
};

INSTANTIATE_TEST_SUITE_P(All, LatexRefusalTest, testing::ValuesIn(refusals));

TEST(LatexPlaceTest, AMacroStandsWhereItIsUsed) {
  std::string message;
  const Span where =
      error_of("\\newcommand{\\bad}[1]{#1 + \\foo}\n" + within("\\[ a = \\bad{b} \\]"), message);
  EXPECT_EQ(where.line, 4);
  EXPECT_EQ(where.column, 8);
}

TEST(LatexDocumentTest, ADeclaredTIsAPowerOfANumber) {
  const Document document =
      read_document("t.tex",
                    "\\begin{claim}\\given{T \\in \\{1,\\dots,3\\}, g \\in \\mathbb{R}}"
                    "\\[ g^T = g \\, g^{T-1}, \\quad g^\\top = g \\]\\end{claim}");
  JudgeOptions options;
  options.draws = 8;
  for (const ClaimReport& report : judge_all(document, options, 1))
    EXPECT_EQ(report.verdict, Verdict::holds) << report.links[0].reason;
}

TEST(LatexPlaceTest, ADeclaredDIsNoDifferential) {
  std::string message;
  error_of("% assay: given d, x, y in R\n" + within("\\[ \\frac{dy}{dx} = 1 \\]"), message);
  EXPECT_NE(message.find("'d' is declared"), std::string::npos) << message;
  EXPECT_EQ(claims_of("% assay: given d, d_k in R\n" + within("\\[ \\frac{d}{d_k} = d/d_k \\]")),
            Claims{"d/d_k = d/d_k"});
}

// ---- rows ----

TEST(LatexRowTest, ARowThatContinuesIsNoClaimOfItsOwn) {
  EXPECT_EQ(claims_of(within(
                "\\begin{align} a &= b \\\\ &= c \\\\ &\\quad + s, \\\\ s &= 1. \\end{align}")),
            (Claims{"a = b = c + s", "s = 1"}));
  EXPECT_EQ(claims_of(within("\\begin{align} -a &= b \\\\ -c &= s \\end{align}")),
            (Claims{"-a = b", "-c = s"}));
  EXPECT_EQ(claims_of(within("\\begin{align} a &= b & c &= s \\\\ s &= 1 \\end{align}")),
            (Claims{"a = b", "c = s", "s = 1"}));
  EXPECT_EQ(claims_of(within("\\begin{align} a &= (b \\\\ & \\quad c) \\end{align}")),
            (Claims{"a = b c"}));
  EXPECT_EQ(claims_of(within("\\begin{equation} \\begin{aligned}[t] a &= b \\\\[2pt] c &= s "
                             "\\end{aligned} \\end{equation}")),
            (Claims{"a = b", "c = s"}));
  EXPECT_EQ(claims_of(within("\\begin{multline*} a = b \\\\ - c = s \\end{multline*}")),
            (Claims{"a = b - c = s"}));
  EXPECT_EQ(claims_of(within("\\begin{eqnarray} a &=& b \\\\ &=& c \\end{eqnarray}")),
            (Claims{"a = b = c"}));
  EXPECT_EQ(claims_of(within("\\begin{gather} a = b + \\\\ c \\\\ a \\le b \\end{gather}")),
            (Claims{"a = b + c", "a <= b"}));
  EXPECT_EQ(claims_of(within("$$ a = b, \\quad c = s \\qquad s = 1 $$")),
            (Claims{"a = b", "c = s", "s = 1"}));
  EXPECT_EQ(claims_of(within("a = b \\\\ b \\overset{(1)}{=} c")), (Claims{"a = b", "b = c"}));
  EXPECT_EQ(claims_of(within("\\[ a = b \\quad\\text{and}\\quad c = s \\]")),
            (Claims{"a = b and c = s"}));
}

// ---- documents ----

TEST(LatexDocumentTest, CommentsMarkDisplaysAndDeclare) {
  const std::string text =
      "\\documentclass{article}\n"
      "\\newcommand{\\sq}[1]{#1^2}\n\\newcommand{\\twice}[2][2]{#1 #2}\n"
      "\\DeclareMathOperator{\\sm}{softmax}\n\\DeclarePairedDelimiter{\\abs}{|}{|}\n"
      "\\def\\half{\\tfrac12}\n\\title{On \\emph{squares}}\n"
      "\\begin{document}\n% assay: given nothing\n"
      "\\section*{One~$x$}\n% assay: given u in R\n%  assay: given v in R\n"
      "\\[ u = 7 \\] % no claim\n"
      "% assay: claim [kept]\n\nText.\n\n"
      "% assay: claim [square]\n\\begin{equation} \\sq{u} = u u \\label{eq:a} \\end{equation}\n"
      "% assay: expect refuted\n"
      "\\subsection{Two}\n\\begin{verbatim}\n% assay: claim 1 = 1\n\\end{verbatim}\n"
      "Let \\given{w \\in \\mathbb{R}}.\n"
      "% assay: claim\n$$ \\twice{w} = \\twice[3]{w} + \\abs{v} + \\abs*{v} \\half \\label{eq:b} "
      "$$\n"
      "\\section{Three}\n% assay: claim u = 1\n\\end{document}\n% assay: claim 2 = 2\n";
  const Document document = read_document("t.tex", text);
  const std::vector<Item>& items = document.items;
  ASSERT_EQ(items.size(), 5u);
  EXPECT_NE(printed(items[0]).find("expected 'in'"), std::string::npos) << printed(items[0]);
  EXPECT_NE(printed(items[1]).find("no display follows"), std::string::npos);
  EXPECT_EQ(printed(items[2]), "u^2 = u u");
  EXPECT_EQ(items[2].claim.title, "square");
  EXPECT_EQ(items[2].claim.expect, "refuted");
  EXPECT_EQ(items[2].heading, "One x");
  EXPECT_EQ(printed(items[3]), "2 w = 3 w + |v| + |v| (1/2)");
  EXPECT_EQ(items[3].claim.title, "eq:b");
  EXPECT_EQ(items[3].heading, "Two");
  EXPECT_NE(printed(items[4]).find("unknown name 'u'"), std::string::npos) << "u ended with One";
}

TEST(LatexDocumentTest, WhatACommentLineDeclaresLastsUntilTheHeading) {
  EXPECT_EQ(
      claims_of(
          "\\section{A}\n% assay: given q in R\n% assay: claim q = 1\n% assay: expect refuted\n"
          "% assay: given o in R\n% assay:   r in R\nText.\n% assay: claim q = 2 r\n"
          "\\section{B}\n% assay: claim r = 3\n"),
      (Claims{"q = 1", "q = 2 r",
              "ERROR unknown name 'r'; declare it with 'given r in ...' or 'let r = ...'"}));
}

TEST(LatexDocumentTest, InequalitiesDeclareRealNumbers) {
  const Document document = read_document(
      "t.tex", "\\begin{claim}\\given{u, v > 0; w \\ge 0, 0 \\le p < 1}\\[ 1 = 1 \\]\\end{claim}");
  ASSERT_EQ(document.items.size(), 1u);
  const std::vector<Given>& givens = document.items[0].scope->givens;
  ASSERT_EQ(givens.size(), 4u);
  for (const std::size_t positive : {0u, 1u})
    EXPECT_EQ(givens[positive].domain.base, Domain::Base::positive);
  EXPECT_EQ(givens[2].domain.text, "[)");
  EXPECT_EQ(to_string(givens[2].domain.parts[1]), "inf");
  EXPECT_EQ(givens[3].domain.text, "[)");
  EXPECT_EQ(to_string(givens[3].domain.parts[1]), "1");
}

TEST(LatexDocumentTest, SideConditionsAreNoClaims) {
  for (const char* formula :
       {"\\sqrt{x^2} = x, \\quad x > 0", "\\sqrt{x^2} = x \\qquad (x > 0)",
        "\\sqrt{x^2} = x \\quad \\text{if $x > 0$}", "\\sqrt{x^2} = x, \\; x > 0."}) {
    const Document document = read_document(
        "t.tex", "\\begin{claim}\\given{x \\in \\mathbb{R}}\\[ 1 = 1 \\]\\end{claim}\n"
                 "\\given{x \\in \\mathbb{R}}\n\\begin{claim}\n" +
                     std::string(formula) + "\n\\end{claim}\n");
    ASSERT_EQ(document.items.size(), 2u) << formula;
    EXPECT_EQ(document.items[1].claim.conditions.size(), 1u) << formula;
    EXPECT_EQ(judge_all(document, {}, 1).at(1).verdict, Verdict::holds) << formula;
  }
}

TEST(LatexDocumentTest, AMarkReachesToTheEndOfItsParagraph) {
  EXPECT_EQ(claims_of("% assay: claim\nSo we get\n\\[ 1 = 2 \\]\n\\[ 2 = 3 \\]"),
            (Claims{"1 = 2"}));
  EXPECT_EQ(claims_of("% assay: claim\n\nSo we get\n\\[ 1 = 2 \\]"),
            (Claims{"ERROR no display follows this '% assay: claim'"}));
}

TEST(LatexDocumentTest, RecurrencesAreSequences) {
  const std::string text =
      "\\begin{claim} \\given{g \\in \\mathbb{R}, k \\in \\{1,\\dots,4\\}}\n"
      "\\where{b = 2,\\; m_0 = 0,\\; m_{t} = b m_{t-1} + g, c = m_3}\n"
      "\\[ m_k = (b^k - 1) g, \\quad c = 7 g \\] \\end{claim}";
  JudgeOptions options;
  options.draws = 8;
  for (const ClaimReport& report : judge_all(read_document("t.tex", text), options, 1))
    EXPECT_EQ(report.verdict, Verdict::holds) << report.links[0].reason;
}

TEST(LatexDocumentTest, AnEnvironmentKeepsItsDeclarations) {
  EXPECT_EQ(
      claims_of("\\given{q > 0}\n\\begin{claim}[T]\n\\where{f(t) = q t} \\given{r \\in \\{1,2\\}}\n"
                "\\[ f(r) = q r \\]\n\\end{claim}\n\\begin{claim} \\[ r = 1 \\] \\end{claim}"),
      (Claims{"f(r) = q r",
              "ERROR unknown name 'r'; declare it with 'given r in ...' or "
              "'let r = ...'"}));
  EXPECT_EQ(claims_of("\\begin{claim} We have $1 = 1$. \\end{claim}"),
            (Claims{"ERROR this claim has no display; put what is to be judged into \\[ ... \\]"}));
  EXPECT_EQ(claims_of("\\newcommand{\\given}{,}\\begin{claim}\\where{P(a, b) = a b}"
                      "\\[ P(1 \\given 2) = 2 \\]\\end{claim}"),
            (Claims{"P(1, 2) = 2"}));
}

}  // namespace
}  // namespace assay::derivation
