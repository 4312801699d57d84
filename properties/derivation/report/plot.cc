#include "properties/derivation/report/plot.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "properties/derivation/report/markup.h"
#include "properties/derivation/report/mathml.h"

namespace assay::derivation {

namespace {

// In the units of the view box.
constexpr double width = 560, height = 300;
constexpr double left_edge = 66, right_edge = 14, top_edge = 34, bottom_edge = 44;
constexpr double inner_width = width - left_edge - right_edge;
constexpr double inner_height = height - top_edge - bottom_edge;

struct Extent {
  double low, high;
  double size() const { return high - low; }
};

using Side = std::optional<double> TracePoint::*;

Extent widened(Extent extent, double share) {
  double margin = share * extent.size();
  if (!(margin > 1e-12 * std::max(std::abs(extent.low), std::abs(extent.high))))
    margin = extent.low == 0 ? 1 : 0.5 * std::abs(extent.low);
  return {extent.low - margin, extent.high + margin};
}

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

struct Frame {
  Extent x, y;
  double across(double value) const { return (value - x.low) / x.size() * inner_width; }
  /// Far outside is drawn just outside, so that coordinates stay short.
  double down(double value) const {
    const double share = (y.high - value) / y.size();
    return std::clamp(share, -4.0, 5.0) * inner_height;
  }
  int outside(double value) const { return value > y.high ? 1 : value < y.low ? -1 : 0; }
};

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

std::string mark(double x, double y, bool round, const char* style, double size) {
  if (round)
    return fmt::format("<circle class=\"{}\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{:g}\"/>", style, x, y,
                       size);
  return fmt::format(
      "<rect class=\"{}\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:g}\" height=\"{:g}\"/>", style,
      x - size, y - size, 2 * size, 2 * size);
}

std::string dots(const Trace& trace, const Frame& frame, Side side, bool round, const char* style) {
  std::string out;
  for (const TracePoint& point : trace.points)
    if (point.*side && frame.outside(*(point.*side)) == 0)
      out += mark(frame.across(point.x), frame.down(*(point.*side)), round, style, round ? 3.5 : 5);
  return out;
}

std::string text(double x, double y, const char* style, const std::string& content) {
  return fmt::format("<text class=\"{}\" x=\"{:.1f}\" y=\"{:.1f}\">{}</text>", style, x, y,
                     content);
}

bool counts(const Trace& trace) {
  return trace.discrete && std::all_of(trace.points.begin(), trace.points.end(),
                                       [](const TracePoint& p) { return p.x == std::round(p.x); });
}

std::string axes(const Frame& frame, const Trace& trace) {
  std::string out;
  for (const auto& [value, label] : ticks(frame.x.low, frame.x.high, 7)) {
    if (counts(trace) && value != std::round(value)) continue;
    const double x = left_edge + frame.across(value);
    out += fmt::format("<path class=\"grid\" d=\"M{0:.1f} {1:g}V{2:g}\"/>", x, top_edge,
                       height - bottom_edge);
    out += text(x, height - bottom_edge + 16, "tick middle", label);
  }
  for (const auto& [value, label] : ticks(frame.y.low, frame.y.high, 5)) {
    const double y = top_edge + frame.down(value);
    out += fmt::format("<path class=\"grid\" d=\"M{:g} {:.1f}H{:g}\"/>", left_edge, y,
                       width - right_edge);
    out += text(left_edge - 6, y + 4, "tick end", label);
  }
  out += fmt::format("<rect class=\"frame\" x=\"{:g}\" y=\"{:g}\" width=\"{:g}\" height=\"{:g}\"/>",
                     left_edge, top_edge, inner_width, inner_height);
  return out + text(left_edge + inner_width / 2, height - 8, "axis middle",
                    escaped(name_in_text(trace.input)));
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

/// "−0.5", "4·10⁸"
std::string written(double value) {
  const std::string plain = fmt::format("{:.6g}", value);
  std::string text = plain.substr(0, plain.find('e'));
  if (const std::size_t e = plain.find('e'); e != std::string::npos) {
    constexpr const char* raised[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
    const int exponent = std::stoi(plain.substr(e + 1));
    text += exponent < 0 ? "·10⁻" : "·10";
    for (const char digit : std::to_string(std::abs(exponent))) text += raised[digit - '0'];
  }
  return text.front() == '-' ? "−" + text.substr(1) : text;
}

}  // namespace

std::vector<std::pair<double, std::string>> ticks(double low, double high, int count) {
  const double rough = (high - low) / count;
  const double decade = std::pow(10.0, std::floor(std::log10(rough)));
  const double share = rough / decade;
  const double step = decade * (share <= 1 ? 1 : share <= 2 ? 2 : share <= 5 ? 5 : 10);
  std::vector<std::pair<double, std::string>> found;
  if (!(step > 0) || !std::isfinite(step)) return found;
  const double first = std::ceil(low / step - 1e-9);
  for (int i = 0; i <= 2 * count; ++i) {
    const double value = (first + i) * step;
    if (value > high + 1e-9 * step) break;
    // Zero is zero, and not what the subtraction left of it.
    const bool zero = std::abs(value) < 1e-9 * step;
    found.emplace_back(zero ? 0.0 : value, written(zero ? 0.0 : value));
  }
  return found;
}

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
  return fmt::format(
      "<svg class=\"plot\" viewBox=\"0 0 {:g} {:g}\" role=\"img\" aria-label=\"{}\">{}{}"
      "<svg x=\"{:g}\" y=\"{:g}\" width=\"{:g}\" height=\"{:g}\" "
      "overflow=\"hidden\">{}{}</svg></svg>",
      width, height, escaped(name), axes(frame, trace), legend(trace), left_edge, top_edge,
      inner_width, inner_height, inside, marks(trace, frame));
}

}  // namespace assay::derivation
