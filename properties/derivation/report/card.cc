#include "properties/derivation/report/card.h"

#include <fmt/format.h>

#include "properties/derivation/report/markup.h"
#include "properties/derivation/report/mathml.h"
#include "properties/derivation/report/plot.h"

namespace assay::derivation {

namespace {

const char* sign_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::holds:
      return "✓";
    case Verdict::holds_under:
      return "◐";
    case Verdict::refuted:
      return "✗";
    case Verdict::ill_formed:
      return "!";
    case Verdict::trivial:
      return "≡";
    case Verdict::undecided:
      return "?";
  }
  return "";
}

/// The steps behind the links, or none where a claim is not judged step by step.
std::vector<Step> steps_behind(const Item& item, const ClaimReport& report) {
  if (item.unreadable || item.claim.statement->kind == Kind::converges) return {};
  std::vector<Step> steps = steps_of(item.claim.statement);
  if (steps.size() != report.links.size()) steps.clear();
  return steps;
}

Scope local_scope(const Item& item) {
  Scope scope = *item.scope;
  for (const Given& given : item.claim.locals) scope.givens.push_back(given);
  return scope;
}

std::string formula(const Item& item) {
  if (item.unreadable) return {};
  std::string pieces;
  for (const std::string& piece : mathml_claim(item.claim))
    pieces += element("span", math(piece, true));
  return element("div", pieces, " class=\"formula\"") + "\n";
}

void entry(std::string& out, const char* term, const std::string& content) {
  out += element("dt", term) + element("dd", content) + "\n";
}

std::string inputs_of(const Counterexample& example) {
  if (example.inputs.empty()) return "any input";
  std::string text;
  for (const auto& [name, value] : example.inputs)
    text += element("span", math(mathml_name(name) + "<mo>=</mo>" + mathml_value(value), false));
  return element("div", text, " class=\"inputs\"");
}

std::string side(const std::string& text) { return math(mathml_value(text), false); }

std::string methods_of(const Link& link) {
  return fmt::format("{}", fmt::join(link.methods, ", "));
}

/// "34 digits, 32 draws, by quadrature"
std::string basis(const Link& link) {
  const std::string text = strength(link);
  return text.empty() || link.methods.empty() ? text : text + ", by " + methods_of(link);
}

std::string found(const Link& link) {
  std::string out;
  if (link.counterexample) {
    entry(out, "at", inputs_of(*link.counterexample));
    if (!link.counterexample->left.empty())
      entry(out, "left side", side(link.counterexample->left));
    if (!link.counterexample->right.empty())
      entry(out, "right side", side(link.counterexample->right));
    if (!link.counterexample->because.empty())
      entry(out, "because", link.counterexample->because);
  }
  if (!link.diagnosis.empty()) entry(out, "repair", escaped(link.diagnosis));
  for (const std::string& restriction : link.agrees)
    entry(out, "it holds", "for " + escaped(restriction));
  if (!link.reason.empty()) entry(out, "why", escaped(link.reason));
  for (const std::string& note : link.notes) entry(out, "note", escaped(note));
  if (!link.methods.empty() && link.verdict != Verdict::holds)
    entry(out, "by", escaped(methods_of(link)));
  return out.empty() ? out : element("dl", "\n" + out, " class=\"found\"") + "\n";
}

std::string caret(const Document& document, const Link& link) {
  std::string text;
  for (const std::string& shown : line_and_caret(document, link.where))
    text += escaped(shown) + "\n";
  return text.empty() ? text : element("pre", text, " class=\"caret\" tabindex=\"0\"") + "\n";
}

std::string value_in_words(const std::optional<double>& value) {
  return value ? fmt::format("{:.6g}", *value) : std::string("undefined");
}

std::string figure(const Link& link, const Trace& trace) {
  const std::string words = fmt::format(
      "Plot of {} and {} for {} from {:.6g} to {:.6g}. At the counterexample, {} = {:.6g}, the "
      "left "
      "side is {} and the right side is {}.",
      link.left, link.right, trace.input, trace.points.front().x, trace.points.back().x,
      trace.input, trace.at.x, value_in_words(trace.at.left), value_in_words(trace.at.right));
  const std::string caption = fmt::format(
      "Both sides{} as {} varies{}, all else as in the counterexample.",
      trace.entry.empty() ? "" : ", entry " + element("code", escaped(trace.entry)) + ",",
      element("code", escaped(name_in_text(trace.input))),
      trace.gives_way.empty()
          ? ""
          : " and " + element("code", escaped(name_in_text(trace.gives_way))) + " gives way");
  return element("figure", plot(trace, words) + element("figcaption", caption)) + "\n";
}

std::string step_line(const Step& step, const Link& link) {
  std::string text = mathml(step.left);
  if (step.right) text += mathml_sign(step.sign) + mathml(step.right);
  std::string out =
      badge(link.verdict) + " " + element("span", escaped(basis(link)), " class=\"strength\"");
  out += element("div", element("span", math(text, true)), " class=\"formula\"");
  return out;
}

/// The source without the "[title]" that is shown already.
std::string untitled(const ClaimReport& report) {
  const std::string tag = "[" + report.title + "] ";
  return report.source.starts_with(tag) ? report.source.substr(tag.size()) : report.source;
}

std::string expectation(const ClaimReport& report) {
  if (report.expect.empty())
    return report.as_expected() ? "" : element("span", "expected: holds", " class=\"unexpected\"");
  if (report.as_expected())
    return element("span", "as expected: " + escaped(report.expect), " class=\"muted\"");
  return element("span", "expected: " + escaped(report.expect), " class=\"unexpected\"");
}

}  // namespace

const char* short_name(Verdict verdict) {
  switch (verdict) {
    case Verdict::holds:
      return "holds";
    case Verdict::holds_under:
      return "under";
    case Verdict::refuted:
      return "refuted";
    case Verdict::ill_formed:
      return "ill";
    case Verdict::trivial:
      return "trivial";
    case Verdict::undecided:
      return "undecided";
  }
  return "";
}

std::string badge(Verdict verdict) {
  return fmt::format("<span class=\"verdict v-{}\"><span aria-hidden=\"true\">{}</span> {}</span>",
                     short_name(verdict), sign_of(verdict), name(verdict));
}

std::string title_of(const ClaimReport& report) {
  return report.title.empty() ? report.source : report.title;
}

std::vector<std::optional<Trace>> traces_of(const Item& item, const ClaimReport& report) {
  std::vector<std::optional<Trace>> traces(report.links.size());
  const std::vector<Step> steps = steps_behind(item, report);
  if (steps.empty()) return traces;
  const Scope scope = local_scope(item);
  for (std::size_t i = 0; i < steps.size(); ++i)
    if (report.links[i].counterexample)
      traces[i] = trace(steps[i], scope, *report.links[i].counterexample);
  return traces;
}

std::string card(const Document& document, const Item& item, const ClaimReport& report,
                 const std::vector<std::optional<Trace>>& traces, const std::string& anchor) {
  const std::string classes = fmt::format("claim v-{}{}", short_name(report.verdict),
                                          report.as_expected() ? "" : " surprise");
  std::string out = fmt::format("<section class=\"{}\" id=\"{}\" aria-label=\"{}: {}\">\n<header>",
                                classes, anchor, name(report.verdict), escaped(title_of(report)));
  out += badge(report.verdict) + " ";
  if (!report.title.empty())
    out += element("span", escaped(report.title), " class=\"title\"") + " ";
  const std::string rests_on = report.links.size() == 1 && report.verdict == Verdict::holds
                                   ? basis(report.links[0])
                                   : strength(report);
  if (!rests_on.empty()) out += element("span", escaped(rests_on), " class=\"strength\"") + " ";
  out += expectation(report);
  out += fmt::format("<span class=\"where\"><a href=\"#{}\">line {}</a></span></header>\n", anchor,
                     report.where.line);
  out += formula(item);
  if (!report.source.empty())
    out += element("div", element("code", escaped(untitled(report))), " class=\"written\"") + "\n";
  const std::vector<Step> steps = steps_behind(item, report);
  for (std::size_t i = 0; i < report.links.size(); ++i) {
    const Link& link = report.links[i];
    std::string details = found(link);
    if (link.verdict == Verdict::ill_formed) details += caret(document, link);
    if (traces[i]) details += figure(link, *traces[i]);
    if (report.links.size() > 1 && !steps.empty()) details = step_line(steps[i], link) + details;
    if (!details.empty()) out += element("div", details, " class=\"step\"") + "\n";
  }
  std::string failing;
  for (const std::string& text : report.refuted_under) entry(failing, "but", escaped(text));
  if (!failing.empty()) out += element("dl", failing, " class=\"found\"") + "\n";
  return out + "</section>\n";
}

}  // namespace assay::derivation
