// Sums, products, powers and norms of values of every shape; entries and literals of matrices.
#include <algorithm>

#include "properties/derivation/evaluation/evaluate.h"
#include "properties/derivation/evaluation/functions.h"

namespace assay::derivation {

namespace {

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

}  // namespace

Value evaluate_index(const Node& node, const Environment& e) {
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

Value evaluate_matrix(const Node& node, const Environment& e) {
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

Value evaluate_arithmetic(const Node& node, const Environment& e) {
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

}  // namespace assay::derivation
