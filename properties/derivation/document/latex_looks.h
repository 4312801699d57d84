// The alphabets in which names are declared: a bold x and a plain one are the same name to the
// claim language, so a document must not mean two things by them.
#pragma once

#include <map>
#include <string>

#include "properties/derivation/document/latex_rows.h"

namespace assay::derivation {

/// The alphabet of each declared name.
using LatexLooks = std::map<std::string, std::string>;

/// Adds the names that \given{...} or \where{...} declares. Throws IllFormed at one that is
/// already there in another alphabet.
void declare_looks(const TexFormula& declaration, LatexLooks& looks);

}  // namespace assay::derivation
