#include "properties/derivation/verdict/trace_places.h"

#include <algorithm>
#include <cmath>

#include "properties/derivation/verdict/membership.h"
#include "properties/derivation/verdict/sample.h"

namespace assay::derivation {

namespace {

constexpr long grid = 96;               // intervals of a curve
constexpr long reach = 8;               // integers shown on each side of the counterexample
constexpr std::size_t most_inputs = 8;  // that are tried
constexpr std::size_t most_entries = 4;

}  // namespace

std::string base_name(const std::string& name) { return name.substr(0, name.find('@')); }

std::vector<Candidate> candidates_of(const Draw& draw, const Scope& scope) {
  std::vector<Candidate> scalars, entries, integers;
  for (std::size_t i = 0; i < draw.size(); ++i) {
    const auto& [name, value] = draw[i];
    const Given* given = scope.given(name);
    if (!given || given->distribution || others_rest_on(name, draw, scope)) continue;
    switch (given->domain.base) {
      case Domain::Base::real:
      case Domain::Base::positive:
      case Domain::Base::interval:
        for (std::size_t entry = 0; entry < std::min(value.data.size(), most_entries); ++entry)
          (value.is_scalar() ? scalars : entries).push_back({given, i, entry});
        break;
      case Domain::Base::integer:
      case Domain::Base::range:
      case Domain::Base::set:
        if (value.is_scalar()) integers.push_back({given, i, 0, true});
        break;
      case Domain::Base::structure:
        if (given->domain.text == "simplex" && given->domain.dims.empty() && value.data.size() > 1)
          entries.push_back({given, i, 0, false, true});
        break;
      default:
        break;
    }
  }
  scalars.insert(scalars.end(), integers.begin(), integers.end());
  scalars.insert(scalars.end(), entries.begin(), entries.end());
  if (scalars.size() > most_inputs) scalars.resize(most_inputs);
  return scalars;
}

/// "[2,1]", counted as the convention says.
std::string index_text(const Value& value, std::size_t entry, long first) {
  if (value.is_scalar()) return {};
  const Shape shape = value.is_tuple ? Shape{1} : value.shape;
  std::string text;
  for (std::size_t axis = shape.size(); axis-- > 0;) {
    const auto extent = axis == 0 ? entry + 1 : static_cast<std::size_t>(shape[axis]);
    text = std::to_string(static_cast<long>(entry % extent) + first) + (text.empty() ? "" : ",") +
           text;
    entry /= extent;
  }
  return "[" + text + "]";
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
  if (domain.base == Domain::Base::structure) low = std::max(low, Number(0));
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

}  // namespace assay::derivation
