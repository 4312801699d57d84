// Text as markup: what HTML, MathML, SVG and XML share.
#pragma once

#include <string>
#include <string_view>

namespace assay::derivation {

/// The text with & < > " ' as entities. Control characters go, bytes that are no UTF-8 become
/// U+FFFD, so the result may stand in a text or an attribute of any document in UTF-8.
std::string escaped(std::string_view text);

/// <name>content</name>, with attributes such as " class='x'".
std::string element(std::string_view name, std::string_view content,
                    std::string_view attributes = {});

}  // namespace assay::derivation
