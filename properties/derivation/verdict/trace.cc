#include "properties/derivation/verdict/trace.h"

#include <algorithm>
#include <cmath>

#include "properties/derivation/verdict/membership.h"
#include "properties/derivation/verdict/sample.h"

namespace assay::derivation {

namespace {

constexpr long grid = 96;  // intervals of a curve
constexpr int most_zoom = 4;
constexpr long reach = 8;               // integers shown on each side of the counterexample
constexpr std::size_t most_inputs = 8;  // that are tried
constexpr std::size_t most_entries = 4;
constexpr std::uint64_t most_steps = 3'000'000;
constexpr auto most_time = std::chrono::seconds(20);  // against hangs: the steps end it first

struct Candidate {
  const Given* given;
  std::size_t input;  ///< its place in the draw
  std::size_t entry;
  bool discrete;
};

/// The inputs on which the domain of another one depends: varied alone they would not fit.
bool shapes_others(const std::string& name, const Draw& draw, const Scope& scope) {
  return std::any_of(draw.begin(), draw.end(), [&](const auto& other) {
    const Given* given = scope.given(other.first);
    if (!given || other.first == name) return false;
    const auto mentions = [&](const Tree& tree) {
      return scope.dependencies(tree).count(name) > 0;
    };
    return std::any_of(given->domain.dims.begin(), given->domain.dims.end(), mentions) ||
           std::any_of(given->domain.parts.begin(), given->domain.parts.end(), mentions);
  });
}

std::vector<Candidate> candidates_of(const Draw& draw, const Scope& scope) {
  std::vector<Candidate> scalars, entries, integers;
  for (std::size_t i = 0; i < draw.size(); ++i) {
    const auto& [name, value] = draw[i];
    const Given* given = scope.given(name);
    if (!given || given->distribution || shapes_others(name, draw, scope)) continue;
    switch (given->domain.base) {
      case Domain::Base::real:
      case Domain::Base::positive:
      case Domain::Base::interval:
        for (std::size_t entry = 0; entry < std::min(value.data.size(), most_entries); ++entry)
          (value.is_scalar() ? scalars : entries).push_back({given, i, entry, false});
        break;
      case Domain::Base::integer:
      case Domain::Base::range:
      case Domain::Base::set:
        if (value.is_scalar()) integers.push_back({given, i, 0, true});
        break;
      default:
        break;
    }
  }
  scalars.insert(scalars.end(), entries.begin(), entries.end());
  scalars.insert(scalars.end(), integers.begin(), integers.end());
  if (scalars.size() > most_inputs) scalars.resize(most_inputs);
  return scalars;
}

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

std::string index_text(const Value& value, std::size_t entry) {
  if (value.is_scalar()) return {};
  if (!value.is_matrix()) return "[" + std::to_string(entry + 1) + "]";
  const auto columns = static_cast<std::size_t>(value.columns());
  return "[" + std::to_string(entry / columns + 1) + "," + std::to_string(entry % columns + 1) +
         "]";
}

/// Where the points of a curve lie: around `x`, as far as the domain goes.
std::vector<Number> curve_places(const Domain& domain, const Number& x, int zoom,
                                 const Environment& e) {
  const double size = std::max(1.0, std::abs(x.approximate()));
  if (!(size < 1e15)) return {};
  const Number half = Number(static_cast<long>(std::ceil(2 * size))) * Number::ratio(1, 1L << zoom);
  Number low = x - half, high = x + half;
  if (domain.base == Domain::Base::positive && low.sign() < 0) low = Number(0);
  if (domain.base == Domain::Base::interval) {
    const auto finite = [](const Tree& tree) {
      const Tree& inner = tree->kind == Kind::negate ? tree->kids[0] : tree;
      return inner->kind != Kind::name || inner->text != "inf";
    };
    if (finite(domain.parts[0])) low = std::max(low, evaluate_scalar(domain.parts[0], e));
    if (finite(domain.parts[1])) high = std::min(high, evaluate_scalar(domain.parts[1], e));
  }
  std::vector<Number> places;
  for (long i = 0; i <= grid; ++i) places.push_back(low + Number::ratio(i, grid) * (high - low));
  return places;
}

std::vector<Number> dot_places(const Domain& domain, const Number& x, const Environment& e) {
  std::vector<Number> places;
  if (domain.base == Domain::Base::set) {
    for (const Value& value : all_values(domain, 2 * reach, e))
      if (value.is_scalar()) places.push_back(value.data[0]);
    std::sort(places.begin(), places.end());
    return places;
  }
  for (long i = -reach; i <= reach; ++i) places.push_back(x + Number(i));
  return places;
}

class Tracer {
 public:
  Tracer(const Step& step, const Scope& scope, const Counterexample& example)
      : step_(step), scope_(scope), example_(example) {
    session_.conventions = example.conventions;
    session_.step_limit = most_steps;
    session_.deadline = std::chrono::steady_clock::now() + most_time;
    here_ = sides_at(step, scope, example.at, session_);
    entry_ = telling_entry(here_);
  }

  /// Comes nearer for as long as the gap between the sides is lost in the heights of the curves.
  std::optional<Trace> along(const Candidate& candidate) {
    Trace result = at_zoom(candidate, 0);
    if (!changes(result)) return std::nullopt;
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
    result.input = name.substr(0, name.find('@')) + index_text(value, candidate.entry);
    result.entry = entry_text();
    result.discrete = candidate.discrete;
    result.at = {x.approximate(), number_at(here_.left, entry_), number_at(here_.right, entry_)};
    for (const Number& place : places) add(candidate, place, result);
    return result;
  }

  void add(const Candidate& candidate, const Number& place, Trace& result) {
    Draw moved = example_.at;
    moved[candidate.input].second.data[candidate.entry] = place;
    TracePoint point{place.approximate(), {}, {}};
    if (is_member(*candidate.given, moved[candidate.input].second, moved, scope_)) {
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
      if (value && !value->is_scalar()) return index_text(*value, entry_);
    return {};
  }

  const Step& step_;
  const Scope& scope_;
  const Counterexample& example_;
  Session session_;
  Sides here_;
  std::size_t entry_ = 0;
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
