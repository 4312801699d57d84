// From the rows of a display to the formulas that are claimed.
#pragma once

#include <string_view>
#include <vector>

#include "properties/derivation/syntax/tex.h"

namespace assay::derivation {

using TexFormula = std::vector<TexToken>;

/// The formulas of a display: a row is one, and takes in the rows that continue it. A row
/// continues the one above if it begins with a relation or an operator (but "-x = y" is a new
/// one), if the one above ends with such a sign or leaves a bracket open, or if nothing stands
/// before its "&" while an earlier row has something there. Every second "&" parts two formulas.
std::vector<TexFormula> latex_formulas(const TexFormula& display, std::string_view environment);

/// The formula without spacing and without the punctuation at its end. Wide spaces between two
/// statements become commas, and the comma in front of "for" goes.
TexFormula latex_punctuated(const TexFormula& formula);

}  // namespace assay::derivation
