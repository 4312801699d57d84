#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "properties/derivation/report/report.h"

namespace assay::derivation {

namespace {

const char* color_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::holds: return "\033[32m";
    case Verdict::holds_under: case Verdict::trivial: return "\033[33m";
    case Verdict::undecided: return "\033[35m";
    default: return "\033[31m";
  }
}

std::string painted(Verdict verdict, bool color) {
  const std::string text = fmt::format("{:<11}", name(verdict));
  return color ? color_of(verdict) + text + "\033[0m" : text;
}

void line(std::string& out, const char* label, const std::string& text) {
  out += fmt::format("              {:<9} {}\n", label, text);
}

std::string counted(std::size_t count, std::string_view what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

void unfold(std::string& out, const Document& document, const Link& link, bool explain) {
  const bool fine = link.verdict == Verdict::holds;
  if (fine && !explain) return;
  const std::string step =
      link.sign.empty() ? link.left : link.left + " " + link.sign + " " + link.right;
  const std::string how = strength(link);
  line(out, "step", step + "   " + name(link.verdict) + (how.empty() ? "" : " " + how));
  if (link.counterexample) {
    std::string inputs;
    for (const auto& [name, value] : link.counterexample->inputs)
      inputs += (inputs.empty() ? "" : ", ") + name + " = " + value;
    line(out, "at", inputs.empty() ? "any input" : inputs);
    line(out, "left", link.counterexample->left);
    if (!link.counterexample->right.empty()) line(out, "right", link.counterexample->right);
    if (explain && !link.counterexample->because.empty())
      line(out, "proof", link.counterexample->because);
  }
  if (!link.diagnosis.empty()) line(out, "repair", link.diagnosis);
  for (const std::string& restriction : link.agrees) line(out, "agrees", "for " + restriction);
  if (!link.reason.empty()) line(out, "why", link.reason);
  for (const std::string& note : link.notes) line(out, "note", note);
  if (link.verdict == Verdict::ill_formed)
    for (const std::string& shown : line_and_caret(document, link.where))
      out += fmt::format("              {}\n", shown);
  if (explain && !link.methods.empty())
    line(out, "by", fmt::format("{}", fmt::join(link.methods, ", ")));
  if (explain && link.rejected > 0)
    line(out, "rejected", counted(link.rejected, "draw") + " by the conditions");
}

}  // namespace

std::string strength(const Link& link) {
  if (link.verdict != Verdict::holds) return {};
  if (link.proved) return link.draws == 1 ? std::string("proved")
                                            : fmt::format("proved, all {} cases", link.draws);
  const std::string draws = counted(link.draws, "draw");
  std::string text = link.digits > 0 ? fmt::format("{} digits, {}", std::min(link.digits, 99L), draws)
                     : link.sign == "=" ? "exactly, " + draws
                                        : "no counterexample in " + draws;
  if (link.at_kinks > 0) text += fmt::format(", {} at kinks set aside", link.at_kinks);
  if (link.undefined > 0) text += fmt::format(", {} undefined", link.undefined);
  return text;
}

std::string strength(const ClaimReport& report) {
  if (report.verdict == Verdict::holds_under) return report.under;
  if (report.verdict != Verdict::holds) return {};
  const auto weakest = std::min_element(
      report.links.begin(), report.links.end(), [](const Link& a, const Link& b) {
        const auto rank = [](const Link& link) { return link.digits > 0 ? link.digits : 1000; };
        return rank(a) < rank(b);
      });
  return strength(*weakest);
}

std::vector<std::string> line_and_caret(const Document& document, const Span& where) {
  if (where.line < 1 || static_cast<std::size_t>(where.line) > document.lines.size()) return {};
  const std::string& text = document.lines[static_cast<std::size_t>(where.line - 1)];
  // Columns count characters; a continuation byte takes no place.
  std::string blank;
  int column = 1;
  for (const char c : text) {
    if (column >= where.column) break;
    if ((static_cast<unsigned char>(c) & 0xC0) == 0x80) continue;
    blank += c == '\t' ? '\t' : ' ';
    ++column;
  }
  const auto tail = static_cast<std::size_t>(std::clamp(where.length - 1, 0, 60));
  return {text, blank + "^" + std::string(tail, '~')};
}

std::string text_report(const CheckedDocument& checked, bool color, bool explain) {
  std::string out;
  for (const ClaimReport& report : checked.reports) {
    const std::string title = report.title.empty() ? report.source : report.title;
    out += fmt::format("{}:{:<5} {} {}{}{}\n", checked.document.path, report.where.line,
                       painted(report.verdict, color), title,
                       strength(report).empty() ? "" : "   ", strength(report));
    const bool expected = !report.expect.empty() && report.as_expected();
    if (!report.expect.empty() && !expected) line(out, "expected", report.expect);
    const bool quiet = report.verdict == Verdict::holds && !explain;
    if (quiet) continue;
    for (const Link& link : report.links) unfold(out, checked.document, link, explain);
    for (const std::string& failing : report.refuted_under) line(out, "but", failing);
    if (expected && report.verdict != Verdict::holds) line(out, "expected", report.expect);
  }
  return out;
}

std::string summary(const std::vector<CheckedDocument>& all) {
  std::map<Verdict, std::size_t> counts;
  std::size_t total = 0, unexpected = 0;
  for (const CheckedDocument& checked : all)
    for (const ClaimReport& report : checked.reports) {
      ++counts[report.verdict];
      ++total;
      unexpected += !report.as_expected();
    }
  std::string text = counted(total, "claim") + ":";
  for (const auto& [verdict, count] : counts) {
    std::string word = name(verdict);
    std::transform(word.begin(), word.end(), word.begin(), [](unsigned char c) {
      return static_cast<char>(std::tolower(c));
    });
    text += fmt::format(" {} {},", count, word);
  }
  text.pop_back();
  return text + (unexpected == 0 ? "; all as expected" : fmt::format("; {} not as expected", unexpected));
}

}  // namespace assay::derivation
