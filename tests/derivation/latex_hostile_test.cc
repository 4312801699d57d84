// Any LaTeX is safe to read: it gets a verdict or one clear message, within its limits.
#include <gtest/gtest.h>

#include <random>

#include "tests/derivation/latex_items.h"
#include "tests/derivation/mutilated.h"

namespace assay::derivation {
namespace {

std::string doubling_macros(char last) {
  std::string text = "\\newcommand{\\ma}{1+1}\n";
  for (char c = 'b'; c <= last; ++c)
    text += std::string("\\newcommand{\\m") + c + "}{\\m" + static_cast<char>(c - 1) + "\\m" +
            static_cast<char>(c - 1) + "}\n";
  return text + "\\begin{claim}\\[ \\m" + last + " = 1 \\]\\end{claim}";
}

std::string repeated(const std::string& piece, std::size_t times) {
  std::string text;
  for (std::size_t i = 0; i < times; ++i) text += piece;
  return text;
}

/// What is said of a text that gets one verdict, or none at all.
std::string answer(const std::string& text) {
  try {
    const std::vector<Item> items = items_of(text);
    return items.empty() ? "nothing" : printed(items[0]);
  } catch (const IllFormed& error) {
    return "REFUSED " + std::to_string(error.where.line) + ":" +
           std::to_string(error.where.column) + " " + error.what();
  }
}

TEST(LatexHostileTest, WhatNeverEndsIsNamed) {
  EXPECT_EQ(answer("\n \\begin{claim} a"),
            "REFUSED 2:2 this claim is never closed: no \\end{claim}");
  EXPECT_EQ(answer("\\begin{align} a"),
            "REFUSED 1:1 this display is never closed: no \\end{align}");
  EXPECT_EQ(answer("a \\[ a"), "REFUSED 1:3 this display is never closed: no \\]");
  EXPECT_EQ(answer("\\begin{claim}\\begin{claim}"), "REFUSED 1:14 a claim within a claim");
  EXPECT_EQ(answer("a\n\xE9t\xE9"), "REFUSED 2:1 malformed UTF-8; save the file as UTF-8");
  EXPECT_EQ(answer("\\newcommand{\\a}[1]{"), "REFUSED 1:19 this '{' is never closed");
  EXPECT_EQ(answer("% assay: expect holds"), "ERROR 'expect' stands before any claim");
}

TEST(LatexHostileTest, MacrosAreBounded) {
  const std::string tail = "\\begin{claim}\\[ \\a = 1 \\]\\end{claim}";
  EXPECT_NE(answer("\\newcommand{\\a}{\\a}" + tail).find("does it call itself?"),
            std::string::npos);
  EXPECT_NE(answer("\\newcommand{\\a}{\\a\\a}" + tail).find("does it call itself?"),
            std::string::npos);
  EXPECT_NE(answer("\\newcommand{\\a}{\\b}\\newcommand{\\b}{1+\\a}" + tail).find("itself?"),
            std::string::npos);
  EXPECT_NE(answer("\\newcommand{\\a}[1]{\\a{#1#1}}\\begin{claim}\\[\\a{1} = 1\\]\\end{claim}")
                .find("itself?"),
            std::string::npos);
  for (const char last : {'n', 'z'})
    EXPECT_NE(answer(doubling_macros(last)).find("does it call itself?"), std::string::npos);
  EXPECT_NE(answer("\\newcommand{\\a}[2]{}\\begin{claim}\\[ 1 = \\a 1 \\]\\end{claim}")
                .find("needs an argument"),
            std::string::npos);
}

TEST(LatexHostileTest, HugeAndDeepSourcesAreBounded) {
  for (const char* piece : {"{",
                            "[",
                            "(",
                            "\\{",
                            "\\left(",
                            "$",
                            "\\[",
                            "\\frac",
                            "\\frac{",
                            "^",
                            "a_{",
                            "\\mathbf",
                            "\\hat",
                            "\\begin{cases}",
                            "\\begin{x",
                            "\\int_0^1 ",
                            "\\sum_",
                            "\\quad",
                            "&",
                            "\\\\",
                            "(\\\\",
                            "d/",
                            "E[",
                            "E_",
                            "1[",
                            "1_{",
                            "\\text{$",
                            "|",
                            "\\|",
                            "%assay: given\n",
                            "\\given{",
                            "\\section{",
                            "\\newcommand{\\a}",
                            "\\,",
                            "- ",
                            "\\nabla f(",
                            "\\overset",
                            "\\lim_{a\\to",
                            "\\verb",
                            "\\def",
                            "D_{",
                            "KL(",
                            "\n\n% assay: claim\n",
                            "a&=b\\\\"}) {
    const std::string flood = repeated(piece, 200000 / std::string(piece).size());
    answer(flood);
    answer("\\begin{claim}\\[" + flood + "\\]\\end{claim}");
    answer("\\begin{claim} a = " + flood + "\\end{claim}");
    const std::string some = repeated(piece, 9000 / std::string(piece).size());
    answer("\\begin{claim}\\[ a = " + some + "\\]\\end{claim}");
  }
  answer(repeated("{", 1 << 20));
  answer("\\begin{claim}\\[" + repeated("{", 1 << 20) + "\\]\\end{claim}");
  EXPECT_EQ(answer(within("\\[ a = " + repeated("{", 2000) + "a" + repeated("}", 2000) + "\\]")),
            "ERROR nested more than 60 levels deep");
  EXPECT_NE(
      answer(within("\\[ a = " + repeated("+a", 50000) + "\\]")).find("more than 40000 tokens"),
      std::string::npos);
}

TEST(LatexHostileTest, MutilatedTextIsReadOrRefused) {
  const std::string seed =
      "\\newcommand{\\pd}[2]{\\frac{\\partial #1}{\\partial #2}}\n\\section{A}\n"
      "% assay: given x, y in R; n in 1..3; z in R^n\n\\begin{claim}[T] \\given{w \\in (0,1]}\n"
      "\\where{L = \\frac12 \\lVert z \\rVert^2 + x_{1}}\n\\begin{align} \\pd{L}{z} &= z^\\top \\\\"
      "&= \\begin{cases} z & \\text{if } x > 0, \\\\ 0 & \\text{otherwise} \\end{cases}\n"
      "% assay: expect refuted\n\\\\ \\int_0^1 \\frac{dt}{t} &= \\sum_{i=1}^n |z_i| \\quad "
      "\\text{for }"
      " x > 0 \\end{align} \\end{claim}\n% assay: claim\n\\[ \\mathbb{E}_{u \\sim "
      "\\mathcal{N}(0,1)}"
      "\\bigl[ u \\bigr] = \\mathrm{KL}(p \\| q) \\]\n$a$ \\verb|x| \\[ 1 = \\mathbf{1}_{x>0} "
      "\\]\n";
  std::mt19937 random(3);
  const std::string alphabet = "{}[]()$%&#_^\\|~'=<>.,;+-/ \n0129adxE\t\x01\xc3";
  for (int round = 0; round < 4000; ++round)
    EXPECT_FALSE(answer(mutilated(seed, alphabet, 20, random)).empty());
  for (std::size_t length = 0; length <= seed.size(); ++length)
    EXPECT_FALSE(answer(seed.substr(0, length)).empty());
  EXPECT_NE(answer(within(std::string("\\[ a = \0b \\]", 12))).find("a control character"),
            std::string::npos);
}

}  // namespace
}  // namespace assay::derivation
