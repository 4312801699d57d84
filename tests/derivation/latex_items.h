// The claims of a LaTeX document, for tests.
#pragma once

#include <string>
#include <vector>

#include "properties/derivation/document/document.h"

namespace assay::derivation {

inline std::vector<Item> items_of(const std::string& text) {
  return read_document("t.tex", text).items;
}

inline std::string printed(const Item& item) {
  return item.unreadable ? "ERROR " + item.unreadable->links[0].reason
                         : to_string(item.claim.statement);
}

/// A claim environment with some declarations; `tex` stands on the third line.
inline std::string within(const std::string& tex) {
  return "\\begin{claim}\n% assay: given a, b, c, s in R; n in 1..3; x in R^n\n" + tex +
         "\n\\end{claim}\n";
}

}  // namespace assay::derivation
