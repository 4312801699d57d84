// The page: an overview, then each document with its prose and its claims.
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <map>

#include "properties/derivation/report/card.h"
#include "properties/derivation/report/markup.h"
#include "properties/derivation/report/mathml.h"
#include "properties/derivation/report/prose.h"
#include "properties/derivation/report/report.h"
#include "properties/derivation/report/style.h"
#include "reference/scalar/threads.h"

namespace assay::derivation {

namespace {

constexpr Verdict verdicts[] = {Verdict::holds,      Verdict::holds_under, Verdict::refuted,
                                Verdict::ill_formed, Verdict::trivial,     Verdict::undecided};

// Nothing is fetched and no script runs, whatever slipped through.
constexpr const char* policy = "default-src 'none'; style-src 'unsafe-inline'";

using Traces = std::vector<std::vector<std::optional<Trace>>>;  // of each claim, of each link

struct Counts {
  std::map<Verdict, std::size_t> of;
  std::size_t all = 0, unexpected = 0;

  void add(const std::vector<ClaimReport>& reports) {
    for (const ClaimReport& report : reports) {
      ++of[report.verdict];
      ++all;
      unexpected += !report.as_expected();
    }
  }
};

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

Traces all_traces(const CheckedDocument& checked, unsigned threads) {
  const std::size_t count = checked.reports.size();
  Traces traces(count);
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t i = next++; i < count; i = next++)
      traces[i] = traces_of(checked.document.items[i], checked.reports[i]);
  };
  run_on_threads(threads, work);
  return traces;
}

bool is_latex(const Document& document) { return document.path.ends_with(".tex"); }

// ---- one document ----

class Article {
 public:
  Article(const CheckedDocument& checked, const Traces& traces, std::size_t number)
      : checked_(checked), traces_(traces), number_(number) {}

  std::string html() {
    const Document& document = checked_.document;
    std::string body;
    for (std::size_t at = 0; at < document.passages.size(); ++at) body += passage(at);
    Counts counts;
    counts.add(checked_.reports);
    std::string out = fmt::format(
        "<article class=\"document\" id=\"document-{}\" aria-label=\"{}\">\n<p class=\"path\">{}, "
        "{} "
        "claims</p>\n",
        number_, escaped(document.path), escaped(document.path), counts.all);
    if (headings_ > 2)
      out += "<details class=\"contents\"><summary>Contents</summary>\n<ul>\n" + contents_ +
             "</ul></details>\n";
    return out + body + "</article>\n";
  }

 private:
  std::string passage(std::size_t at) {
    const Passage& passage = checked_.document.passages[at];
    switch (passage.kind) {
      case Passage::Kind::heading:
        return heading(passage);
      case Passage::Kind::prose:
        return element("div", "\n" + prose(passage.text), " class=\"prose\"") + "\n";
      case Passage::Kind::block:
        return block(at);
    }
    return {};
  }

  std::string prose(const std::string& text) const {
    return is_latex(checked_.document) ? prose_of_latex(text) : prose_of_markdown(text, 1);
  }

  std::string heading(const Passage& passage) {
    const std::string id = fmt::format("document-{}-section-{}", number_, ++headings_);
    contents_ += fmt::format("<li><a href=\"#{}\">{}</a></li>\n", id, escaped(passage.text));
    const std::string mark(static_cast<std::size_t>(std::clamp(passage.level, 1, 6)), '#');
    const std::string text =
        is_latex(checked_.document)
            ? fmt::format("<h{0}>{1}</h{0}>\n", std::clamp(passage.level + 1, 2, 6),
                          escaped(passage.text))
            : prose_of_markdown(mark + " " + passage.text + "\n", 1);
    return fmt::format("<div id=\"{}\">{}</div>\n", id, text);
  }

  static const char* word_of(const Statement& statement) {
    if (std::holds_alternative<Given>(statement)) return "given";
    if (std::holds_alternative<Condition>(statement)) return "where";
    return std::holds_alternative<Convention>(statement) ? "" : "let";
  }

  static Span span_of(const Statement& statement) {
    return std::visit([](const auto& one) { return one.span; }, statement);
  }

  /// Declarations of one kind on one line of the source.
  void declare(const Statement& statement, std::string& line, std::string& word, int& row) const {
    const std::string own = word_of(statement);
    if (line.empty() || own != word || span_of(statement).line != row) {
      if (!line.empty()) line += "</div>\n";
      line += "<div class=\"declared\">";
      if (!own.empty()) line += element("span", own, " class=\"word\"");
    }
    word = own;
    row = span_of(statement).line;
    line += element("span", math(mathml_declaration(statement), true));
  }

  std::string block(std::size_t at) {
    const std::vector<Item>& items = checked_.document.items;
    std::multimap<std::pair<int, int>, std::pair<const Statement*, std::size_t>> order;
    for (const Statement& statement : checked_.document.statements.at(at))
      if (!std::holds_alternative<Claim>(statement))
        order.insert({{span_of(statement).line, span_of(statement).column}, {&statement, 0}});
    for (std::size_t i = 0; i < items.size(); ++i)
      if (items[i].passage == at)
        order.insert(
            {{checked_.reports[i].where.line, checked_.reports[i].where.column}, {nullptr, i}});
    std::string out = "<div class=\"block\">\n", declarations, word;
    int row = 0;
    const auto flush = [&] {
      if (!declarations.empty()) out += declarations + "</div>\n";
      declarations.clear();
    };
    for (const auto& [place, what] : order) {
      if (what.first) {
        declare(*what.first, declarations, word, row);
        continue;
      }
      flush();
      out += card(checked_.document, items[what.second], checked_.reports[what.second],
                  traces_[what.second], anchor(checked_.reports[what.second].where.line));
    }
    flush();
    return out + "</div>\n";
  }

  /// "claim-12" in the first document, "document-2-claim-12" in the second; a second claim of the
  /// line gets "-2".
  std::string anchor(int line) {
    const std::string base = (number_ > 1 ? fmt::format("document-{}-", number_) : std::string()) +
                             fmt::format("claim-{}", line);
    const int times = ++anchors_[base];
    return times > 1 ? fmt::format("{}-{}", base, times) : base;
  }

  const CheckedDocument& checked_;
  const Traces& traces_;
  std::size_t number_;
  std::size_t headings_ = 0;
  std::string contents_;
  std::map<std::string, int> anchors_;
};

// ---- the overview ----

std::string cell(std::size_t count) {
  return count == 0 ? element("td", "0", " class=\"none\"") : element("td", std::to_string(count));
}

std::string cells(const Counts& counts, const Counts& total) {
  std::string out;
  for (const Verdict verdict : verdicts) {
    if (!total.of.count(verdict)) continue;
    const auto found = counts.of.find(verdict);
    out += cell(found == counts.of.end() ? 0 : found->second);
  }
  return out + cell(counts.all) + cell(counts.unexpected);
}

std::string overview(const std::vector<CheckedDocument>& all, const Counts& total) {
  std::string head = "<th scope=\"col\">document</th>", rows;
  for (const Verdict verdict : verdicts)
    if (total.of.count(verdict)) head += element("th", lower(name(verdict)), " scope=\"col\"");
  head += "<th scope=\"col\">claims</th><th scope=\"col\">unexpected</th>";
  for (std::size_t i = 0; i < all.size(); ++i) {
    Counts counts;
    counts.add(all[i].reports);
    rows += fmt::format("<tr><th scope=\"row\"><a href=\"#document-{}\">{}</a></th>{}</tr>\n",
                        i + 1, escaped(all[i].document.path), cells(counts, total));
  }
  const std::string foot = all.size() > 1 ? "<tfoot><tr><th scope=\"row\">all</th>" +
                                                cells(total, total) + "</tr></tfoot>\n"
                                          : "";
  return "<div class=\"scroll\"><table class=\"overview\">\n<thead><tr>" + head +
         "</tr></thead>\n<tbody>\n" + rows + "</tbody>\n" + foot + "</table></div>\n";
}

std::string choice(const char* id, const std::string& label, bool checked) {
  return fmt::format(
      "<span><input type=\"radio\" name=\"show\" id=\"show-{0}\"{2}/><label "
      "for=\"show-{0}\">{1}</label></span>\n",
      id, label, checked ? " checked=\"checked\"" : "");
}

std::string filter(const Counts& total) {
  std::string out = "<fieldset class=\"filter\"><legend>Show</legend>\n";
  out += choice("all", fmt::format("everything ({})", total.all), true);
  for (const auto& [verdict, count] : total.of)
    out += choice(short_name(verdict), fmt::format("{} ({})", lower(name(verdict)), count), false);
  if (total.unexpected > 0)
    out += choice("surprise", fmt::format("not as expected ({})", total.unexpected), false);
  return out + "</fieldset>\n";
}

}  // namespace

std::string html_report(const std::vector<CheckedDocument>& all, unsigned threads) {
  Counts total;
  for (const CheckedDocument& checked : all) total.add(checked.reports);
  std::string out = fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"{}\"/>\n"
      "<meta name=\"color-scheme\" content=\"light dark\"/>\n"
      "<title>{} claims checked</title>\n<style>{}</style>\n</head>\n<body>\n",
      policy, total.all, page_style());
  out += "<header>\n<h1>Derivations, checked</h1>\n" + element("p", escaped(summary(all))) + "\n" +
         filter(total) + overview(all, total) + "</header>\n<main>\n";
  for (std::size_t i = 0; i < all.size(); ++i)
    out += Article(all[i], all_traces(all[i], threads), i + 1).html();
  return out + "</main>\n</body>\n</html>\n";
}

}  // namespace assay::derivation
