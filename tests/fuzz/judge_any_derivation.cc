// Any text is safe to check: both front ends, the evaluator and every report, on whatever comes.
// Text that begins like TeX is read as LaTeX, all other as Markdown.
#include <cstddef>
#include <cstdint>
#include <string>

#include "properties/derivation/report/report.h"

namespace {

constexpr std::size_t longest_text = 4096;

assay::derivation::JudgeOptions quick() {
  assay::derivation::JudgeOptions options;
  options.draws = 3;
  options.seconds = 0.05;
  return options;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace assay::derivation;
  if (size == 0 || size > longest_text) return 0;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const bool tex = text[0] == '\\' || text[0] == '%';
  try {
    CheckedDocument checked;
    checked.document = read_document(tex ? "any.tex" : "any.md", text);
    if (checked.document.items.size() > 8) checked.document.items.resize(8);
    checked.reports = judge_all(checked.document, quick(), 1);
    text_report(checked, false, true);
    json_report({checked});
    junit_report({checked});
  } catch (const IllFormed&) {
    return 0;  // one clear line, which is what unreadable text gets
  }
  return 0;
}
