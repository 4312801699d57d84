#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "properties/bench/bench.h"
#include "properties/derivation/report/axes.h"
#include "properties/derivation/report/document.h"
#include "properties/derivation/report/markup.h"

namespace assay::bench {

namespace {

using derivation::element;
using derivation::escaped;
namespace svg = derivation::svg;

constexpr const char* style = R"css(
.scores { border-collapse: collapse; font-size: .9em; font-variant-numeric: tabular-nums; }
.scores td, .scores th { text-align: right; padding: .1em .7em; }
.scores th[scope], .scores th:first-child { text-align: left; font-weight: 400; }
.plot .ours { fill: var(--holds); }
.plot .theirs { fill: var(--left); }
)css";

double ns(const Entry& entry, double seconds) {
  return seconds * 1e9 / static_cast<double>(entry.elements);
}

/// Half an ulp, the least there is, lies on the axis.
double height_of(double ulps) { return std::log10(std::clamp(ulps, 0.5, 1e11) / 0.5); }

std::string dot(const svg::Frame& frame, const Entry& entry, const Score& score, bool ours) {
  const double x = frame.across(std::log10(ns(entry, score.seconds)));
  const double y = frame.down(height_of(score.accuracy->worst_ulps));
  return fmt::format("<circle class=\"{}\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"5\"/>",
                     ours ? "ours" : "theirs", x, y) +
         svg::text(x + 8, y - 5, "axis", escaped(score.library));
}

/// Error against time: the best library is in the lower left corner.
std::string plot(const Entry& entry) {
  svg::Extent across = {1e9, -1e9};
  double most = height_of(1);
  for (const Score& score : entry.scores) {
    if (!score.accuracy) continue;
    const double x = std::log10(ns(entry, score.seconds));
    across = {std::min(across.low, x), std::max(across.high, x)};
    most = std::max(most, height_of(score.accuracy->worst_ulps));
  }
  if (entry.scores.size() < 2 || !entry.scores[1].accuracy) return "";
  const svg::Frame frame{{across.low - 0.1, across.high + 0.35}, svg::widened({0, most}, 0.1)};
  svg::Ticks times, errors;
  for (const double step : {1.0, 2.0, 5.0})
    for (int power = -3; power <= 4; ++power) {
      const double value = step * std::pow(10, power), x = std::log10(value);
      if (x >= frame.x.low && x <= frame.x.high) times.emplace_back(x, svg::written(value));
    }
  for (const double value : {0.5, 1.0, 10.0, 1e2, 1e4, 1e6, 1e8, 1e10})
    if (height_of(value) <= frame.y.high)
      errors.emplace_back(height_of(value), svg::written(value));
  std::string dots;
  for (const Score& score : entry.scores)
    if (score.accuracy) dots += dot(frame, entry, score, &score == &entry.scores.front());
  const std::string around =
      svg::axes(frame, times, errors, "nanoseconds an element") +
      svg::text(svg::left_edge, svg::top_edge - 14, "axis", "worst error in ulp");
  return "<figure>" + svg::figure("Error against time of " + entry.op, around, dots) +
         "</figure>\n";
}

std::string table(const Entry& entry) {
  std::string rows =
      "<tr><th>library</th><th>speed</th><th>of the limit</th><th>our time</th>"
      "<th>accuracy</th></tr>\n";
  for (const Score& score : entry.scores)
    rows += "<tr><th scope=\"row\">" + escaped(score.library) + "</th>" +
            element("td", speed_text(entry, score.seconds)) +
            element("td", fmt::format("{:.0f} %", 100 * entry.limit_seconds / score.seconds)) +
            element("td", fmt::format("× {:.2f}", score.seconds / entry.scores[0].seconds)) +
            element("td", score.accuracy ? accuracy_text(*score.accuracy) : "") + "</tr>\n";
  return "<table class=\"scores\">\n" + rows + "</table>\n";
}

}  // namespace

std::string page(const Report& report) {
  std::string body =
      "<header>\n" + element("h1", "Speed and accuracy") +
      element("p", fmt::format("One thread, {}; peak {:.3g} GFLOP/s. Medians of "
                               "interleaved repetitions in one run.",
                               escaped(report.machine.target), report.machine.flops / 1e9)) +
      "\n</header>\n<main>\n";
  for (const Entry& entry : report.entries)
    body += "<section class=\"claim\">\n<header><span class=\"title\">" + escaped(entry.op) + ", " +
            escaped(to_string(entry.sizes)) + "</span></header>\n" + plot(entry) + table(entry) +
            "</section>\n";
  return derivation::document("Speed and accuracy", style, body + "</main>\n");
}

}  // namespace assay::bench
