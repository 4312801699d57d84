// Expectations, integrals and divergences, each from its definition.
#include <algorithm>

#include "properties/derivation/evaluation/distribution.h"
#include "properties/derivation/evaluation/functions.h"

namespace assay::derivation {

namespace {

struct Variable {
  std::string name;
  Law law;
};

Shape dims_of(const Given& given, const Environment& e) {
  Shape shape;
  for (const Tree& dim : given.domain.dims) shape.push_back(evaluate_integer(dim, e));
  return shape;
}

Law declared_law(const Given& given, const Environment& e) {
  return law_of(*given.distribution, dims_of(given, e), e);
}

std::vector<Variable> random_variables(const Node& node, const Environment& e) {
  std::vector<Variable> variables;
  for (std::size_t i = 0; i + 1 < node.kids.size(); ++i) {
    const Node& binder = *node.kids[i];
    if (!binder.kids.empty()) {
      variables.push_back({binder.text, law_of(*binder.kids[0], {}, e)});
      continue;
    }
    const Given* given = e.scope().given(binder.text);
    if (!given || !given->distribution)
      throw IllFormed(binder.span, "'" + binder.text + "' has no distribution");
    variables.push_back({binder.text, declared_law(*given, e)});
  }
  if (!variables.empty()) return variables;
  const std::set<std::string> names = e.scope().dependencies(node.kids.back());
  std::set<std::string> seen;
  for (const Given& given : e.scope().givens)
    if (given.distribution && names.count(given.name) && !e.is_bound(given.name) &&
        seen.insert(given.name).second)
      variables.push_back({given.name, declared_law(given, e)});
  if (variables.empty())
    throw IllFormed(node.span, "nothing is random here: write E[... ; z ~ Normal(0, 1)]");
  return variables;
}

/// The random tensor for one outcome of its independent entries.
Value outcome_of(const Law& law, const std::vector<Number>& entries, std::size_t first) {
  const auto count = law.entries.size();
  if (law.shape.empty()) return Value(entries[first]);
  Value value(law.shape, std::vector<Number>(entries.begin() + static_cast<long>(first),
                                             entries.begin() + static_cast<long>(first + count)));
  if (!law.factor) return value;
  Value moved = multiply(*law.factor, value, {});
  for (std::size_t i = 0; i < moved.data.size(); ++i)
    moved.data[i] = moved.data[i] + law.mean->data[i];
  return moved;
}

Value mean_of(const std::vector<Variable>& variables, const Environment& e,
              const std::function<Value(const Environment&)>& f) {
  std::vector<ScalarLaw> laws;
  for (const Variable& variable : variables)
    laws.insert(laws.end(), variable.law.entries.begin(), variable.law.entries.end());
  return average(laws, [&](const std::vector<Number>& entries) {
    Environment frame(e);
    std::size_t first = 0;
    for (const Variable& variable : variables) {
      frame.bind(variable.name, outcome_of(variable.law, entries, first));
      first += variable.law.entries.size();
    }
    return f(frame);
  }, e.session());
}

Number number_of(const Value& value, Span where) {
  if (!value.is_scalar()) throw IllFormed(where, "a variance of " + describe_shape(value));
  return value.data[0];
}

}  // namespace

Value evaluate_expectation(const Node& node, const Environment& e) {
  const std::vector<Variable> variables = random_variables(node, e);
  const Tree& body = node.kids.back();
  const auto mean = [&](const std::function<Value(const Environment&)>& f) {
    return mean_of(variables, e, f);
  };
  const auto number_at = [&](const Tree& tree, const Environment& frame) {
    return number_of(evaluate(tree, frame), node.span);
  };
  if (node.text == "E") return mean([&](const Environment& f) { return evaluate(body, f); });
  const Tree& first = node.text == "Cov" ? body->kids[0] : body;
  const Tree& second = node.text == "Cov" ? body->kids[1] : body;
  const Number product = mean([&](const Environment& f) {
                           return Value(number_at(first, f) * number_at(second, f));
                         }).data[0];
  const Number a = mean([&](const Environment& f) { return Value(number_at(first, f)); }).data[0];
  const Number b = mean([&](const Environment& f) { return Value(number_at(second, f)); }).data[0];
  return Value(product - a * b);
}

Value evaluate_integral(const Node& node, const Environment& e) {
  const Node& binder = *node.kids[0];
  const Node& set = *binder.kids[0];
  std::optional<Number> lower, upper;
  const auto end_of = [&](const Tree& tree) -> std::optional<Number> {
    const Tree& inner = tree->kind == Kind::negate ? tree->kids[0] : tree;
    if (inner->kind == Kind::name && inner->text == "inf") return std::nullopt;
    return evaluate_scalar(tree, e);
  };
  if (set.kind == Kind::range || set.kind == Kind::interval) {
    lower = end_of(set.kids[0]);
    upper = end_of(set.kids[1]);
  } else if (set.text == "R+") {
    lower = Number(0);
  } else if (set.text != "R") {
    throw IllFormed(binder.span, "an integral over this set");
  }
  return integrate([&](const Number& x) {
    Environment frame(e);
    frame.bind(binder.text, Value(x));
    return evaluate(node.kids[1], frame);
  }, lower, upper, e.session());
}

namespace {

/// E_p[g(log p, log q)] of two scalar laws.
Number mean_log_ratio(const ScalarLaw& p, const ScalarLaw& q, Session& session) {
  return average({p}, [&](const std::vector<Number>& x) {
           return Value(log_density(p, x[0], session) - log_density(q, x[0], session));
         }, session).data[0];
}

Number log_density_of(const Law& law, const Value& x, Session& session) {
  if (!law.factor) {
    Number sum = 0;
    for (std::size_t i = 0; i < law.entries.size(); ++i)
      sum += log_density(law.entries[i], x.data[i], session);
    return sum;
  }
  // White noise w with factor w = x - mean, by forward substitution.
  std::vector<Number> white;
  Number sum = -law.log_scale();
  for (std::size_t i = 0; i < x.data.size(); ++i) {
    const auto factor = [&](std::size_t j) {
      return law.factor->at(static_cast<long>(i), static_cast<long>(j));
    };
    Number rest = x.data[i] - law.mean->data[i];
    for (std::size_t j = 0; j < i; ++j) rest = rest - factor(j) * white[j];
    white.push_back(rest / factor(i));
    sum += log_density(law.entries[i], white[i], session);
  }
  return sum;
}

Number density_of(const ScalarLaw& law, const Number& x, Session& session) {
  if (!in_support(law, x)) return 0;
  return find_elementwise("exp")->apply(log_density(law, x, session), session);
}

Number overlap(const ScalarLaw& p, const ScalarLaw& q, Session& session,
               Number (*pointwise)(const Number&, const Number&)) {
  if (p.kind == ScalarLaw::Kind::atoms) {
    Number sum = 0;
    for (std::size_t i = 0; i < p.atoms.size(); ++i)
      sum += pointwise(p.atoms[i].second, q.atoms.at(i).second);
    return sum;
  }
  const auto outer = [](const std::optional<Number>& a, const std::optional<Number>& b, int side) {
    return a && b ? std::optional((*a - *b).sign() * side < 0 ? *b : *a) : std::nullopt;
  };
  return integrate([&](const Number& x) {
           const Number a = density_of(p, x, session), b = density_of(q, x, session);
           session.branches = static_cast<std::uint64_t>(
               compare(a, b) + 2 + 4 * in_support(p, x) + 8 * in_support(q, x));
           return Value(pointwise(a, b));
         }, outer(p.lower, q.lower, -1), outer(p.upper, q.upper, 1), session).data[0];
}

}  // namespace

Value evaluate_divergence(const Node& node, const Environment& e) {
  Session& session = e.session();
  const Law p = law_of(*node.kids[0], {}, e), q = law_of(*node.kids[1], {}, e);
  if (p.entries.size() != q.entries.size())
    throw IllFormed(node.span, "the two distributions have different sizes");
  if (node.text == "KL") {
    if (!p.factor && !q.factor) {
      // The log ratio of independent entries is a sum, and so is its mean.
      Number sum = 0;
      for (std::size_t i = 0; i < p.entries.size(); ++i)
        sum += mean_log_ratio(p.entries[i], q.entries[i], session);
      return Value(sum);
    }
    return mean_of({{"", p}}, e, [&](const Environment& frame) {
      const Value x = *frame.find("");
      return Value(log_density_of(p, x, session) - log_density_of(q, x, session));
    });
  }
  if (p.entries.size() != 1)
    throw IllFormed(node.span, node.text + " is evaluated between laws of one number");
  const ScalarLaw &a = p.entries[0], &b = q.entries[0];
  if (node.text == "TV")
    return Value(overlap(a, b, session, +[](const Number& x, const Number& y) {
                   return abs(x - y) / Number(2);
                 }));
  if (node.text == "Hellinger")
    return Value(sqrt(Number(1) - overlap(a, b, session, +[](const Number& x, const Number& y) {
                        return sqrt(x * y);
                      })));
  throw IllFormed(node.span, "unknown divergence '" + node.text + "'");
}

}  // namespace assay::derivation
