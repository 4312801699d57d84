#include "properties/derivation/report/axes.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "properties/derivation/report/markup.h"

namespace assay::derivation::svg {

Extent widened(Extent extent, double share) {
  double margin = share * extent.size();
  if (!(margin > 1e-12 * std::max(std::abs(extent.low), std::abs(extent.high))))
    margin = extent.low == 0 ? 1 : 0.5 * std::abs(extent.low);
  return {extent.low - margin, extent.high + margin};
}

double Frame::down(double value) const {
  const double share = (y.high - value) / y.size();
  return std::clamp(share, -4.0, 5.0) * inner_height;
}

std::string mark(double x, double y, bool round, const char* style, double size) {
  if (round)
    return fmt::format("<circle class=\"{}\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{:g}\"/>", style, x, y,
                       size);
  return fmt::format(
      "<rect class=\"{}\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:g}\" height=\"{:g}\"/>", style,
      x - size, y - size, 2 * size, 2 * size);
}

std::string text(double x, double y, const char* style, const std::string& content) {
  return fmt::format("<text class=\"{}\" x=\"{:.1f}\" y=\"{:.1f}\">{}</text>", style, x, y,
                     content);
}

std::string axes(const Frame& frame, const Ticks& across, const Ticks& up,
                 const std::string& below) {
  std::string out;
  for (const auto& [value, label] : across) {
    const double x = left_edge + frame.across(value);
    out += fmt::format("<path class=\"grid\" d=\"M{0:.1f} {1:g}V{2:g}\"/>", x, top_edge,
                       height - bottom_edge);
    out += text(x, height - bottom_edge + 16, "tick middle", label);
  }
  for (const auto& [value, label] : up) {
    const double y = top_edge + frame.down(value);
    out += fmt::format("<path class=\"grid\" d=\"M{:g} {:.1f}H{:g}\"/>", left_edge, y,
                       width - right_edge);
    out += text(left_edge - 6, y + 4, "tick end", label);
  }
  out += fmt::format("<rect class=\"frame\" x=\"{:g}\" y=\"{:g}\" width=\"{:g}\" height=\"{:g}\"/>",
                     left_edge, top_edge, inner_width, inner_height);
  return out + text(left_edge + inner_width / 2, height - 8, "axis middle", below);
}

std::string figure(const std::string& name, const std::string& around, const std::string& inside) {
  return fmt::format(
      "<svg class=\"plot\" viewBox=\"0 0 {:g} {:g}\" role=\"img\" aria-label=\"{}\">{}"
      "<svg x=\"{:g}\" y=\"{:g}\" width=\"{:g}\" height=\"{:g}\" "
      "overflow=\"hidden\">{}</svg></svg>",
      width, height, escaped(name), around, left_edge, top_edge, inner_width, inner_height, inside);
}

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

Ticks ticks(double low, double high, int count) {
  const double rough = (high - low) / count;
  const double decade = std::pow(10.0, std::floor(std::log10(rough)));
  const double share = rough / decade;
  const double step = decade * (share <= 1 ? 1 : share <= 2 ? 2 : share <= 5 ? 5 : 10);
  Ticks found;
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

}  // namespace assay::derivation::svg
