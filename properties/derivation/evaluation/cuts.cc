// Breaks of the integrand are found by the branches that its conditions take, narrow peaks by
// climbing its logarithm.
#include "properties/derivation/evaluation/cuts.h"

#include <algorithm>
#include <cmath>

#include "properties/derivation/evaluation/magnitude.h"

namespace assay::derivation {

Number from_double(double x) { return Number(Ball(x)); }

Number without_radius(const Number& x) {
  Ball exact = x.ball();
  mag_zero(arb_radref(exact.arb()));
  return Number(exact);
}

Probe probe_at(const LineFunction& f, const Number& x, Session& session) {
  session.branches = 0;
  try {
    const Value value = f(x);
    return {session.branches, log2_largest(value)};
  } catch (const Imprecise&) {
    return {1, -INFINITY, false};  // at the break itself
  } catch (const Undefined&) {
    return {session.branches, -INFINITY};  // the rule will say where
  }
}

namespace {

/// Seen from one peak, the flank of another, up to 10^12 widths away, is wider than their distance.
constexpr int probes = 384;
constexpr std::size_t aside = 3;  ///< so many probes away a narrow peak has fallen

using Seen = std::vector<std::pair<double, Probe>>;

/// Sizes need few digits, distances from an end of the range those of 0.8 of the reach.
Seen look_along(const Line& line, Session& session) {
  const DigitsScope few(session, session.digits / 2);
  Seen seen;
  for (int i = 0; i <= probes; ++i) {
    // Irregular places, so that a break at a round number is not hit.
    const double t = line.reach * 0.8 * (2.0 * i / probes - 1) + 0.0123;
    seen.emplace_back(t, probe_at(line.f, line.point(t), session));
  }
  return seen;
}

/// From the last place seen outwards on one side, as far as breaks matter.
Seen look_beyond(const Line& line, const std::pair<double, Probe>& last, Session& session) {
  Seen seen = {last};
  const double step = last.first < 0 ? -0.2 : 0.2;
  for (double t = last.first + step; std::abs(t) < line.farthest; t += step) {
    const Probe probe = probe_at(line.f, line.point(t), session);
    if (!probe.known) break;
    seen.emplace_back(t, probe);
  }
  return seen;
}

/// Where conditions of f change side between two points.
Number break_between(const LineFunction& f, Number below, Number above, Session& session) {
  const std::uint64_t side = probe_at(f, below, session).branches;
  const long halvings = 4 * session.digits + 40;
  for (long i = 0; i < halvings; ++i) {
    const Number point = without_radius((below + above) / Number(2));
    (probe_at(f, point, session).branches == side ? below : above) = point;
  }
  return above;
}

/// A summit near `middle`, which is higher than both ends, by golden sections; balls have no
/// underflow, so that there is a slope to climb however far away the peak is.
double summit(const Line& line, double left, double middle, double right, Session& session) {
  constexpr double golden = 0.3819660112501051;
  const auto height = [&](double t) { return probe_at(line.f, line.point(t), session).size; };
  double highest = height(middle);
  for (int i = 0; i < 72; ++i) {
    const bool rightwards = right - middle > middle - left;
    const double next = middle + golden * ((rightwards ? right : left) - middle);
    const double size = height(next);
    if (size > highest) {
      (rightwards ? left : right) = middle;
      middle = next;
      highest = size;
    } else {
      (rightwards ? right : left) = next;
    }
  }
  return middle;
}

/// Peaks too narrow for evenly spaced nodes: the integrand loses four bits within a fifth of the
/// first step. Nodes crowd at the ends of a piece, so that a cut at a peak resolves any width.
std::vector<Number> narrow_peaks(const Line& line, const Seen& seen, Session& session) {
  constexpr double near = 0.05, lost = 4;
  constexpr std::size_t most = 4;
  std::vector<std::pair<double, Number>> peaks;
  for (std::size_t i = aside; i + aside < seen.size(); ++i) {
    const double here = seen[i].second.size;
    const auto above = [&](std::size_t other) { return here - seen[other].second.size; };
    if (std::isinf(here) || above(i - 1) < 0 || above(i + 1) <= 0 || above(i - aside) < lost ||
        above(i + aside) < lost)
      continue;
    const double t = summit(line, seen[i - 1].first, seen[i].first, seen[i + 1].first, session);
    const double height = probe_at(line.f, line.point(t), session).size;
    const auto falls = [&](double side) {
      return probe_at(line.f, line.point(t + side), session).size < height - lost;
    };
    if (falls(-near) && falls(near)) peaks.emplace_back(height, line.point(t));
  }
  std::sort(peaks.begin(), peaks.end(),
            [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<Number> places;
  for (std::size_t i = 0; i < std::min(most, peaks.size()); ++i)
    if (peaks[i].first > peaks[0].first - 3.33 * static_cast<double>(session.digits))
      places.push_back(peaks[i].second);
  return places;
}

}  // namespace

std::vector<Number> cuts_of(const Line& line, Session& session) {
  const std::uint64_t outer = session.branches;
  const Seen seen = look_along(line, session);
  std::vector<Number> cuts = narrow_peaks(line, seen, session);
  for (const Seen& places :
       {seen, look_beyond(line, seen.front(), session), look_beyond(line, seen.back(), session)})
    for (std::size_t i = 1; i < places.size(); ++i)
      if (places[i - 1].second.branches != places[i].second.branches)
        cuts.push_back(break_between(line.f, line.point(places[i - 1].first),
                                     line.point(places[i].first), session));
  std::sort(cuts.begin(), cuts.end(),
            [](const Number& a, const Number& b) { return (a - b).sign() < 0; });
  session.branches = outer;
  return cuts;
}

}  // namespace assay::derivation
