// Shrinking: towards smaller sizes first, then default attributes, then simpler elements.

#include <algorithm>
#include <cmath>
#include <set>

#include "properties/cases/draw.h"

namespace assay {

namespace {

/// The extents of a tensor's factors, so that a symbol inside "groups*c" can shrink on its own.
Shape factor_extents(const Input& input, const Sizes& sizes, const Attributes& attributes) {
  Shape extents;
  for (const std::string& dim : input.dims)
    for (const std::string& factor : factors_of(dim))
      extents.push_back(extent_of(factor, sizes, attributes));
  return extents;
}

/// Which end of a tensor stays.
enum class Kept { first, last };

/// The part of `old` with the extents of `smaller`, factor by factor.
std::vector<double> crop(const std::vector<double>& old, const Shape& larger, const Shape& smaller,
                         Kept kept) {
  std::vector<double> cropped;
  Shape begin(smaller.size(), 0);
  if (kept == Kept::last)
    for (std::size_t axis = 0; axis < begin.size(); ++axis)
      begin[axis] = larger[axis] - smaller[axis];
  Shape index = begin;
  const std::int64_t count = element_count(smaller);
  for (std::int64_t n = 0; n < count; ++n) {
    cropped.push_back(old[static_cast<std::size_t>(flat_index(larger, index))]);
    for (std::size_t axis = smaller.size(); axis-- > 0;) {
      if (++index[axis] < begin[axis] + smaller[axis]) break;
      index[axis] = begin[axis];
    }
  }
  return cropped;
}

bool all_within(const Shape& smaller, const Shape& larger) {
  for (std::size_t axis = 0; axis < smaller.size(); ++axis)
    if (smaller[axis] > larger[axis]) return false;
  return true;
}

/// The case cut down to smaller sizes and other attributes; nothing where that does not fit.
std::optional<Case> cut(const Card& card, const Case& drawn, const Sizes& sizes,
                        const Attributes& attributes, Kept kept = Kept::first) {
  if (card.admits && !card.admits(sizes, attributes)) return {};
  Case smaller{.sizes = sizes, .attributes = attributes, .inputs = {}, .seed = drawn.seed};
  for (std::size_t k = 0; k < card.inputs.size(); ++k) {
    const Shape old = factor_extents(card.inputs[k], drawn.sizes, drawn.attributes);
    const Shape now = factor_extents(card.inputs[k], sizes, attributes);
    if (!all_within(now, old)) return {};
    Tensor<double> input(shape_of(card.inputs[k].dims, sizes, attributes),
                         crop(drawn.inputs[k].data, old, now, kept));
    for (const double element : input.data)
      if (!domain_violation(card.inputs[k].domain, element, sizes, attributes).empty()) return {};
    smaller.inputs.push_back(std::move(input));
  }
  return smaller;
}

void add_smaller_sizes(const Card& card, const Case& drawn, std::vector<Case>& simpler) {
  for (const Dim& dim : card.dims) {
    const std::int64_t now = drawn.sizes.at(dim.name);
    std::set<std::int64_t> targets;
    for (const std::int64_t target : {dim.least, now / 2, now - 1})
      if (target >= dim.least && target < now) targets.insert(target);
    for (const std::int64_t target : targets) {
      Sizes sizes = drawn.sizes;
      sizes[dim.name] = target;
      for (const Kept kept : {Kept::first, Kept::last})
        if (auto smaller = cut(card, drawn, sizes, drawn.attributes, kept))
          simpler.push_back(std::move(*smaller));
    }
  }
}

void add_default_attributes(const Card& card, const Case& drawn, std::vector<Case>& simpler) {
  const Attributes defaults = default_attributes(card);
  for (const auto& [name, value] : defaults.values()) {
    if (drawn.attributes.values().at(name) == value) continue;
    Attributes attributes = drawn.attributes;
    attributes.set(name, value);
    if (auto smaller = cut(card, drawn, drawn.sizes, attributes))
      simpler.push_back(std::move(*smaller));
  }
}

/// Numbers simpler than `value`, simplest first: 0, 1, -1, 2, its magnitude, its whole part, fewer
/// significant bits. Never in a circle: each list only leads on to shorter ones.
std::vector<double> simpler_numbers(double value, Format format) {
  std::vector<double> simpler;
  const auto add = [&](double candidate) {
    if (candidate != value && std::find(simpler.begin(), simpler.end(), candidate) == simpler.end())
      simpler.push_back(candidate);
  };
  for (const double simplest : {0, 1, -1, 2}) {
    if (value == simplest) return simpler;
    add(simplest);
  }
  add(std::abs(value));
  add(std::trunc(value));
  for (const int bits : {1, 2, 4, 8, 12, 16, 20}) {
    if (bits >= traits(format).precision) break;
    const double unit = std::ldexp(1.0, std::ilogb(value) - bits + 1);
    add(std::trunc(value / unit) * unit);
  }
  return simpler;
}

void add_simpler_elements(const Card& card, const Case& drawn, std::vector<Case>& simpler) {
  constexpr std::size_t enough = 400;  // each candidate costs a run of the law
  for (std::size_t k = 0; k < drawn.inputs.size(); ++k) {
    const Domain& domain = card.inputs[k].domain;
    if (domain.kind == Domain::Kind::simplex) continue;
    for (std::size_t i = 0; i < drawn.inputs[k].data.size(); ++i) {
      for (const double candidate : simpler_numbers(drawn.inputs[k].data[i], card.format)) {
        if (simpler.size() >= enough) return;
        if (!domain_violation(domain, candidate, drawn.sizes, drawn.attributes).empty()) continue;
        simpler.push_back(drawn);
        simpler.back().inputs[k].data[i] = candidate;
      }
    }
  }
}

}  // namespace

std::vector<Case> simpler_cases(const Card& card, const Case& drawn) {
  std::vector<Case> simpler;
  add_smaller_sizes(card, drawn, simpler);
  add_default_attributes(card, drawn, simpler);
  add_simpler_elements(card, drawn, simpler);
  // A coupling may undo a step, which would lead in a circle: only cases that it leaves alone
  // count.
  if (card.couple)
    std::erase_if(simpler, [&](const Case& candidate) {
      Bag<double> coupled = candidate.inputs;
      card.couple(coupled, candidate.attributes);
      for (std::size_t k = 0; k < coupled.size(); ++k)
        if (coupled[k].data != candidate.inputs[k].data) return true;
      return false;
    });
  return simpler;
}

}  // namespace assay
