#include "properties/derivation/report/plot.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "properties/derivation/report/axes.h"
#include "properties/derivation/report/markup.h"
#include "properties/derivation/report/mathml.h"

namespace assay::derivation {

namespace {

using namespace svg;

using Side = std::optional<double> TracePoint::*;

/// The bulk of the values and the counterexample; all values where they are not much more.
Extent vertical_extent(const Trace& trace) {
  std::vector<double> values;
  for (const Side side : {&TracePoint::left, &TracePoint::right})
    for (const TracePoint& point : trace.points)
      if (point.*side) values.push_back(*(point.*side));
  std::sort(values.begin(), values.end());
  const auto quantile = [&](double q) {
    return values[static_cast<std::size_t>(q * static_cast<double>(values.size() - 1))];
  };
  Extent bulk{quantile(0.08), quantile(0.92)};
  for (const Side side : {&TracePoint::left, &TracePoint::right})
    if (trace.at.*side)
      bulk = {std::min(bulk.low, *(trace.at.*side)), std::max(bulk.high, *(trace.at.*side))};
  const Extent all{std::min(bulk.low, values.front()), std::max(bulk.high, values.back())};
  return widened(all.size() <= 2.5 * bulk.size() ? all : bulk, 0.08);
}

Extent horizontal_extent(const Trace& trace) {
  const Extent all{std::min(trace.points.front().x, trace.at.x),
                   std::max(trace.points.back().x, trace.at.x)};
  return trace.discrete ? widened(all, 0.05) : all;
}

/// A line with gaps at undefined points and where it passes a pole.
std::string curve(const Trace& trace, const Frame& frame, Side side, const char* style) {
  std::string path;
  bool drawing = false;
  int before = 0;
  for (const TracePoint& point : trace.points) {
    if (!(point.*side)) {
      drawing = false;
      continue;
    }
    const double value = *(point.*side);
    const int now = frame.outside(value);
    if (drawing && now * before < 0) drawing = false;
    path += fmt::format("{}{:.1f} {:.1f}", drawing ? "L" : "M", frame.across(point.x),
                        frame.down(value));
    drawing = true;
    before = now;
  }
  return fmt::format("<path class=\"{}\" d=\"{}\"/>", style, path);
}

std::string dots(const Trace& trace, const Frame& frame, Side side, bool round, const char* style) {
  std::string out;
  for (const TracePoint& point : trace.points)
    if (point.*side && frame.outside(*(point.*side)) == 0)
      out += mark(frame.across(point.x), frame.down(*(point.*side)), round, style, round ? 3.5 : 5);
  return out;
}

bool counts(const Trace& trace) {
  return trace.discrete && std::all_of(trace.points.begin(), trace.points.end(),
                                       [](const TracePoint& p) { return p.x == std::round(p.x); });
}

/// Counts have whole numbers at their axis only.
Ticks across(const Frame& frame, const Trace& trace) {
  Ticks found = ticks(frame.x.low, frame.x.high, 7);
  if (counts(trace))
    std::erase_if(found, [](const auto& tick) { return tick.first != std::round(tick.first); });
  return found;
}

std::string legend(const Trace& trace) {
  const double y = top_edge - 14;
  const std::string entry = escaped(trace.entry);
  const auto sample = [&](double x, bool left) {
    if (trace.discrete)
      return mark(x + 14, y - 4, left, left ? "left dot" : "right dot", left ? 3.5 : 5);
    return fmt::format("<path class=\"{}\" d=\"M{:g} {:g}h28\"/>", left ? "left" : "right", x,
                       y - 4);
  };
  return sample(left_edge, true) + text(left_edge + 34, y, "axis", "left side" + entry) +
         sample(left_edge + 160, false) + text(left_edge + 194, y, "axis", "right side" + entry) +
         mark(left_edge + 332, y - 4, true, "left at", 5) +
         mark(left_edge + 346, y - 4, false, "right at", 4.5) +
         text(left_edge + 358, y, "axis", "counterexample");
}

std::string marks(const Trace& trace, const Frame& frame) {
  const double x = frame.across(trace.at.x);
  std::string out = fmt::format("<path class=\"here\" d=\"M{:.1f} 0V{:g}\"/>", x, inner_height);
  if (trace.at.right) out += mark(x, frame.down(*trace.at.right), false, "right at", 4.5);
  if (trace.at.left) out += mark(x, frame.down(*trace.at.left), true, "left at", 5);
  return out;
}

}  // namespace

std::string plot(const Trace& trace, const std::string& name) {
  const Frame frame{horizontal_extent(trace), vertical_extent(trace)};
  std::string inside;
  if (trace.discrete) {
    inside = dots(trace, frame, &TracePoint::right, false, "right dot") +
             dots(trace, frame, &TracePoint::left, true, "left dot");
  } else {
    inside = curve(trace, frame, &TracePoint::left, "left") +
             curve(trace, frame, &TracePoint::right, "right");
  }
  const std::string around = axes(frame, across(frame, trace), ticks(frame.y.low, frame.y.high, 5),
                                  escaped(name_in_text(trace.input))) +
                             legend(trace);
  return figure(name, around, inside + marks(trace, frame));
}

}  // namespace assay::derivation
