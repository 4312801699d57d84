#include "properties/derivation/verdict/draw.h"

#include <algorithm>
#include <numeric>

#include "properties/derivation/verdict/sample.h"

namespace assay::derivation {

namespace {

constexpr std::size_t most_exhaustive = 20000;
constexpr std::size_t most_size_combinations = 600;
constexpr int tries_per_draw = 200;

bool is_scalar(const Given& given) { return given.domain.dims.empty(); }

bool is_finite_scalar(const Given& given) {
  return is_scalar(given) &&
         (given.domain.base == Domain::Base::range || given.domain.base == Domain::Base::set);
}

bool is_finite(const Given& given) {
  return given.domain.base == Domain::Base::range || given.domain.base == Domain::Base::set ||
         (given.domain.base == Domain::Base::structure &&
          (given.domain.text == "bits" || given.domain.text == "onehot"));
}

bool allowed(const Scope& scope, const Environment& e) {
  return std::all_of(scope.conditions.begin(), scope.conditions.end(),
                     [&](const Condition& condition) {
                       try {
                         return evaluate_truth(condition.logic, e);
                       } catch (const Undefined&) {
                         return false;
                       } catch (const Imprecise&) {
                         return false;
                       } catch (const IllFormed& unbound) {
                         return true;  // over names that are not drawn here
                       }
                     });
}

/// Pairs of equal sizes, and sizes of one: what hides a confusion of sizes.
int tameness(const Draw& draw) {
  int tame = 0;
  for (std::size_t i = 0; i < draw.size(); ++i) {
    const Number& a = draw[i].second.data.at(0);
    if (compare(a, Number(1)) <= 0) ++tame;
    for (std::size_t j = i + 1; j < draw.size(); ++j)
      tame += compare(a, draw[j].second.data.at(0)) == 0 ? 2 : 0;
  }
  return tame;
}

double bulk(const Draw& draw) {
  double sum = 0;
  for (const auto& [name, value] : draw)
    for (const Number& x : value.data) sum += std::abs(x.approximate());
  return sum;
}

}  // namespace

void bind_all(Environment& environment, const Draw& draw) {
  for (const auto& [name, value] : draw) environment.bind(name, value);
}

Drawer::Drawer(const Scope& scope, const std::vector<Tree>& trees, std::uint64_t seed)
    : scope_(scope), seed_(seed) {
  std::set<std::string> names;
  const auto include = [&](const Tree& tree) {
    const std::set<std::string> more = scope.dependencies(tree);
    names.insert(more.begin(), more.end());
  };
  for (const Tree& tree : trees) include(tree);
  // A condition counts when it speaks of something that is drawn; domains may name sizes.
  for (bool grown = true; grown;) {
    const std::size_t before = names.size();
    for (const Condition& condition : scope.conditions) {
      const std::set<std::string> mentioned = scope.dependencies(condition.logic);
      if (std::any_of(mentioned.begin(), mentioned.end(), [&](const std::string& name) {
            return names.count(name) && scope.given(name);
          }))
        names.insert(mentioned.begin(), mentioned.end());
    }
    for (const Given& given : scope.givens) {
      if (!names.count(given.name)) continue;
      for (const Tree& tree : given.domain.parts) include(tree);
      for (const Tree& tree : given.domain.dims) include(tree);
    }
    grown = names.size() > before;
  }
  for (const Given& given : scope.givens)
    if (names.count(given.name) && !given.distribution && scope.given(given.name) == &given)
      needed_.push_back(&given);

  Session session;
  bool complete = true;
  Draw partial;
  exhaustive_ = std::all_of(needed_.begin(), needed_.end(),
                            [](const Given* given) { return is_finite(*given); });
  if (exhaustive_) enumerate(0, partial, true, most_exhaustive, session, complete);
  exhaustive_ = exhaustive_ && complete;
  if (!exhaustive_) {
    finite_.clear();
    complete = true;
    enumerate(0, partial, false, most_size_combinations, session, complete);
    if (!complete) sample_sizes(session);
  }
  ascending_.resize(finite_.size());
  RandomSource random(seed);
  if (!exhaustive_) {
    random.shuffle(finite_);
    // The wildest few first, the rest in random order.
    const auto front = std::min<std::size_t>(finite_.size(), 4);
    std::partial_sort(finite_.begin(), finite_.begin() + static_cast<long>(front), finite_.end(),
                      [](const Draw& a, const Draw& b) { return tameness(a) < tameness(b); });
  }
  std::iota(ascending_.begin(), ascending_.end(), 0u);
  std::stable_sort(ascending_.begin(), ascending_.end(), [&](std::size_t a, std::size_t b) {
    return bulk(finite_[a]) < bulk(finite_[b]);
  });
}

void Drawer::sample_sizes(Session& session) {
  finite_.clear();
  for (std::size_t i = 0; i < most_size_combinations; ++i) {
    RandomSource random({seed_, 3'000'000 + i});
    Environment e(scope_, session);
    Draw draw;
    for (const Given* given : needed_)
      if (is_finite_scalar(*given)) try {
          Value value(finite_scalar(given->domain, random, e));
          e.bind(given->name, value);
          draw.emplace_back(given->name, std::move(value));
        } catch (const Undefined&) {
          break;
        } catch (const IllFormed&) {
          continue;  // its ends speak of numbers that are drawn: it is drawn with them
        }
    finite_.push_back(std::move(draw));
  }
}

void Drawer::enumerate(std::size_t at, Draw& partial, bool tensors, std::size_t limit,
                       Session& session, bool& complete) {
  if (finite_.size() >= limit) {
    complete = false;
    return;
  }
  while (at < needed_.size() &&
         !(tensors ? is_finite(*needed_[at]) : is_finite_scalar(*needed_[at])))
    ++at;
  if (at == needed_.size()) {
    if (tensors) {
      Environment e(scope_, session);
      bind_all(e, partial);
      if (!allowed(scope_, e)) return;
    }
    finite_.push_back(partial);
    return;
  }
  Environment e(scope_, session);
  bind_all(e, partial);
  std::vector<Value> values;
  try {
    values = all_values(needed_[at]->domain, limit + 1, e);
  } catch (const Undefined& undefined) {
    refusal_ = needed_[at]->name + ": " + undefined.what();
    return;
  } catch (const IllFormed&) {
    // Its elements speak of numbers that are drawn: it is drawn with them.
    complete = complete && !tensors;
    return enumerate(at + 1, partial, tensors, limit, session, complete);
  }
  if (values.empty()) refusal_ = needed_[at]->name + " has no value to take";
  if (values.size() > limit) complete = false;
  for (const Value& value : values) {
    partial.emplace_back(needed_[at]->name, value);
    enumerate(at + 1, partial, tensors, limit, session, complete);
    partial.pop_back();
    if (!complete) return;
  }
}

std::optional<Draw> Drawer::complete(const Draw& sizes, Style style, std::uint64_t stream,
                                     const std::string& outside, Session& session) {
  for (int attempt = 0; attempt < tries_per_draw; ++attempt) {
    RandomSource random({seed_, stream, static_cast<std::uint64_t>(attempt)});
    Environment e(scope_, session);
    bind_all(e, sizes);
    Draw draw;
    try {
      // Simple draws grow wilder with each refusal.
      const Style now = style == Style::simple && attempt > 100 ? Style::plain : style;
      for (const Given* given : needed_) {
        const Value* bound = e.find(given->name);
        Value value = bound && given->name != outside ? *bound
                      : given->name == outside        ? outside_value(given->domain, random, e)
                                                      : sample(given->domain, now, random, e);
        e.bind(given->name, value);
        draw.emplace_back(given->name, std::move(value));
      }
    } catch (const Undefined& undefined) {
      refusal_ = undefined.what();
      ++rejected_;
      continue;
    }
    if (allowed(scope_, e)) return draw;
    ++rejected_;
  }
  return std::nullopt;
}

Style Drawer::style_of(std::size_t i) {
  constexpr Style mixture[] = {Style::plain, Style::edge, Style::plain,  Style::heavy,
                               Style::plain, Style::edge, Style::simple, Style::heavy};
  return i < 4 ? Style::generic : mixture[i % std::size(mixture)];
}

std::optional<Draw> Drawer::draw(std::size_t i, Session& session) {
  if (finite_.empty()) return std::nullopt;
  if (exhaustive_) return i < finite_.size() ? std::optional(finite_[i]) : std::nullopt;
  const Style style = style_of(i);
  // Where one combination of sizes is refused, the next one may do.
  for (std::size_t offset = 0; offset < std::min<std::size_t>(finite_.size(), 12); ++offset)
    if (auto drawn = complete(finite_[(i + offset * 7) % finite_.size()], style, i + 1000 * offset,
                              {}, session))
      return drawn;
  return std::nullopt;
}

std::optional<Draw> Drawer::simple(std::size_t i, Session& session) {
  if (finite_.empty()) return std::nullopt;
  const std::size_t count = std::min<std::size_t>(finite_.size(), 12);
  return complete(finite_[ascending_[(i / 6) % count]], Style::simple, 1'000'000 + i, {}, session);
}

std::optional<Draw> Drawer::outside(const std::string& name, std::size_t i, Session& session) {
  if (finite_.empty()) return std::nullopt;
  return complete(finite_[i % finite_.size()], Style::plain, 2'000'000 + i, name, session);
}

}  // namespace assay::derivation
