// Which file knows what an expression of each kind is worth.
#include "properties/derivation/evaluation/evaluate.h"

#include <algorithm>

#include "properties/derivation/evaluation/magnitude.h"

namespace assay::derivation {

namespace {

constexpr int deepest_evaluation = 900;

struct Deeper {
  explicit Deeper(Session& session) : session_(session) {
    if (++session_.depth > deepest_evaluation) {
      --session_.depth;
      throw OutOfBudget("definitions nest too deeply");
    }
  }
  ~Deeper() { --session_.depth; }
  Session& session_;
};

/// What may have a peak of its own that other terms hide in the whole.
Value noted(Value value, const Session& session) {
  constexpr std::size_t most = 32;
  if (session.sizes && session.sizes->size() < most)
    session.sizes->push_back(log2_largest(value));
  return value;
}

}  // namespace

Value evaluate(const Tree& tree, const Environment& e) {
  e.session().step();
  const Deeper deeper(e.session());
  const Node& node = *tree;
  switch (node.kind) {
    case Kind::number: return Value(node.number);
    case Kind::name: return value_of_name(tree, e);
    case Kind::call: return noted(evaluate_call(node, e), e.session());
    case Kind::derived_call: return evaluate_derived_call(node, e);
    case Kind::index: return evaluate_index(node, e);
    case Kind::tuple: {
      std::vector<Value> items;
      for (const Tree& kid : node.kids) items.push_back(evaluate(kid, e));
      return Value::tuple(std::move(items));
    }
    case Kind::matrix: return evaluate_matrix(node, e);
    case Kind::iverson: return evaluate_indicator(node, e);
    case Kind::count: return evaluate_count(node, e);
    case Kind::cases: return evaluate_cases(node, e);
    case Kind::reduce: return evaluate_reduction(node, e);
    case Kind::expectation: return evaluate_expectation(node, e);
    case Kind::integral: return evaluate_integral(node, e);
    case Kind::limit: return evaluate_limit(node, e);
    case Kind::derivative: return evaluate_derivative(node, e);
    case Kind::divergence: return evaluate_divergence(node, e);
    case Kind::relation: case Kind::member: case Kind::conjunction: case Kind::disjunction:
    case Kind::negation: case Kind::implication: case Kind::equivalence:
      return Value(Number(evaluate_logic(node, e) ? 1 : 0));
    case Kind::named: case Kind::set: case Kind::range: case Kind::interval: case Kind::binder:
    case Kind::converges:
      throw IllFormed(node.span, "'" + to_string(tree) + "' is no expression");
    case Kind::divide: case Kind::power: return noted(evaluate_arithmetic(node, e), e.session());
    default: return evaluate_arithmetic(node, e);
  }
}

Number evaluate_scalar(const Tree& tree, const Environment& e) {
  const Value value = evaluate(tree, e);
  if (!value.is_scalar())
    throw IllFormed(tree->span, "'" + to_string(tree) + "' is " + named_shape(value, e) +
                                    " where a number is needed");
  return value.data[0];
}

bool evaluate_truth(const Tree& tree, const Environment& e) {
  return evaluate_scalar(tree, e).sign() != 0;
}

long evaluate_integer(const Tree& tree, const Environment& e) {
  const Number number = evaluate_scalar(tree, e);
  if (!number.is_integer())
    throw Undefined("'" + to_string(tree) + "' = " + number.to_string(8) + " is no integer");
  return number.integer();
}

std::string named_shape(const Value& value, const Environment& e) {
  const auto name_of = [&](std::int64_t extent) {
    std::string name;
    for (const Given& given : e.scope().givens) {
      const Value* bound = e.find(given.name);
      if (!bound || !bound->is_scalar() || !bound->data[0].is_integer()) continue;
      if (bound->data[0].integer() != extent || extent < 2) continue;
      if (!name.empty() && name != given.name) return std::to_string(extent);
      name = given.name;
    }
    return name.empty() ? std::to_string(extent) : name;
  };
  if (value.is_tuple || value.is_scalar()) return describe_shape(value);
  if (value.is_column()) return "a column of " + name_of(value.shape[0]);
  if (value.is_row()) return "a row of " + name_of(value.shape[0]);
  std::string text;
  for (const std::int64_t extent : value.shape) text += (text.empty() ? "" : "x") + name_of(extent);
  return text;
}

}  // namespace assay::derivation
