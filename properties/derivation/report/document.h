// A self-contained page that loads nothing.
#pragma once

#include <string>

namespace assay::derivation {

/// `body` under `title` in the look of page_style(), which `more_style` extends.
std::string document(const std::string& title, const std::string& more_style,
                     const std::string& body);

}  // namespace assay::derivation
