// A block of the claim language, judged.
#pragma once

#include <string>

#include "properties/derivation/document/document.h"

namespace assay::derivation {

inline std::vector<ClaimReport> judged(const std::string& block, JudgeOptions options = {}) {
  const Document document = read_document("test.md", "```claim\n" + block + "\n```\n");
  options.seconds = 60;
  return judge_all(document, options, 1);
}

inline ClaimReport judged_one(const std::string& block, JudgeOptions options = {}) {
  return judged(block, options).at(0);
}

/// Everything that a report says, for tests that look for a word in it.
inline std::string words_of(const ClaimReport& report) {
  std::string text = std::string(name(report.verdict)) + "\n" + report.under + "\n";
  for (const Link& link : report.links) {
    text += link.reason + "\n" + link.diagnosis + "\n";
    for (const std::string& restriction : link.agrees) text += "agrees " + restriction + "\n";
    for (const std::string& note : link.notes) text += note + "\n";
  }
  return text;
}

}  // namespace assay::derivation
