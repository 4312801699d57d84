#include "properties/derivation/evaluation/evaluate.h"

#include <algorithm>

#include "properties/derivation/evaluation/functions.h"

namespace assay::derivation {

namespace {

constexpr int deepest_evaluation = 900;
constexpr long longest_sequence = 20000;

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

Number add(const Number& a, const Number& b) { return a + b; }
Number subtract(const Number& a, const Number& b) { return a - b; }
Number times(const Number& a, const Number& b) { return a * b; }
Number over(const Number& a, const Number& b) { return a / b; }

Value left_of(const Node& node, const Environment& e) { return evaluate(node.kids[0], e); }
Value right_of(const Node& node, const Environment& e) { return evaluate(node.kids[1], e); }

/// "0 log 0 = 0": a factor that is exactly zero silences an undefined one.
Value product_of(const Node& node, const Environment& e) {
  const bool zero_silences = e.session().convention("0log0", "") == "0";
  const auto silenced = [&](std::size_t zero, std::size_t undefined) -> std::optional<Value> {
    if (!zero_silences) return std::nullopt;
    const Value factor = evaluate(node.kids[zero], e);
    if (!factor.is_scalar() || !factor.data[0].is_zero()) return std::nullopt;
    static_cast<void>(undefined);
    return factor;
  };
  Value left, right;
  try {
    left = left_of(node, e);
  } catch (const Undefined&) {
    if (const auto zero = silenced(1, 0)) return *zero;
    throw;
  }
  try {
    right = right_of(node, e);
  } catch (const Undefined&) {
    if (const auto zero = silenced(0, 1)) return *zero;
    throw;
  }
  if (node.kind == Kind::hadamard) return zip(left, right, times, ".*", node.span);
  return multiply(left, right, node.span);
}

Value quotient_of(const Node& node, const Environment& e) {
  const Value left = left_of(node, e), right = right_of(node, e);
  if (node.kind == Kind::divide && !right.is_scalar()) {
    if (left.is_scalar() && same_form(left, right)) return zip(left, right, over, "/", node.span);
    throw IllFormed(node.span, "a division by " + describe_shape(right) +
                                   "; write './' for entry by entry or multiply by an inverse");
  }
  return zip(left, right, over, node.kind == Kind::divide ? "/" : "./", node.span);
}

Value power_of(const Node& node, const Environment& e) {
  const Value base = left_of(node, e), exponent = right_of(node, e);
  if (node.kind == Kind::hadamard_power || base.is_scalar())
    return zip(base, exponent, pow, node.kind == Kind::power ? "^" : ".^", node.span);
  if (!exponent.is_scalar()) throw IllFormed(node.span, "an exponent that is no number");
  if (base.is_matrix()) return matrix_power(base, exponent.data[0].integer(), node.span);
  if (exponent.data[0].is_integer() && exponent.data[0].integer() == 2 &&
      e.session().convention("v^2", "") == "v^Tv")
    return multiply(transpose(base, node.span), base, node.span);
  throw IllFormed(node.span, "a power of " + describe_shape(base) +
                                 "; write .^ for entry by entry, |v|^2 for the squared norm, or "
                                 "declare 'convention v^2 = v^T v'");
}

Value transpose_of(const Node& node, const Environment& e) {
  const Value base = left_of(node, e);
  if (base.is_scalar() && node.text == "T")
    return zip(base, value_of_name(make_name("T", node.span), e), pow, "^", node.span);
  if (base.is_scalar() && node.text == "'")
    throw IllFormed(node.span, "a prime behind a number; the derivative of a function is written "
                               "f'(x), and another variable has another name");
  return transpose(base, node.span);
}

Value absolute_of(const Node& node, const Environment& e) {
  const Value x = left_of(node, e);
  if (x.is_matrix()) {
    // |A| of a square matrix is the determinant; of any other it is the Frobenius norm.
    if (x.shape[0] == x.shape[1] && e.session().convention("|A|", "") != "norm")
      return Value(determinant(x, node.span));
  }
  if (x.is_scalar()) return Value(find_elementwise("abs")->apply(x.data[0], e.session()));
  return find_builtin("norm")->apply({x}, node.span, e.session());
}

Value norm_of(const Node& node, const Environment& e) {
  std::vector<Value> arguments = {left_of(node, e)};
  const std::string which = node.kids.size() > 1 && node.kids[1]->kind == Kind::name
                                ? node.kids[1]->text
                                : std::string();
  if (node.kids.size() > 1 && which != "F" && arguments[0].is_matrix())
    throw IllFormed(node.span, "a p-norm of a matrix; write ||A|| for the Frobenius norm");
  if (which == "inf")
    return find_builtin("max")->apply(
        {map(arguments[0], [](const Number& x) { return abs(x); })}, node.span, e.session());
  if (node.kids.size() > 1 && which != "F") arguments.push_back(right_of(node, e));
  return find_builtin("norm")->apply(arguments, node.span, e.session());
}

Value index_of(const Node& node, const Environment& e) {
  if (node.kids[0]->kind == Kind::name) {
    const auto sequence = e.scope().sequences.find(node.kids[0]->text);
    if (sequence != e.scope().sequences.end() && !e.is_bound(node.kids[0]->text)) {
      const Value term = term_of_sequence(sequence->second, evaluate_integer(node.kids[1], e),
                                          node.span, e);
      if (node.kids.size() == 2) return term;
      throw IllFormed(node.span, "write (x[t])[i] for an entry of a term");
    }
  }
  const Value base = left_of(node, e);
  const std::size_t rank = base.is_tuple ? 1 : base.shape.size();
  const std::size_t given = node.kids.size() - 1;
  const long first = e.session().convention("index", "1") == "0" ? 0 : 1;
  if (given > rank || (given < rank && !(given == 1 && rank == 2)))
    throw IllFormed(node.span, std::to_string(given) + " indices into " + describe_shape(base));
  std::int64_t at = 0;
  for (std::size_t axis = 0; axis < given; ++axis) {
    const std::int64_t extent =
        base.is_tuple ? static_cast<std::int64_t>(base.items.size()) : base.shape[axis];
    const long i = evaluate_integer(node.kids[axis + 1], e) - first;
    if (i < 0 || i >= extent)
      throw Undefined("no entry " + std::to_string(i + first) + " in " + describe_shape(base));
    at = at * extent + i;
  }
  if (base.is_tuple) return base.items[static_cast<std::size_t>(at)];
  if (given == rank) return Value(base.data[static_cast<std::size_t>(at)]);
  // One index into a matrix takes that row, as a column.
  const auto begin = base.data.begin() + at * base.shape[1];
  return Value({base.shape[1]}, std::vector<Number>(begin, begin + base.shape[1]));
}

Value matrix_of(const Node& node, const Environment& e) {
  std::vector<Number> entries;
  const std::size_t columns = node.kids[0]->kids.size();
  for (const Tree& row : node.kids) {
    if (row->kids.size() != columns)
      throw IllFormed(row->span, "rows of different lengths in a matrix");
    for (const Tree& entry : row->kids) entries.push_back(evaluate_scalar(entry, e));
  }
  const auto m = static_cast<std::int64_t>(node.kids.size());
  const auto n = static_cast<std::int64_t>(columns);
  if (m == 1) return Value({n}, std::move(entries), true);
  if (n == 1) return Value({m}, std::move(entries));
  return Value({m, n}, std::move(entries));
}

Value cases_of(const Node& node, const Environment& e) {
  std::size_t i = 0;
  for (; i + 1 < node.kids.size(); i += 2)
    if (evaluate_truth(node.kids[i + 1], e)) return evaluate(node.kids[i], e);
  if (i < node.kids.size()) return evaluate(node.kids[i], e);
  throw Undefined("no case applies");
}

Value call_of(const Node& node, const Environment& e) {
  std::vector<Value> arguments;
  std::map<std::string, Tree> named;
  for (const Tree& kid : node.kids) {
    if (kid->kind == Kind::named) named[kid->text] = kid->kids[0];
    else arguments.push_back(evaluate(kid, e));
  }
  return call_function(node.text, arguments, named, node.span, e);
}

bool holds(const std::string& sign, const Value& a, const Value& b, Span where, Session& session) {
  if (!same_form(a, b) && !a.is_scalar() && !b.is_scalar())
    throw IllFormed(where, "the left of '" + sign + "' is " + describe_shape(a) +
                               ", the right is " + describe_shape(b));
  const std::size_t count = std::max(a.data.size(), b.data.size());
  bool all = true, some_differ = false;
  for (std::size_t i = 0; i < count; ++i) {
    const int order = compare(a.data[a.is_scalar() ? 0 : i], b.data[b.is_scalar() ? 0 : i]);
    session.branches = session.branches * 31 + static_cast<std::uint64_t>(order + 2);
    some_differ = some_differ || order != 0;
    all = all && (sign == "=" || sign == "~=" ? order == 0
                  : sign == "<"               ? order < 0
                  : sign == "<="              ? order <= 0
                  : sign == ">"               ? order > 0
                                              : order >= 0);
  }
  return sign == "!=" ? some_differ : all;
}

bool relation_of(const Node& node, const Environment& e) {
  std::size_t at = 0;
  Value left = evaluate(node.kids[0], e);
  for (std::size_t i = 1; i < node.kids.size(); ++i) {
    const std::size_t end = node.text.find(' ', at);
    Value right = evaluate(node.kids[i], e);
    if (!holds(node.text.substr(at, end - at), left, right, node.span, e.session())) return false;
    left = std::move(right);
    at = end + 1;
  }
  return true;
}

bool member_of(const Node& node, const Environment& e) {
  const Number x = evaluate_scalar(node.kids[0], e);
  const Node& set = *node.kids[1];
  switch (set.kind) {
    case Kind::range:
      return x.is_integer() && compare(x, evaluate_scalar(set.kids[0], e)) >= 0 &&
             compare(x, evaluate_scalar(set.kids[1], e)) <= 0;
    case Kind::interval: {
      const auto end = [&](std::size_t i) { return evaluate_scalar(set.kids[i], e); };
      const bool above = set.kids[0]->kind == Kind::negate && set.kids[0]->kids[0]->text == "inf"
                             ? true
                             : set.text[0] == '(' ? compare(x, end(0)) > 0 : compare(x, end(0)) >= 0;
      const bool below = set.kids[1]->text == "inf" ? true
                         : set.text[1] == ')'       ? compare(x, end(1)) < 0
                                                    : compare(x, end(1)) <= 0;
      return above && below;
    }
    case Kind::set:
      return std::any_of(set.kids.begin(), set.kids.end(), [&](const Tree& element) {
        return compare(x, evaluate_scalar(element, e)) == 0;
      });
    default:
      if (set.text == "R") return true;
      if (set.text == "Z") return x.is_integer();
      if (set.text == "R+") return x.sign() > 0;
      throw IllFormed(node.span, "membership in this set");
  }
}

bool logic_of(const Node& node, const Environment& e) {
  const auto side = [&](std::size_t i) { return evaluate_truth(node.kids[i], e); };
  switch (node.kind) {
    case Kind::conjunction: return side(0) && side(1);
    case Kind::disjunction: return side(0) || side(1);
    case Kind::implication: return !side(0) || side(1);
    case Kind::equivalence: return side(0) == side(1);
    case Kind::negation: return !side(0);
    case Kind::member: return member_of(node, e);
    default: return relation_of(node, e);
  }
}

/// 1[condition]; a comparison of a column with a number gives the column of indicators.
Value indicator_of(const Node& node, const Environment& e) {
  const Tree& condition = node.kids[0];
  if (condition->kind == Kind::relation && condition->kids.size() == 2) {
    const Value left = evaluate(condition->kids[0], e), right = evaluate(condition->kids[1], e);
    const bool entrywise =
        !left.is_tuple && !right.is_tuple && left.is_scalar() != right.is_scalar();
    if (entrywise) {
      Value mask = left.is_scalar() ? right : left;
      for (std::size_t i = 0; i < mask.data.size(); ++i) {
        const Value a(left.data[left.is_scalar() ? 0 : i]), b(right.data[right.is_scalar() ? 0 : i]);
        mask.data[i] = Number(holds(condition->text, a, b, node.span, e.session()) ? 1 : 0);
      }
      return mask;
    }
    return Value(Number(holds(condition->text, left, right, node.span, e.session()) ? 1 : 0));
  }
  return Value(Number(evaluate_truth(condition, e) ? 1 : 0));
}

Value arithmetic(const Node& node, const Environment& e) {
  switch (node.kind) {
    case Kind::negate: return map(left_of(node, e), [](const Number& x) { return -x; });
    case Kind::add: return zip(left_of(node, e), right_of(node, e), add, "+", node.span);
    case Kind::subtract: return zip(left_of(node, e), right_of(node, e), subtract, "-", node.span);
    case Kind::product: case Kind::hadamard: return product_of(node, e);
    case Kind::divide: case Kind::hadamard_divide: return quotient_of(node, e);
    case Kind::power: case Kind::hadamard_power: return power_of(node, e);
    case Kind::transpose: return transpose_of(node, e);
    case Kind::factorial:
      return Value(find_elementwise("gamma")->apply(
          evaluate_scalar(node.kids[0], e) + Number(1), e.session()));
    case Kind::absolute: return absolute_of(node, e);
    case Kind::norm: return norm_of(node, e);
    default: return multiply(transpose(left_of(node, e), node.span), right_of(node, e), node.span);
  }
}

}  // namespace

Value evaluate(const Tree& tree, const Environment& e) {
  e.session().step();
  const Deeper deeper(e.session());
  const Node& node = *tree;
  switch (node.kind) {
    case Kind::number: return Value(node.number);
    case Kind::name: return value_of_name(tree, e);
    case Kind::call: return call_of(node, e);
    case Kind::derived_call: return evaluate_derived_call(node, e);
    case Kind::index: return index_of(node, e);
    case Kind::tuple: {
      std::vector<Value> items;
      for (const Tree& kid : node.kids) items.push_back(evaluate(kid, e));
      return Value::tuple(std::move(items));
    }
    case Kind::matrix: return matrix_of(node, e);
    case Kind::iverson: return indicator_of(node, e);
    case Kind::count: return evaluate_count(node, e);
    case Kind::cases: return cases_of(node, e);
    case Kind::reduce: return evaluate_reduction(node, e);
    case Kind::expectation: return evaluate_expectation(node, e);
    case Kind::integral: return evaluate_integral(node, e);
    case Kind::limit: return evaluate_limit(node, e);
    case Kind::derivative: return evaluate_derivative(node, e);
    case Kind::divergence: return evaluate_divergence(node, e);
    case Kind::relation: case Kind::member: case Kind::conjunction: case Kind::disjunction:
    case Kind::negation: case Kind::implication: case Kind::equivalence:
      return Value(Number(logic_of(node, e) ? 1 : 0));
    case Kind::named: case Kind::set: case Kind::range: case Kind::interval: case Kind::binder:
    case Kind::converges:
      throw IllFormed(node.span, "'" + to_string(tree) + "' is no expression");
    default: return arithmetic(node, e);
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

Value value_of_name(const Tree& tree, const Environment& e) {
  const std::string& name = tree->text;
  if (e.session().reads) e.session().reads->insert(name);
  if (const Value* bound = e.find(name)) return *bound;
  if (const auto found = e.scope().definitions.find(name);
      found != e.scope().definitions.end() && found->second.parameters.empty()) {
    const Environment& home = e.home(e.scope().dependencies(name));
    const long bits = PrecisionScope::bits();
    const auto known = home.definitions().find(name);
    if (known != home.definitions().end() && known->second.bits >= bits && !e.session().reads)
      return known->second.value;
    Value value = evaluate(found->second.body, e);
    home.definitions()[name] = {value, bits};
    return value;
  }
  if (name == "pi") return Value(pi());
  if (name == "e") return Value(find_elementwise("exp")->apply(Number(1), e.session()));
  if (const Given* given = e.scope().given(name); given && given->distribution)
    throw IllFormed(tree->span, "'" + name + "' is random: it has a value only inside E[...]");
  if (e.scope().sequences.count(name))
    throw IllFormed(tree->span, "'" + name + "' is a sequence: write " + name + "[t]");
  if (name == "inf") throw Undefined("infinity is no number");
  throw IllFormed(tree->span, "'" + name + "' has no value here");
}

Value term_of_sequence(const Sequence& sequence, long index, Span where, const Environment& e) {
  if (std::labs(index) > longest_sequence)
    throw OutOfBudget("a sequence is asked for term " + std::to_string(index));
  std::set<std::string> names = e.scope().dependencies(sequence.name);
  names.erase(sequence.index);
  const Environment& home = e.home(names);
  const long bits = PrecisionScope::bits();
  const auto key = [&](long t) { return std::pair(sequence.name, t); };
  const auto known = [&](long t) {
    const auto found = home.terms().find(key(t));
    return found != home.terms().end() && found->second.bits >= bits;
  };
  if (known(index)) return home.terms().at(key(index)).value;
  for (const auto& [at, value] : sequence.first)
    if (at->number.integer() == index) {
      const Value term = evaluate(value, home);
      home.terms()[key(index)] = {term, bits};
      return term;
    }
  const bool before_first =
      std::all_of(sequence.first.begin(), sequence.first.end(),
                  [&](const auto& first) { return first.first->number.integer() > index; });
  if (!sequence.step || before_first)
    throw Undefined(sequence.name + "[" + std::to_string(index) + "] is before the first term");
  // Upwards from the latest known term, so that long sequences do not nest.
  long start = index;
  while (start - 1 > index - longest_sequence && !known(start - 1) &&
         std::none_of(sequence.first.begin(), sequence.first.end(), [&](const auto& first) {
           return first.first->number.integer() == start - 1;
         }))
    --start;
  for (long t = start; t <= index; ++t) {
    Environment frame(home);
    frame.bind(sequence.index, Value(Number(t - sequence.shift)));
    const Value term = evaluate(sequence.step, frame);
    home.terms()[key(t)] = {term, bits};
  }
  static_cast<void>(where);
  return home.terms().at(key(index)).value;
}

namespace {

Value call_elementwise(const Elementwise& function, const std::vector<Value>& arguments,
                       const std::map<std::string, Tree>& named, Span where,
                       const Environment& e) {
  if (arguments.size() != 1)
    throw IllFormed(where, std::string(function.name) + " takes one argument");
  const auto base = named.find("base");
  if (named.size() > (base == named.end() ? 0u : 1u))
    throw IllFormed(where, std::string(function.name) + " has no named arguments");
  if (base != named.end()) {
    const Elementwise* natural = find_elementwise("ln");
    const Number divisor = natural->apply(evaluate_scalar(base->second, e), e.session());
    return map(arguments[0],
               [&](const Number& x) { return natural->apply(x, e.session()) / divisor; });
  }
  return map(arguments[0], [&](const Number& x) { return function.apply(x, e.session()); });
}

Value call_own(const Definition& definition, const std::vector<Value>& arguments, Span where,
               const Environment& e) {
  if (arguments.size() != definition.parameters.size())
    throw IllFormed(where, definition.name + " takes " +
                               std::to_string(definition.parameters.size()) + " arguments, not " +
                               std::to_string(arguments.size()));
  Environment frame(e);
  for (std::size_t i = 0; i < arguments.size(); ++i)
    frame.bind(definition.parameters[i], arguments[i]);
  try {
    return evaluate(definition.body, frame);
  } catch (const IllFormed&) {
    // A formula for numbers goes entry by entry through a vector.
    const bool one_vector = arguments.size() == 1 && !arguments[0].is_scalar();
    if (!one_vector) throw;
    return map(arguments[0], [&](const Number& x) {
      Environment entry(e);
      entry.bind(definition.parameters[0], Value(x));
      return evaluate_scalar(definition.body, entry);
    });
  }
}

}  // namespace

Value call_function(const std::string& name, const std::vector<Value>& arguments,
                    const std::map<std::string, Tree>& named, Span where, const Environment& e) {
  if (const auto own = e.scope().definitions.find(name); own != e.scope().definitions.end())
    return call_own(own->second, arguments, where, e);
  if (const Given* given = e.scope().given(name);
      given && given->domain.base == Domain::Base::function) {
    // An arbitrary smooth function: its drawn coefficients of 1, x, x^2, sin(x), exp(-x^2).
    const Value* c = e.find(name);
    if (!c) throw IllFormed(where, "'" + name + "' has not been drawn");
    return map(arguments.at(0), [&](const Number& x) {
      const Elementwise* sine = find_elementwise("sin");
      const Elementwise* exponential = find_elementwise("exp");
      return c->data[0] + c->data[1] * x + c->data[2] * x * x +
             c->data[3] * sine->apply(x, e.session()) +
             c->data[4] * exponential->apply(-(x * x), e.session());
    });
  }
  if (const Elementwise* function = find_elementwise(name))
    return call_elementwise(*function, arguments, named, where, e);
  if (const Builtin* function = find_builtin(name)) {
    if (arguments.size() < function->least_arguments ||
        arguments.size() > function->most_arguments || !named.empty())
      throw IllFormed(where, name + " takes " + std::to_string(function->least_arguments) +
                                 (function->most_arguments > function->least_arguments
                                      ? " or more arguments"
                                      : " arguments"));
    return function->apply(arguments, where, e.session());
  }
  std::map<std::string, Value> values;
  std::map<std::string, std::string> words;
  for (const auto& [key, tree] : named) {
    const bool word = tree->kind == Kind::name && takes_word(name, key);
    if (word) words[key] = tree->text;
    else values[key] = evaluate(tree, e);
  }
  if (const auto value = call_operator(name, arguments, values, words, where)) return *value;
  throw IllFormed(where, "unknown function '" + name + "'");
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
