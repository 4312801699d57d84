// Functions of whole tensors: sums, norms, linear algebra, constructors, counting.
#include <algorithm>

#include "properties/derivation/evaluation/functions.h"

namespace assay::derivation {

std::vector<FunctionDoc> elementwise_functions();

namespace {

using Arguments = std::vector<Value>;

Number scalar(const Value& value, Span where) {
  if (!value.is_scalar()) throw IllFormed(where, "expected a number, got " + describe_shape(value));
  return value.data[0];
}

std::int64_t extent(const Value& value, Span where) {
  const long n = scalar(value, where).integer();
  if (n < 0 || n > 4096) throw IllFormed(where, "a size of " + std::to_string(n));
  return n;
}

Value flattened(const Arguments& arguments) {
  if (arguments.size() == 1 && !arguments[0].is_tuple) return arguments[0];
  Value all({0}, {});
  for (const Value& argument : arguments) {
    all.data.insert(all.data.end(), argument.data.begin(), argument.data.end());
    for (const Value& item : argument.items)
      all.data.insert(all.data.end(), item.data.begin(), item.data.end());
  }
  all.shape = {all.size()};
  return all;
}

Value sum_of(const Arguments& a, Span, Session&) { return Value(total(flattened(a))); }
Value mean_of(const Arguments& a, Span, Session&) {
  const Value all = flattened(a);
  return Value(total(all) / Number(all.size()));
}
Value product_of(const Arguments& a, Span, Session&) {
  Number product = 1;
  for (const Number& x : flattened(a).data) product *= x;
  return Value(product);
}

Value extreme(const Value& all, int wanted, Session& session, bool position) {
  if (all.data.empty()) throw Undefined("the maximum of nothing");
  std::size_t best = 0;
  for (std::size_t i = 1; i < all.data.size(); ++i) {
    const int order = compare(all.data[i], all.data[best]);
    session.branches = session.branches * 31 + static_cast<std::uint64_t>(order + 2);
    if (order == wanted) best = i;
  }
  return position ? Value(Number(static_cast<long>(best) + 1)) : Value(all.data[best]);
}

/// max(0, x) of a tensor is taken entry by entry, max(x) over the entries.
Value extreme_of(const Arguments& a, int wanted, Span where, Session& session) {
  const bool pairwise =
      a.size() == 2 && !a[0].is_tuple && !a[1].is_tuple && (!a[0].is_scalar() || !a[1].is_scalar());
  if (!pairwise) return extreme(flattened(a), wanted, session, false);
  return zip(a[0], a[1],
             wanted > 0 ? +[](const Number& x, const Number& y) { return compare(x, y) < 0 ? y : x; }
                        : +[](const Number& x, const Number& y) { return compare(x, y) > 0 ? y : x; },
             wanted > 0 ? "max" : "min", where);
}
Value max_of(const Arguments& a, Span where, Session& session) {
  return extreme_of(a, 1, where, session);
}
Value min_of(const Arguments& a, Span where, Session& session) {
  return extreme_of(a, -1, where, session);
}
Value argmax_of(const Arguments& a, Span, Session& session) {
  return extreme(flattened(a), 1, session, true);
}
Value argmin_of(const Arguments& a, Span, Session& session) {
  return extreme(flattened(a), -1, session, true);
}

Value power_of(const Arguments& a, Span where, Session&) { return zip(a[0], a[1], pow, "pow", where); }

Value norm_of(const Arguments& a, Span where, Session& session) {
  Number sum = 0;
  if (a.size() == 1) {
    for (const Number& x : a[0].data) sum += x * x;
    return Value(sqrt(sum));
  }
  const Number p = scalar(a[1], where);
  const Elementwise* absolute = find_elementwise("abs");
  if (p.is_zero()) {
    for (const Number& x : a[0].data) sum += Number(x.sign() != 0);
    return Value(sum);
  }
  for (const Number& x : a[0].data) sum += pow(absolute->apply(x, session), p);
  return Value(pow(sum, Number(1) / p));
}

Value trace_of(const Arguments& a, Span where, Session&) {
  if (a[0].is_scalar()) return a[0];
  if (!a[0].is_matrix() || a[0].shape[0] != a[0].shape[1])
    throw IllFormed(where, "a trace needs a square matrix, not " + describe_shape(a[0]));
  Number sum = 0;
  for (std::int64_t i = 0; i < a[0].shape[0]; ++i) sum += a[0].at(i, i);
  return Value(sum);
}
Value determinant_of(const Arguments& a, Span where, Session&) {
  return Value(determinant(a[0], where));
}
Value logdet_of(const Arguments& a, Span where, Session& session) {
  return Value(find_elementwise("ln")->apply(
      find_elementwise("abs")->apply(determinant(a[0], where), session), session));
}
Value inverse_of(const Arguments& a, Span where, Session&) { return inverse(a[0], where); }
Value diagonal_of(const Arguments& a, Span where, Session&) {
  const Value& x = a[0];
  if (x.is_matrix()) {
    if (x.shape[0] != x.shape[1]) throw IllFormed(where, "the diagonal of " + describe_shape(x));
    Value diagonal({x.shape[0]}, {});
    for (std::int64_t i = 0; i < x.shape[0]; ++i) diagonal.data.push_back(x.at(i, i));
    return diagonal;
  }
  if (x.is_scalar()) return x;
  Value matrix = identity_matrix(x.size());
  for (std::int64_t i = 0; i < x.size(); ++i)
    matrix.data[static_cast<std::size_t>(i * x.size() + i)] = x.data[static_cast<std::size_t>(i)];
  return matrix;
}
Value outer_of(const Arguments& a, Span where, Session&) {
  if (!a[0].is_column() || !a[1].is_column())
    throw IllFormed(where, "outer needs two columns");
  return multiply(a[0], transpose(a[1], where), where);
}

Value filled(const Arguments& a, Span where, const Number& value) {
  Shape shape;
  for (const Value& argument : a) {
    if (argument.is_tuple)
      for (const Value& item : argument.items) shape.push_back(extent(item, where));
    else
      shape.push_back(extent(argument, where));
  }
  if (element_count(shape) > 1 << 20) throw IllFormed(where, "more than a million entries");
  return Value(shape, std::vector<Number>(static_cast<std::size_t>(element_count(shape)), value));
}
Value zeros_of(const Arguments& a, Span where, Session&) { return filled(a, where, 0); }
Value ones_of(const Arguments& a, Span where, Session&) { return filled(a, where, 1); }
Value identity_of(const Arguments& a, Span where, Session&) {
  const std::int64_t n = extent(a[0], where);
  if (n > 64) throw IllFormed(where, "an identity matrix above 64 x 64");
  return identity_matrix(n);
}
Value onehot_of(const Arguments& a, Span where, Session&) {
  Value vector = filled({a[1]}, where, 0);
  const long i = scalar(a[0], where).integer();
  if (i < 1 || i > vector.size()) throw Undefined("onehot: no entry " + std::to_string(i));
  vector.data[static_cast<std::size_t>(i - 1)] = 1;
  return vector;
}
Value vec_of(const Arguments& a, Span, Session&) { return Value({a[0].size()}, a[0].data); }
Value reverse_of(const Arguments& a, Span, Session&) {
  Value reversed = a[0];
  std::reverse(reversed.data.begin(), reversed.data.end());
  return reversed;
}
Value shape_of_value(const Arguments& a, Span, Session&) {
  std::vector<Value> extents;
  for (const std::int64_t n : a[0].shape) extents.emplace_back(Number(n));
  return extents.size() == 1 ? extents[0] : Value::tuple(std::move(extents));
}
Value numel_of(const Arguments& a, Span, Session&) { return Value(Number(a[0].size())); }

Value binomial_of(const Arguments& a, Span where, Session&) {
  const long n = scalar(a[0], where).integer(), k = scalar(a[1], where).integer();
  if (n < 0 || n > 2000) throw Undefined("a binomial coefficient of " + std::to_string(n));
  if (k < 0 || k > n) return Value(Number(0));
  Rational value;
  fmpz_bin_uiui(fmpq_numref(value.get()), static_cast<ulong>(n), static_cast<ulong>(k));
  return Value(Number(value));
}
Value beta_of(const Arguments& a, Span where, Session& session) {
  const Elementwise* gamma = find_elementwise("gamma");
  const Number x = scalar(a[0], where), y = scalar(a[1], where);
  return Value(gamma->apply(x, session) * gamma->apply(y, session) / gamma->apply(x + y, session));
}
Value modulo_of(const Arguments& a, Span where, Session&) {
  const Number x = scalar(a[0], where), y = scalar(a[1], where);
  return Value(x - y * floor(x / y));
}
Value clip_of(const Arguments& a, Span where, Session& session) {
  return min_of({max_of({a[0], a[1]}, where, session), a[2]}, where, session);
}

/// A tuple of numbers stands for a column where a tensor is meant.
template <Value (*function)(const Arguments&, Span, Session&)>
Value on_columns(const Arguments& arguments, Span where, Session& session) {
  Arguments columns = arguments;
  for (Value& argument : columns) {
    const auto& items = argument.items;
    if (argument.is_tuple && std::all_of(items.begin(), items.end(),
                                         [](const Value& item) { return item.is_scalar(); }))
      argument = flattened({argument});
  }
  return function(columns, where, session);
}

constexpr Builtin builtins[] = {
    {"sum", 1, 64, sum_of, "the sum of all entries"},
    {"mean", 1, 64, mean_of, "their mean"},
    {"prod", 1, 64, product_of, "their product"},
    {"max", 1, 64, max_of, "the largest entry; with two tensors entry by entry"},
    {"min", 1, 64, min_of, "the smallest entry; with two tensors entry by entry"},
    {"argmax", 1, 1, argmax_of, "the first position of the largest entry, from 1"},
    {"argmin", 1, 1, argmin_of, "the first position of the smallest entry, from 1"},
    {"pow", 2, 2, power_of, "x^y, entry by entry"},
    {"norm", 1, 2, on_columns<norm_of>, "Euclidean (Frobenius) norm, or the p-norm"},
    {"tr", 1, 1, trace_of, "trace"},
    {"trace", 1, 1, trace_of, "trace"},
    {"det", 1, 1, determinant_of, "determinant"},
    {"logdet", 1, 1, logdet_of, "log |det|"},
    {"inv", 1, 1, inverse_of, "inverse"},
    {"diag", 1, 1, on_columns<diagonal_of>, "a matrix of a column, or the diagonal of a matrix"},
    {"outer", 2, 2, on_columns<outer_of>, "a b^T"},
    {"zeros", 1, 4, zeros_of, "zeros(n, m)"},
    {"ones", 1, 4, ones_of, "ones(n, m)"},
    {"eye", 1, 1, identity_of, "identity matrix"},
    {"onehot", 2, 2, onehot_of, "onehot(i, k): a column of k with a one at i"},
    {"vec", 1, 1, on_columns<vec_of>, "all entries as a column, row by row"},
    {"reverse", 1, 1, on_columns<reverse_of>, "the entries backwards"},
    {"shape", 1, 1, on_columns<shape_of_value>, "the sizes"},
    {"numel", 1, 1, on_columns<numel_of>, "the number of entries"},
    {"binom", 2, 2, binomial_of, "binomial coefficient"},
    {"beta", 2, 2, beta_of, "beta function"},
    {"mod", 2, 2, modulo_of, "x - y floor(x/y)"},
    {"clip", 3, 3, on_columns<clip_of>, "clip(x, lower, upper)"},
};

}  // namespace

const Builtin* find_builtin(const std::string& name) {
  const auto found = std::find_if(std::begin(builtins), std::end(builtins),
                                  [&](const Builtin& f) { return name == f.name; });
  return found == std::end(builtins) ? nullptr : &*found;
}

std::vector<FunctionDoc> builtin_functions() {
  std::vector<FunctionDoc> docs = elementwise_functions();
  for (const Builtin& function : builtins) docs.push_back({function.name, function.meaning});
  return docs;
}

Vocabulary initial_vocabulary() {
  Vocabulary vocabulary;
  vocabulary.values = {"pi", "e", "inf"};
  for (const FunctionDoc& function : builtin_functions()) vocabulary.functions.insert(function.name);
  for (const std::string& name : operator_names()) vocabulary.functions.insert(name);
  return vocabulary;
}

}  // namespace assay::derivation
