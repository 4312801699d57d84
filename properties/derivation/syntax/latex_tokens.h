// LaTeX mathematics becomes the tokens of the claim language, so that both front ends meet in one
// parser.
#pragma once

#include <vector>

#include "properties/derivation/syntax/tex.h"
#include "properties/derivation/syntax/token.h"

namespace assay::derivation {

/// The tokens of one formula, whose macros are already expanded, without newline and end. Every
/// token has its place in the .tex file. Throws IllFormed, with the place, at anything that has no
/// counterpart in the claim language; nothing is dropped but spacing, sizes and fonts.
std::vector<Token> latex_tokens(const std::vector<TexToken>& formula);

struct TexRange {
  std::size_t begin = 0;
  std::size_t end = 0;
  bool empty() const { return begin >= end; }
};

/// The rows of an array, split at the "\\" and "&" that stand in no group and no inner array.
std::vector<std::vector<TexRange>> tex_rows(const std::vector<TexToken>& tokens, TexRange range);

}  // namespace assay::derivation
