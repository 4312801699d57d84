// Sums, products, extrema and counts over finite sets.
#include <algorithm>

#include "properties/derivation/evaluation/evaluate.h"
#include "properties/derivation/evaluation/functions.h"

namespace assay::derivation {

namespace {

constexpr long longest_range = 100000;

/// The extent that an index runs through, from its first use as a subscript.
std::optional<std::int64_t> extent_from_use(const std::string& name, const Tree& tree,
                                            const Environment& e) {
  if (tree->kind == Kind::index) {
    for (std::size_t axis = 1; axis < tree->kids.size(); ++axis) {
      const Tree& index = tree->kids[axis];
      if (index->kind != Kind::name || index->text != name) continue;
      const Value base = evaluate(tree->kids[0], e);
      if (!base.is_tuple && axis <= base.shape.size()) return base.shape[axis - 1];
    }
  }
  for (const Tree& kid : tree->kids)
    if (const auto extent = extent_from_use(name, kid, e)) return extent;
  return std::nullopt;
}

void visit_range(const std::string& name, long first, long last, const Environment& e,
                 const std::function<void(const Environment&)>& visit) {
  if (last - first > longest_range) throw OutOfBudget("a range of more than 100000 integers");
  for (long i = first; i <= last; ++i) {
    Environment frame(e);
    frame.bind(name, Value(Number(i)));
    visit(frame);
  }
}

/// All vectors with entries from a finite set, such as {0,1}^n.
void visit_power_set(const Node& binder, const Environment& e,
                     const std::function<void(const Environment&)>& visit) {
  const Node& set = *binder.kids[0];
  std::vector<Number> elements;
  for (const Tree& element : set.kids[0]->kids) elements.push_back(evaluate_scalar(element, e));
  Shape shape;
  double combinations = 1;
  for (std::size_t i = 1; i < set.kids.size(); ++i)
    shape.push_back(evaluate_integer(set.kids[i], e));
  if (std::any_of(shape.begin(), shape.end(), [](std::int64_t extent) { return extent < 0; }))
    throw Undefined("a negative number of entries");
  const std::int64_t count = element_count(shape);
  for (std::int64_t i = 0; i < count; ++i) combinations *= static_cast<double>(elements.size());
  if (combinations > longest_range) throw OutOfBudget("more than 100000 combinations");
  for (long combination = 0; combination < static_cast<long>(combinations); ++combination) {
    Value value(shape, {});
    long rest = combination;
    for (std::int64_t i = 0; i < count; ++i) {
      value.data.push_back(elements[static_cast<std::size_t>(rest) % elements.size()]);
      rest /= static_cast<long>(elements.size());
    }
    Environment frame(e);
    frame.bind(binder.text, std::move(value));
    visit(frame);
  }
}

/// What the index subscripts tells its range; only where nothing tells does a declared range.
void visit_declared(const Node& binder, const Tree& body, const Environment& e,
                    const std::function<void(const Environment&)>& visit) {
  std::optional<std::int64_t> extent;
  try {
    extent = extent_from_use(binder.text, body, e);
  } catch (const IllFormed&) {
    extent = std::nullopt;  // the subscripted thing itself needs the index
  }
  const long first = e.session().convention("index", "1") == "0" ? 0 : 1;
  if (extent)
    return visit_range(binder.text, first, first + static_cast<long>(*extent) - 1, e, visit);
  const Given* given = e.scope().given(binder.text);
  if (!given || given->domain.base != Domain::Base::range || !given->domain.dims.empty())
    throw IllFormed(binder.span, "the range of '" + binder.text + "' is not clear: write sum_{" +
                                     binder.text + "=1..n}");
  visit_range(binder.text, evaluate_integer(given->domain.parts[0], e),
              evaluate_integer(given->domain.parts[1], e), e, visit);
}

void visit_binder(const Node& binder, const Tree& body, const Environment& e,
                  const std::function<void(const Environment&)>& visit) {
  if (binder.kids.empty()) return visit_declared(binder, body, e, visit);
  const Node& set = *binder.kids[0];
  switch (set.kind) {
    case Kind::range:
      return visit_range(binder.text, evaluate_integer(set.kids[0], e),
                         evaluate_integer(set.kids[1], e), e, visit);
    case Kind::set:
      for (const Tree& element : set.kids) {
        Environment frame(e);
        frame.bind(binder.text, evaluate(element, e));
        visit(frame);
      }
      return;
    default:
      if (set.text == "power_set") return visit_power_set(binder, e, visit);
      throw IllFormed(binder.span, "'" + to_string(binder.kids[0]) +
                                       "' is no finite set that could be run through");
  }
}

}  // namespace

void for_each_binding(const std::vector<Tree>& binders, const Tree& condition, const Tree& body,
                      const Environment& e, const std::function<void(const Environment&)>& visit) {
  const std::function<void(std::size_t, const Environment&)> descend =
      [&](std::size_t depth, const Environment& frame) {
        if (depth == binders.size()) {
          if (!condition || evaluate_truth(condition, frame)) visit(frame);
          return;
        }
        visit_binder(*binders[depth], body, frame,
                     [&](const Environment& deeper) { descend(depth + 1, deeper); });
      };
  descend(0, e);
}

namespace {

struct Bound {
  std::vector<Tree> binders;
  Tree condition;
  Tree body;
};

Bound split(const Node& node, bool has_body) {
  Bound bound;
  const std::size_t last = node.kids.size() - (has_body ? 1 : 0);
  for (std::size_t i = 0; i < last; ++i) {
    if (node.kids[i]->kind == Kind::binder)
      bound.binders.push_back(node.kids[i]);
    else
      bound.condition = node.kids[i];
  }
  bound.body = has_body ? node.kids.back() : bound.condition;
  return bound;
}

/// The index of a sum from some integer to infinity.
const Node* series_binder(const std::string& what, const Bound& bound) {
  if (what != "sum" || bound.binders.size() != 1 || bound.binders[0]->kids.empty()) return nullptr;
  const Node& range = *bound.binders[0]->kids[0];
  return range.kind == Kind::range && infinite_sign(*range.kids[1]) > 0 ? bound.binders[0].get()
                                                                        : nullptr;
}

bool is_finite_set(const Tree& binder) {
  if (binder->kids.empty()) return true;
  const Kind kind = binder->kids[0]->kind;
  return kind == Kind::range || kind == Kind::set || binder->kids[0]->text == "power_set";
}

}  // namespace

Value evaluate_count(const Node& node, const Environment& e) {
  const Bound bound = split(node, false);
  long count = 0;
  const Tree nothing = make_number(1);
  for_each_binding(bound.binders, bound.condition, bound.condition ? bound.condition : nothing, e,
                   [&](const Environment&) { ++count; });
  return Value(Number(count));
}

Value evaluate_reduction(const Node& node, const Environment& e) {
  const Bound bound = split(node, true);
  if (!std::all_of(bound.binders.begin(), bound.binders.end(), is_finite_set))
    throw IllFormed(node.span, "'" + node.text +
                                   "' over an infinite set is judged only as a claim of its own, "
                                   "such as 'x = argmin(w in R: f(w))'");
  if (const Node* series = series_binder(node.text, bound)) {
    if (bound.condition)
      throw IllFormed(bound.condition->span,
                      "a series with a condition is not read: write its "
                      "terms so that they are 0 elsewhere");
    return evaluate_series(series->text, evaluate_integer(series->kids[0]->kids[0], e), bound.body,
                           e);
  }
  std::vector<Value> values;
  std::vector<Value> positions;
  for_each_binding(bound.binders, bound.condition, bound.body, e, [&](const Environment& frame) {
    values.push_back(evaluate(bound.body, frame));
    positions.push_back(*frame.find(bound.binders[0]->text));
  });
  if (node.text == "argmax" || node.text == "argmin") {
    const Value best = call_function(node.text, {Value::tuple(values)}, {}, node.span, e);
    return positions.at(static_cast<std::size_t>(best.data[0].integer() - 1));
  }
  const bool additive = node.text == "sum" || node.text == "mean";
  if (!additive) {
    for (const Value& value : values)
      if (!value.is_scalar())
        throw IllFormed(node.span, node.text + " of " + describe_shape(value));
    return call_function(node.text, {Value::tuple(values)}, {}, node.span, e);
  }
  Value sum(Number(0));
  if (!values.empty()) sum = values[0];
  for (std::size_t i = 1; i < values.size(); ++i)
    sum = zip(
        sum, values[i], +[](const Number& a, const Number& b) { return a + b; }, "+", node.span);
  if (node.text == "sum") return sum;
  if (values.empty()) throw Undefined("the mean of nothing");
  const Number count(static_cast<long>(values.size()));
  return map(sum, [&](const Number& x) { return x / count; });
}

}  // namespace assay::derivation
