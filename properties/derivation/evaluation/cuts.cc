// Breaks of the integrand are found by the branches that its conditions take, narrow peaks by
// climbing its logarithm.
#include "properties/derivation/evaluation/cuts.h"

#include <algorithm>
#include <cmath>
#include <set>

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
  std::vector<double> parts;
  const SizesScope watched(session, &parts);
  try {
    const Value value = f(x);
    return {session.branches, log2_largest(value), std::move(parts)};
  } catch (const Imprecise&) {
    return {1, -INFINITY, {}, false};  // at the break itself
  } catch (const Undefined&) {
    return {session.branches, -INFINITY};  // the rule will say where
  }
}

namespace {

/// Seen from one peak, the flank of another, up to 10^12 widths away, is wider than their distance.
constexpr int probes = 384;
constexpr double lost = 4;        ///< bits by which a narrow peak falls
constexpr double near = 0.05;     ///< within a fifth of the first step
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

/// What is climbed: the whole integrand, or the n-th of its parts.
struct Height {
  std::optional<std::size_t> part;

  double operator()(const Probe& probe) const {
    if (!part) return probe.size;
    return *part < probe.parts.size() ? probe.parts[*part] : -INFINITY;
  }
};

/// A summit near `middle`, which is higher than both ends, by golden sections; balls have no
/// underflow, so that there is a slope to climb however far away the peak is.
double summit(const std::function<double(double)>& height, double left, double middle,
              double right) {
  constexpr double golden = 0.3819660112501051;
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

/// The probe at which there may be a narrow peak: higher than the next, and much higher than those
/// a few further off.
bool stands_out(const Seen& seen, std::size_t i, const Height& of) {
  const double here = of(seen[i].second);
  const auto above = [&](std::size_t other) { return here - of(seen[other].second); };
  return !std::isinf(here) && above(i - 1) >= 0 && above(i + 1) > 0 && above(i - aside) >= lost &&
         above(i + aside) >= lost;
}

/// A peak along t, and where nothing is left of it on both sides: nodes that crowd towards a peak
/// meet its flank within one step, unless the piece ends behind the flank.
struct Peak {
  double height, at;
  double flanks[2];
};

/// So far that a normal density has lost 200 bits, from within a factor of two of `lost`.
double flank_of(const std::function<double(double)>& height, double at, double side) {
  constexpr double narrowest = 1e-14, widths = 16;
  const double top = height(at);
  double width = near;
  while (width > narrowest && height(at + side * width) < top - lost) width /= 2;
  return at + side * std::min(widths * width, near);
}

/// Peaks too narrow for evenly spaced nodes: the height loses four bits within `near`. Nodes crowd
/// at the ends of a piece, so that cuts at a peak and beside it resolve any width. `places` are the
/// probes at which a peak was found already.
std::vector<Number> narrow_peaks(const Line& line, const Seen& seen, const Height& of,
                                 std::set<std::size_t>& places, Session& session) {
  constexpr std::size_t most = 4;
  const std::function<double(double)> height = [&](double t) {
    return of(probe_at(line.f, line.point(t), session));
  };
  std::vector<Peak> peaks;
  for (std::size_t i = aside; i + aside < seen.size(); ++i) {
    if (!stands_out(seen, i, of) || places.contains(i)) continue;
    const double t = summit(height, seen[i - 1].first, seen[i].first, seen[i + 1].first);
    const double top = height(t);
    if (height(t - near) >= top - lost || height(t + near) >= top - lost) continue;
    places.insert(i);
    peaks.push_back({top, t, {flank_of(height, t, -1), flank_of(height, t, 1)}});
  }
  std::sort(peaks.begin(), peaks.end(),
            [](const Peak& a, const Peak& b) { return a.height > b.height; });
  std::vector<Number> found;
  for (std::size_t i = 0; i < std::min(most, peaks.size()); ++i)
    if (peaks[i].height > peaks[0].height - 3.33 * static_cast<double>(session.digits))
      for (const double t : {peaks[i].flanks[0], peaks[i].at, peaks[i].flanks[1]})
        found.push_back(line.point(t));
  return found;
}

/// Those of the whole, and those that a broad term hides in it: t + 10^8 exp(-10^15 (t - 1/3)^2).
std::vector<Number> all_narrow_peaks(const Line& line, const Seen& seen, Session& session) {
  std::set<std::size_t> places;
  std::vector<Number> cuts = narrow_peaks(line, seen, {std::nullopt}, places, session);
  for (std::size_t part = 0; part < seen[seen.size() / 2].second.parts.size(); ++part) {
    const std::vector<Number> more = narrow_peaks(line, seen, {part}, places, session);
    cuts.insert(cuts.end(), more.begin(), more.end());
  }
  return cuts;
}

}  // namespace

std::vector<Number> cuts_of(const Line& line, Session& session) {
  const std::uint64_t outer = session.branches;
  const Seen seen = look_along(line, session);
  std::vector<Number> cuts = all_narrow_peaks(line, seen, session);
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
