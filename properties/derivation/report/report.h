// Verdicts for people and for machines.
#pragma once

#include <string>
#include <vector>

#include "properties/derivation/document/document.h"

namespace assay::derivation {

struct CheckedDocument {
  Document document;
  std::vector<ClaimReport> reports;
};

/// One line a claim, what failed unfolded; a summary at the end. Escape codes only with `color`.
std::string text_report(const CheckedDocument& checked, bool color, bool explain);
/// Every claim with its steps, numbers as text so that no digit is lost.
std::string json_report(const std::vector<CheckedDocument>& all);
std::string junit_report(const std::vector<CheckedDocument>& all);
/// "::error file=..." lines that a code host shows beside the claim.
std::string annotations(const std::vector<CheckedDocument>& all);
std::string summary(const std::vector<CheckedDocument>& all);

/// One self-contained page: prose, typeset formulas, verdicts, counterexamples with a plot of both
/// sides, on `threads` threads. It runs no script and fetches nothing, whatever the documents say.
/// The same for the same reports.
std::string html_report(const std::vector<CheckedDocument>& all, unsigned threads);

/// "34 digits, 32 draws": what a step or a claim that holds rests on; empty for others.
std::string strength(const Link& link);
std::string strength(const ClaimReport& report);
/// The source line, and below it a caret under the place; nothing for a place outside the text.
std::vector<std::string> line_and_caret(const Document& document, const Span& where);

}  // namespace assay::derivation
