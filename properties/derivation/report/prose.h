// The prose of a document as HTML in which nothing of the author's runs or is fetched.
#pragma once

#include <string>
#include <string_view>

namespace assay::derivation {

/// CommonMark with tables and struck text, by md4c. Raw HTML shows as the text that it is; a link
/// keeps its target only where that is http, https, mailto or a place in the page; of a picture
/// its description stays. Headings go `deeper` levels down.
std::string prose_of_markdown(std::string_view text, unsigned deeper);

/// Paragraphs, parted by empty lines, with nothing interpreted.
std::string prose_of_plain_text(std::string_view text);

/// LaTeX as far as it is prose: emphasis, literal text, items and quotes; formulas between dollars
/// stay as they are written; lines that only arrange (\begin, \end, \label, comments) go.
std::string prose_of_latex(std::string_view text);

}  // namespace assay::derivation
