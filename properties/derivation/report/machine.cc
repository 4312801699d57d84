// Reports for machines: JSON, JUnit XML, and the annotations of a code host's checks.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "properties/derivation/report/card.h"
#include "properties/derivation/report/markup.h"
#include "properties/derivation/report/report.h"

namespace assay::derivation {

namespace {

using nlohmann::ordered_json;

ordered_json link_json(const Link& link) {
  ordered_json json = {{"left", link.left},       {"sign", link.sign},
                       {"right", link.right},     {"verdict", name(link.verdict)},
                       {"digits", link.digits},   {"proved", link.proved},
                       {"draws", link.draws},     {"undefined", link.undefined},
                       {"at_kinks", link.at_kinks}, {"rejected", link.rejected}};
  if (link.counterexample) {
    ordered_json inputs = ordered_json::object();
    for (const auto& [key, value] : link.counterexample->inputs) inputs[key] = value;
    json["counterexample"] = {{"inputs", inputs},
                              {"left", link.counterexample->left},
                              {"right", link.counterexample->right},
                              {"rigorous", link.counterexample->rigorous}};
  }
  if (!link.diagnosis.empty()) json["repair"] = link.diagnosis;
  if (!link.agrees.empty()) json["agrees"] = link.agrees;
  if (!link.notes.empty()) json["notes"] = link.notes;
  if (!link.reason.empty()) json["reason"] = link.reason;
  if (!link.methods.empty()) json["methods"] = link.methods;
  return json;
}

ordered_json claim_json(const CheckedDocument& checked, const ClaimReport& report) {
  ordered_json json = {{"file", checked.document.path},
                       {"line", report.where.line},
                       {"column", report.where.column},
                       {"section", report.section},
                       {"title", report.title},
                       {"source", report.source},
                       {"verdict", name(report.verdict)},
                       {"as_expected", report.as_expected()}};
  if (!report.expect.empty()) json["expect"] = report.expect;
  if (!report.under.empty()) json["under"] = report.under;
  if (!report.refuted_under.empty()) json["refuted_under"] = report.refuted_under;
  json["steps"] = ordered_json::array();
  for (const Link& link : report.links) json["steps"].push_back(link_json(link));
  return json;
}

std::string details(const CheckedDocument& checked, const ClaimReport& report) {
  CheckedDocument one;
  one.document.path = checked.document.path;
  one.document.lines = checked.document.lines;
  one.reports = {report};
  return text_report(one, false, false);
}

}  // namespace

std::string json_report(const std::vector<CheckedDocument>& all) {
  ordered_json json = {{"format", "assay-derivations"}, {"version", 1}};
  json["claims"] = ordered_json::array();
  for (const CheckedDocument& checked : all)
    for (const ClaimReport& report : checked.reports)
      json["claims"].push_back(claim_json(checked, report));
  return json.dump(1, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

std::string junit_report(const std::vector<CheckedDocument>& all) {
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n";
  for (const CheckedDocument& checked : all) {
    std::size_t failures = 0;
    for (const ClaimReport& report : checked.reports) failures += !report.as_expected();
    out += fmt::format("<testsuite name=\"{}\" tests=\"{}\" failures=\"{}\">\n",
                       escaped(checked.document.path), checked.reports.size(), failures);
    for (const ClaimReport& report : checked.reports) {
      out += fmt::format("<testcase classname=\"{}\" name=\"{}\" file=\"{}\" line=\"{}\"",
                         escaped(report.section), escaped(title_of(report)),
                         escaped(checked.document.path), report.where.line);
      if (report.as_expected())
        out += "/>\n";
      else
        out += fmt::format("><failure message=\"{}\">{}</failure></testcase>\n",
                           name(report.verdict), escaped(details(checked, report)));
    }
    out += "</testsuite>\n";
  }
  return out + "</testsuites>\n";
}

std::string annotations(const std::vector<CheckedDocument>& all) {
  // A check shows ten annotations a kind: the first nine, and how many more there are.
  constexpr std::size_t most = 9;
  std::string out;
  std::size_t count = 0;
  const auto one_line = [](std::string text) {
    for (std::size_t at = 0; (at = text.find('\n', at)) != std::string::npos; at += 3)
      text.replace(at, 1, "%0A");
    return text;
  };
  for (const CheckedDocument& checked : all)
    for (const ClaimReport& report : checked.reports) {
      if (report.as_expected() || ++count > most) continue;
      out += fmt::format("::error file={},line={},title={} {}::{}\n", checked.document.path,
                         report.where.line, name(report.verdict), title_of(report),
                         one_line(details(checked, report)));
    }
  if (count > most) out += fmt::format("::error::{} more claims are not as expected\n", count - most);
  return out;
}

}  // namespace assay::derivation
