// The draws that chance does not make.
#include <algorithm>

#include "properties/derivation/verdict/judge.h"
#include "properties/derivation/verdict/membership.h"

namespace assay::derivation {

namespace {

constexpr std::size_t most_edges = 64;
constexpr std::size_t most_edges_of_comparisons = 200;
constexpr std::size_t most_constants = 8;
constexpr std::size_t bases = 3;

/// "eta a < 2": where its sides are equal, found for one of its names.
struct Threshold {
  std::string name;
  Tree left, right;
};

void collect_thresholds(const Tree& tree, const Scope& scope, std::vector<Threshold>& found) {
  constexpr std::size_t most_thresholds = 24;
  if (tree->kind == Kind::relation)
    for (std::size_t i = 1; i < tree->kids.size(); ++i) {
      const Tree &left = tree->kids[i - 1], &right = tree->kids[i];
      std::set<std::string> names = scope.dependencies(left);
      names.merge(scope.dependencies(right));
      for (const std::string& name : names)
        if (scope.given(name) && found.size() < most_thresholds)
          found.push_back({name, left, right});
    }
  for (const Tree& kid : tree->kids) collect_thresholds(kid, scope, found);
}

bool is_closed(const Tree& tree) {
  switch (tree->kind) {
    case Kind::number:
      return true;
    case Kind::negate:
    case Kind::add:
    case Kind::subtract:
    case Kind::product:
    case Kind::divide:
    case Kind::power:
      return std::all_of(tree->kids.begin(), tree->kids.end(), is_closed);
    default:
      return false;
  }
}

/// The largest parts of a tree that are plain numbers, such as 10^6 and 22/7.
void collect_constants(const Tree& tree, const Environment& e, std::vector<Number>& found) {
  if (is_closed(tree)) {
    try {
      const Number value = evaluate_scalar(tree, e);
      const bool known = std::any_of(found.begin(), found.end(),
                                     [&](const Number& x) { return (x - value).may_be_zero(); });
      if (!known && value.rational() && found.size() < most_constants) found.push_back(value);
    } catch (const std::runtime_error&) {
      return;  // 1/0
    }
    return;
  }
  for (const Tree& kid : tree->kids) collect_constants(kid, e, found);
}

class Edges {
 public:
  Edges(const Judging& judging, std::size_t most) : judging_(judging), most_(most) {}

  /// The draw with one value replaced, where the declarations allow that.
  void add(const Draw& base, const std::string& name, const Number& number) {
    Draw changed = base;
    if (draws_.size() < most_ && set(changed, name, number)) draws_.push_back(std::move(changed));
  }

  /// All numbers that may be it at once, so that x = y = 0 and the like are seen.
  void add_everywhere(const Draw& base, const Number& number) {
    Draw changed = base;
    bool any = false;
    for (auto& [name, value] : changed) {
      const Given* given = judging_.scope.given(name);
      if (!given || others_rest_on(name, base, judging_.scope) || value.data.empty()) continue;
      const Value before = value;
      for (Number& entry : value.data) entry = number;
      if (given->domain.text == "simplex")  // uniform: all are tied
        for (Number& entry : value.data) entry = Number::ratio(1, value.size());
      if (value.is_matrix() && given->domain.base == Domain::Base::structure)
        value = identity_matrix(value.shape[0]);
      if (is_member(*given, value, changed, judging_.scope))
        any = true;
      else
        value = before;
    }
    if (any && draws_.size() < most_) draws_.push_back(changed);
  }

  /// On a threshold and on both sides of it, near and far.
  void around(const Draw& base, const Threshold& threshold) {
    const std::optional<Number> value = solved(base, threshold);
    if (!value) return;
    for (const Number& distance :
         {Number(0), Number(1), Number(-1), Number::ratio(1, 1000), Number::ratio(-1, 1000),
          Number::power_of_ten(-9), -Number::power_of_ten(-9), Number(20), Number(-20)})
      add(base, threshold.name, *value + distance);
    add(base, threshold.name, -*value);  // the other root
  }

  /// On one side or the other of the thresholds of several names: what comes true only together.
  void beyond_several(const Draw& base, const std::vector<Threshold>& thresholds) {
    constexpr std::size_t most_names = 4;
    std::vector<const Threshold*> chosen;
    for (const Threshold& t : thresholds)
      if (chosen.size() < most_names &&
          std::none_of(chosen.begin(), chosen.end(),
                       [&](const Threshold* other) { return other->name == t.name; }))
        chosen.push_back(&t);
    for (unsigned sides = 0; chosen.size() > 1 && sides < 1u << chosen.size(); ++sides) {
      Draw changed = base;
      bool allowed = draws_.size() < most_;
      for (std::size_t i = 0; allowed && i < chosen.size(); ++i) {
        const std::optional<Number> value = solved(changed, *chosen[i]);
        allowed = value && set(changed, chosen[i]->name, *value + Number(sides >> i & 1 ? -1 : 1));
      }
      if (allowed) draws_.push_back(std::move(changed));
    }
  }

  std::vector<Draw> take() { return std::move(draws_); }

 private:
  /// Replaces one value; false where the declarations refuse that.
  bool set(Draw& draw, const std::string& name, const Number& number) const {
    const Given* given = judging_.scope.given(name);
    if (!given || others_rest_on(name, draw, judging_.scope)) return false;
    for (auto& [key, value] : draw) {
      if (key != name) continue;
      for (Number& entry : value.data) entry = number;
      return is_member(*given, value, draw, judging_.scope);
    }
    return false;
  }

  /// Where both sides are equal, if their difference is a straight line in the name.
  std::optional<Number> solved(const Draw& base, const Threshold& threshold) const {
    Session session;
    session.conventions = judging_.conventions;
    Environment e(judging_.scope, session);
    bind_all(e, base);
    if (const Value* value = e.find(threshold.name); !value || !value->is_scalar()) return {};
    const auto gap = [&](const Number& x) {
      e.bind(threshold.name, Value(x));
      return evaluate_scalar(threshold.left, e) - evaluate_scalar(threshold.right, e);
    };
    try {
      const Number at_one = gap(Number(1)), slope = gap(Number(2)) - at_one;
      if (slope.may_be_zero()) return {};
      const Number crossing = Number(1) - at_one / slope;
      if (gap(crossing).may_be_zero()) return crossing;
    } catch (const std::runtime_error&) {
      // compared with something that has no single value here
    }
    return {};
  }

  const Judging& judging_;
  std::size_t most_;
  std::vector<Draw> draws_;
};

/// At the constants that the claim names, beside them and between them.
void add_constants(const Draw& base, const std::string& name, const std::vector<Number>& constants,
                   Edges& edges) {
  for (std::size_t i = 0; i < constants.size(); ++i) {
    for (const long beside : {0L, 1L, -1L}) edges.add(base, name, constants[i] + Number(beside));
    edges.add(base, name, -constants[i]);
    edges.add(base, name, -constants[i] - Number(1));
    for (std::size_t j = 0; j < i; ++j)
      edges.add(base, name, (constants[i] + constants[j]) / Number(2));
  }
}

/// Far out, and for what has an end close to it, where an inequality may turn.
void add_extremes(const Draw& base, const Given& given, Edges& edges, Session& session,
                  const Scope& scope) {
  const Domain& domain = given.domain;
  const auto add = [&](const Number& number) { edges.add(base, given.name, number); };
  if (domain.base == Domain::Base::positive)
    for (const long exponent : {-6L, -12L, -30L, 4L, 9L}) add(Number::power_of_ten(exponent));
  if (domain.base == Domain::Base::real)
    for (const long sign : {1L, -1L}) {
      add(Number(sign) * Number::power_of_ten(4));
      add(Number(sign) * Number::power_of_ten(-9));
    }
  if (domain.base != Domain::Base::interval) return;
  Environment e(scope, session);
  bind_all(e, base);
  for (const std::size_t end : {std::size_t{0}, std::size_t{1}}) try {
      const Number at = evaluate_scalar(domain.parts[end], e);
      for (const long exponent : {-6L, -12L, -30L, -100L})
        add(at + Number(end == 0 ? 1 : -1) * Number::power_of_ten(exponent));
    } catch (const std::runtime_error&) {
      continue;  // an end at infinity
    }
}

}  // namespace

namespace {

bool decides(const Tree& tree) {
  static const char* const deciding[] = {"max",   "min",  "argmax",     "argmin", "floor", "ceil",
                                         "round", "relu", "leaky_relu", "clip",   "sign"};
  switch (tree->kind) {
    case Kind::relation:
    case Kind::member:
    case Kind::implication:
    case Kind::equivalence:
    case Kind::disjunction:
    case Kind::negation:
    case Kind::cases:
    case Kind::absolute:
      return true;
    case Kind::call:
    case Kind::reduce:
      if (std::any_of(std::begin(deciding), std::end(deciding),
                      [&](const char* name) { return tree->text == name; }))
        return true;
      break;
    default:
      break;
  }
  return std::any_of(tree->kids.begin(), tree->kids.end(), decides);
}

}  // namespace

bool compares(const Step& step) {
  return step.sign != "=" || decides(step.left) || decides(step.right);
}

std::vector<Draw> edge_draws(const std::vector<Tree>& trees, bool comparing, Drawer& drawer,
                             const Judging& judging) {
  Edges edges(judging, comparing ? most_edges_of_comparisons : most_edges);
  std::vector<Threshold> thresholds;
  for (const Tree& tree : trees)
    collect_thresholds(inlined(tree, judging.scope), judging.scope, thresholds);
  for (std::size_t i = 0; i < bases; ++i) {
    Session session;
    session.conventions = judging.conventions;
    const std::optional<Draw> base = drawer.draw(i, session);
    if (!base) continue;
    Environment e(judging.scope, session);
    bind_all(e, *base);
    std::vector<Number> constants;
    if (comparing && i == 0)
      for (const Tree& tree : trees) collect_constants(inlined(tree, judging.scope), e, constants);
    for (const Number& constant : constants) edges.add_everywhere(*base, constant);
    for (const Threshold& threshold : thresholds) edges.around(*base, threshold);
    if (i == 0) edges.beyond_several(*base, thresholds);
    for (const long number : {0L, 1L, 2L, -1L}) edges.add_everywhere(*base, Number(number));
    for (const auto& [name, value] : *base) {
      const Given* given = judging.scope.given(name);
      if (!given || given->domain.base == Domain::Base::range) continue;
      for (const long number : {0L, 1L, -1L})
        if (number == 0 || value.is_scalar()) edges.add(*base, name, Number(number));
      if (!value.is_scalar() || i > 0) continue;
      add_constants(*base, name, constants, edges);
      add_extremes(*base, *given, edges, session, judging.scope);
    }
  }
  return edges.take();
}

}  // namespace assay::derivation
