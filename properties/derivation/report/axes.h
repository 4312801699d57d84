// The parts of a plot as inline SVG: where numbers lie, axes, marks. Drawn in the colours of
// page_style().
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace assay::derivation::svg {

// In the units of the view box.
inline constexpr double width = 560, height = 300;
inline constexpr double left_edge = 66, right_edge = 14, top_edge = 34, bottom_edge = 44;
inline constexpr double inner_width = width - left_edge - right_edge;
inline constexpr double inner_height = height - top_edge - bottom_edge;

struct Extent {
  double low, high;
  double size() const { return high - low; }
};

/// With a margin on both sides, never empty.
Extent widened(Extent extent, double share);

struct Frame {
  Extent x, y;
  double across(double value) const { return (value - x.low) / x.size() * inner_width; }
  /// Far outside is drawn just outside, so that coordinates stay short.
  double down(double value) const;
  int outside(double value) const { return value > y.high ? 1 : value < y.low ? -1 : 0; }
};

/// A circle or a square.
std::string mark(double x, double y, bool round, const char* style, double size);

std::string text(double x, double y, const char* style, const std::string& content);

/// Where a number stands at an axis, and how it is written there.
using Ticks = std::vector<std::pair<double, std::string>>;

/// Grid, numbers and frame; `below`, which is markup, below the horizontal axis.
std::string axes(const Frame& frame, const Ticks& across, const Ticks& up,
                 const std::string& below);

/// The whole plot: `around` in the view box's units, `inside` clipped to the frame and in its own.
/// `name` says in words what is shown.
std::string figure(const std::string& name, const std::string& around, const std::string& inside);

/// Round numbers from low to high, about `count` of them, as they are written at an axis.
Ticks ticks(double low, double high, int count);

/// "−0.5", "4·10⁸"
std::string written(double value);

}  // namespace assay::derivation::svg
