#include "properties/sweep/page.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "properties/derivation/report/axes.h"
#include "properties/derivation/report/document.h"
#include "properties/derivation/report/markup.h"

namespace assay::sweep {

namespace {

using derivation::element;
using derivation::escaped;
namespace svg = derivation::svg;

constexpr const char* more_style = R"css(
.plot .bad { stroke: var(--refuted); stroke-width: 4; stroke-linecap: round; }
.bars, .values { border-collapse: collapse; font-size: .9em; }
.bars th { font-weight: 400; text-align: right; padding: .1em .6em; white-space: nowrap; }
.bars td { padding: .1em .3em; width: 100%; }
.values td, .values th { text-align: right; padding: .1em .6em; font-variant-numeric: tabular-nums; }
.bar { display: inline-block; height: .75em; background: var(--left); min-width: 1px; }
)css";

/// Percent with as many digits as it takes to tell them from 100.
std::string share(std::uint64_t part, std::uint64_t all) {
  if (part == all) return "100 %";
  const double missing = static_cast<double>(all - part) / static_cast<double>(all);
  const int digits = std::clamp(static_cast<int>(-std::log10(missing)), 1, 12);
  return fmt::format("{:.{}f} %", 100 * (1 - missing), digits);
}

std::string cell(const std::string& text) { return element("td", escaped(text)); }

std::string bar(const std::string& name, std::uint64_t count, std::uint64_t most) {
  return fmt::format(
      "<tr><th scope=\"row\">{}</th><td><span class=\"bar\" style=\"width:{:.1f}%\"></span> {}"
      "</td></tr>\n",
      escaped(name), 80.0 * static_cast<double>(count) / static_cast<double>(most), count);
}

std::string histogram(const Tally& tally) {
  std::string out = bar("correctly rounded", tally.right, tally.inputs);
  for (std::size_t k = 0; k < Tally::bins; ++k)
    if (tally.distances[k] > 0)
      out += bar(distance_text(k) + " floats away", tally.distances[k], tally.inputs);
  if (tally.zero_signs > 0) out += bar("zero of the other sign", tally.zero_signs, tally.inputs);
  if (tally.nans > 0) out += bar("NaN or number, wrongly", tally.nans, tally.inputs);
  return "<table class=\"bars\">\n" + out + "</table>\n";
}

/// The place of a number among all of its format, from -2048 to 2048.
double place_of(double x, Format format) {
  const double halves = std::ldexp(1, traits(format).bits - 12);
  return static_cast<double>(rank(round_to(x, format), format)) / halves;
}

svg::Ticks across(Format format) {
  svg::Ticks ticks = {{0, "0"}};
  for (const double power : {-30, -15, 0, 15, 30}) {
    const double value = std::pow(10, power);
    if (value < smallest_subnormal(format) || value > largest_finite(format)) continue;
    for (const double x : {value, -value}) ticks.emplace_back(place_of(x, format), svg::written(x));
  }
  return ticks;
}

double height_of(double ulps) { return std::log10(1 + std::min(ulps, 1e11)); }

/// The worst error of each part of the format, by the place of its numbers.
std::string plot(const Outcome& outcome, Format format) {
  if (outcome.tally.plot.empty()) return "";
  std::string dots;
  double most = height_of(1);
  for (const auto& [place, bin] : outcome.tally.plot)
    most = std::max(most, height_of(bin.worst_ulps));
  const svg::Frame frame{{-2048, 2048}, svg::widened({0, most}, 0.06)};
  for (const auto& [place, bin] : outcome.tally.plot) {
    const double x =
        place < 2048 ? static_cast<double>(place) + 0.5 : 2048 - static_cast<double>(place) - 0.5;
    dots += fmt::format("M{:.1f} {:.1f}h0", frame.across(x), frame.down(height_of(bin.worst_ulps)));
  }
  svg::Ticks up = {{0, "0"}};
  for (int power = 0; power <= 11; ++power)
    if (height_of(std::pow(10, power)) <= frame.y.high)
      up.emplace_back(height_of(std::pow(10, power)), svg::written(std::pow(10, power)));
  const std::string around = svg::axes(frame, across(format), up, "input, as floats are spaced") +
                             svg::text(svg::left_edge, svg::top_edge - 14, "axis",
                                       "worst error in ulp where a result is not the right one");
  return "<figure>" +
         svg::figure("The error of " + outcome.subject + " against the input", around,
                     "<path class=\"bad\" d=\"" + dots + "\"/>") +
         "</figure>\n";
}

std::string worst(const Tally& tally) {
  if (tally.worst.empty()) return "";
  std::string out = "<tr><th>ulp</th><th>input</th><th>got</th><th>due</th></tr>\n";
  for (const Miss& miss : tally.worst)
    out += element("tr", cell(fmt::format("{:.6f}", miss.ulps)) + cell(to_hex(miss.x)) +
                             cell(to_hex(miss.got)) + cell(to_hex(miss.wanted))) +
           "\n";
  return "<table class=\"values\">\n" + out + "</table>\n";
}

std::string card(const Outcome& outcome, const Swept& swept, Format format) {
  const bool kept = keeps(outcome.tally, swept.promise);
  return fmt::format(
             "<section class=\"claim {0}\">\n<header><span class=\"verdict {0}\">{1}</span>"
             "<span class=\"title\">{2}</span></header>\n",
             kept ? "v-holds" : "v-refuted", kept ? "as promised" : "worse than promised",
             escaped(outcome.subject)) +
         element("p", escaped(summary(outcome.tally))) + "\n" + histogram(outcome.tally) +
         plot(outcome, format) + worst(outcome.tally) +
         element("p", "SHA-256 of all results: " + element("code", outcome.digest)) +
         "\n</section>\n";
}

std::string special_values(const Swept& swept) {
  std::string out = "<tr><th>input</th><th>due</th>";
  for (const Outcome& outcome : swept.outcomes) out += element("th", escaped(outcome.subject));
  out += "</tr>\n";
  for (const Special& special : swept.specials) {
    std::string row = cell(to_hex(special.x)) + cell(to_hex(special.wanted));
    for (const double got : special.got) row += cell(to_hex(got));
    out += element("tr", row) + "\n";
  }
  return "<h2>Special values</h2>\n<table class=\"values\">\n" + out + "</table>\n";
}

}  // namespace

std::string distance_text(std::size_t k) {
  if (k < 2) return std::to_string(k + 1);
  return fmt::format("up to {}", std::uint64_t{1} << k);
}

std::string summary(const Tally& tally) {
  std::string text = fmt::format("{} of {} correctly rounded ({})", tally.right, tally.inputs,
                                 share(tally.right, tally.inputs));
  for (std::size_t k = 0; k < Tally::bins; ++k)
    if (tally.distances[k] > 0)
      text += fmt::format("; {} {} away", tally.distances[k], distance_text(k));
  if (tally.zero_signs > 0) text += fmt::format("; {} zeros of the other sign", tally.zero_signs);
  if (tally.nans > 0) text += fmt::format("; {} NaN for a number or the reverse", tally.nans);
  return text;
}

std::string page(const Swept& swept, Format format) {
  const std::string title = swept.function + " on every " + swept.format;
  std::string out = "<header>\n" + element("h1", escaped(title)) + "\n";
  out += element("p", fmt::format("{} inputs against the proven truth; promised is {}. {}",
                                  swept.inputs, name(swept.promise), escaped(swept.attributes)));
  out += "\n</header>\n<main>\n";
  for (const Outcome& outcome : swept.outcomes) out += card(outcome, swept, format);
  out += special_values(swept) +
         element("p",
                 "The digest is that of the results in the order of their inputs' bit patterns, "
                 "NaN as the quiet NaN: <code>split -b 64M --filter=sha256sum | sha256sum"
                 "</code> prints it for the raw results, little-endian.") +
         "\n";
  return derivation::document(title, more_style, out + "</main>\n");
}

}  // namespace assay::sweep
