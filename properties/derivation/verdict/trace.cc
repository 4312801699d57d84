#include "properties/derivation/verdict/trace.h"

#include <algorithm>
#include <cmath>

#include "properties/derivation/verdict/membership.h"
#include "properties/derivation/verdict/trace_places.h"

namespace assay::derivation {

namespace {

constexpr int most_zoom = 4;
constexpr std::uint64_t most_steps = 3'000'000;
constexpr auto most_time = std::chrono::seconds(20);  // against hangs: the steps end it first

/// All entries, those of a tuple's parts one after the other.
void flatten(const Value& value, std::vector<Number>& numbers) {
  numbers.insert(numbers.end(), value.data.begin(), value.data.end());
  for (const Value& item : value.items) flatten(item, numbers);
}

std::vector<Number> flattened(const Value& value) {
  std::vector<Number> numbers;
  flatten(value, numbers);
  return numbers;
}

std::optional<Value> side(const Tree& tree, const Environment& e) {
  try {
    return evaluate(tree, e);
  } catch (const Undefined&) {
  } catch (const AtKink&) {
  } catch (const IllFormed&) {
  }
  return std::nullopt;
}

struct Sides {
  std::optional<Value> left, right;
};

/// Both sides at a draw; more digits where a few leave it open.
Sides sides_at(const Step& step, const Scope& scope, const Draw& draw, Session& session) {
  for (const long digits : {25, 110}) {
    const DigitsScope precision(session, digits);
    Environment e(scope, session);
    bind_all(e, draw);
    try {
      return {side(step.left, e), side(step.right, e)};
    } catch (const Imprecise&) {
    } catch (const Undecided&) {
    }
  }
  return {};
}

std::optional<double> number_at(const std::optional<Value>& side, std::size_t entry) {
  if (!side) return std::nullopt;
  const std::vector<Number> numbers = flattened(*side);
  if (numbers.empty()) return std::nullopt;
  const double x =
      numbers[numbers.size() == 1 ? 0 : std::min(entry, numbers.size() - 1)].approximate();
  return std::isfinite(x) ? std::optional(x) : std::nullopt;
}

/// The entry in which the sides lie farthest apart.
std::size_t telling_entry(const Sides& sides) {
  if (!sides.left || !sides.right) return 0;
  std::size_t best = 0;
  double widest = -1;
  const std::size_t count = std::max(flattened(*sides.left).size(), flattened(*sides.right).size());
  for (std::size_t i = 0; i < count; ++i) {
    const auto left = number_at(sides.left, i), right = number_at(sides.right, i);
    const double gap = left && right ? std::abs(*left - *right) : 0;
    if (gap > widest) {
      widest = gap;
      best = i;
    }
  }
  return best;
}

class Tracer {
 public:
  Tracer(const Step& step, const Scope& scope, const Counterexample& example)
      : step_(step), scope_(scope), example_(example) {
    session_.conventions = example.conventions;
    session_.step_limit = most_steps;
    session_.deadline = ThreadClock::now() + most_time;
    here_ = sides_at(step, scope, example.at, session_);
    entry_ = telling_entry(here_);
    first_ = session_.convention("index", "1") == "0" ? 0 : 1;
  }

  /// Comes nearer for as long as the gap between the sides is lost in the heights of the curves.
  std::optional<Trace> along(const Candidate& candidate) {
    Trace result = at_zoom(candidate, 0);
    if (!changes(result) || result.points.size() < 3) return std::nullopt;
    for (int zoom = 1; zoom <= most_zoom && !candidate.discrete && hides_gap(result); ++zoom) {
      Trace nearer = at_zoom(candidate, zoom);
      if (!changes(nearer)) break;
      result = std::move(nearer);
    }
    return result;
  }

 private:
  Trace at_zoom(const Candidate& candidate, int zoom) {
    const auto& [name, value] = example_.at[candidate.input];
    const Number& x = value.data[candidate.entry];
    std::vector<Number> places;
    {
      Environment e(scope_, session_);
      bind_all(e, example_.at);
      const Domain& domain = candidate.given->domain;
      places = candidate.discrete ? dot_places(domain, x, e) : curve_places(domain, x, zoom, e);
    }
    Trace result;
    result.input = base_name(name) + index_text(value, candidate.entry, first_);
    result.entry = entry_text();
    if (candidate.gives_way)
      result.gives_way = base_name(name) + index_text(value, candidate.entry + 1, first_);
    result.discrete = candidate.discrete;
    result.at = {x.approximate(), number_at(here_.left, entry_), number_at(here_.right, entry_)};
    for (const Number& place : places) add(candidate, place, result);
    return result;
  }

  void add(const Candidate& candidate, const Number& place, Trace& result) {
    Draw moved = example_.at;
    Value& value = moved[candidate.input].second;
    if (candidate.gives_way) {
      Number& partner = value.data[candidate.entry + 1];
      partner = partner + value.data[candidate.entry] - place;
    }
    value.data[candidate.entry] = place;
    const bool allowed = is_member(*candidate.given, value, moved, scope_);
    TracePoint point{place.approximate(), {}, {}};
    if (allowed) {
      const Sides sides = sides_at(step_, scope_, moved, session_);
      point.left = number_at(sides.left, entry_);
      point.right = number_at(sides.right, entry_);
    } else if (candidate.discrete) {
      return;
    }
    result.points.push_back(point);
  }

  static bool hides_gap(const Trace& trace) {
    if (!trace.at.left || !trace.at.right) return false;
    std::vector<double> heights;
    for (const TracePoint& point : trace.points)
      for (const std::optional<double>& height : {point.left, point.right})
        if (height) heights.push_back(*height);
    std::sort(heights.begin(), heights.end());
    const std::size_t tail = heights.size() / 12;  // poles do not count
    return std::abs(*trace.at.left - *trace.at.right) <
           0.1 * (heights[heights.size() - 1 - tail] - heights[tail]);
  }

  /// True when a side takes two values or more, and both are seen.
  static bool changes(const Trace& trace) {
    const auto differs = [&](std::optional<double> TracePoint::*side) {
      std::optional<double> first;
      for (const TracePoint& point : trace.points) {
        if (!(point.*side)) continue;
        if (!first) first = point.*side;
        if (*(point.*side) != *first) return true;
      }
      return false;
    };
    const auto seen = [&](std::optional<double> TracePoint::*side) {
      return std::any_of(trace.points.begin(), trace.points.end(),
                         [&](const TracePoint& point) { return (point.*side).has_value(); });
    };
    return (differs(&TracePoint::left) || differs(&TracePoint::right)) && seen(&TracePoint::left) &&
           seen(&TracePoint::right);
  }

  std::string entry_text() const {
    for (const std::optional<Value>& value : {here_.left, here_.right})
      if (value && !value->is_scalar()) return index_text(*value, entry_, first_);
    return {};
  }

  const Step& step_;
  const Scope& scope_;
  const Counterexample& example_;
  Session session_;
  Sides here_;
  std::size_t entry_ = 0;
  long first_ = 1;
};

}  // namespace

std::optional<Trace> trace(const Step& step, const Scope& scope,
                           const Counterexample& example) try {
  if (!step.right || example.at.empty()) return std::nullopt;
  Tracer tracer(step, scope, example);
  for (const Candidate& candidate : candidates_of(example.at, scope))
    if (auto found = tracer.along(candidate)) return found;
  return std::nullopt;
} catch (const OutOfBudget&) {
  return std::nullopt;
} catch (const IllFormed&) {
  return std::nullopt;
} catch (const Undefined&) {
  return std::nullopt;
} catch (const Imprecise&) {
  return std::nullopt;
}

}  // namespace assay::derivation
