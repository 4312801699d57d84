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

}  // namespace assay::derivation
