#include "properties/derivation/evaluation/value.h"

#include <algorithm>
#include <functional>

namespace assay::derivation {

Value Value::tuple(std::vector<Value> values) {
  Value tuple;
  tuple.is_tuple = true;
  tuple.items = std::move(values);
  return tuple;
}

std::string describe_shape(const Value& value) {
  if (value.is_tuple) return "a tuple of " + std::to_string(value.items.size());
  if (value.is_scalar()) return "a scalar";
  if (value.is_column()) return "a column of " + std::to_string(value.shape[0]);
  if (value.is_row()) return "a row of " + std::to_string(value.shape[0]);
  std::string text;
  for (const std::int64_t extent : value.shape)
    text += (text.empty() ? "" : "x") + std::to_string(extent);
  return text;
}

namespace {

std::string nested(const Value& value, std::size_t axis, std::size_t& at, int digits) {
  if (axis == value.shape.size()) return value.data[at++].to_string(digits);
  std::string text;
  for (std::int64_t i = 0; i < value.shape[axis]; ++i)
    text += (i > 0 ? ", " : "") + nested(value, axis + 1, at, digits);
  return value.shape.size() == 1 && !value.row ? "(" + text + ")" : "[" + text + "]";
}

}  // namespace

std::string to_string(const Value& value, int digits) {
  if (value.is_tuple) {
    std::string text;
    for (const Value& item : value.items)
      text += (text.empty() ? "" : ", ") + to_string(item, digits);
    return "(" + text + ")";
  }
  std::size_t at = 0;
  return nested(value, 0, at, digits);
}

bool same_form(const Value& a, const Value& b) {
  // A matrix of one row is that row, one of one column that column.
  const auto is_line = [](const Value& x) {
    return !x.is_tuple && (x.shape.size() == 1 || (x.is_matrix() && (x.shape[0] == 1 || x.shape[1] == 1)));
  };
  if (is_line(a) && is_line(b) && (a.is_matrix() || b.is_matrix()))
    return a.rows() == b.rows() && a.columns() == b.columns();
  return a.is_tuple == b.is_tuple && a.shape == b.shape && a.row == b.row &&
         a.items.size() == b.items.size();
}

Value map(const Value& x, const std::function<Number(const Number&)>& f) {
  Value y = x;
  for (Number& number : y.data) number = f(number);
  for (Value& item : y.items) item = map(item, f);
  return y;
}

namespace {

[[noreturn]] void refuse(const Value& a, const Value& b, const char* sign, Span where,
                         const std::string& hint = {}) {
  throw IllFormed(where, "the left of '" + std::string(sign) + "' is " + describe_shape(a) +
                             ", the right is " + describe_shape(b) + hint);
}

Value as_column(const Value& tuple, Span where) {
  std::vector<Number> entries;
  for (const Value& item : tuple.items) {
    if (!item.is_scalar()) throw IllFormed(where, "a tuple of anything but scalars is no vector");
    entries.push_back(item.data[0]);
  }
  const Shape shape = {static_cast<std::int64_t>(entries.size())};
  return Value(shape, std::move(entries));
}

}  // namespace

Value zip(const Value& a, const Value& b, Binary f, const char* sign, Span where) {
  if (a.is_tuple) return zip(as_column(a, where), b, f, sign, where);
  if (b.is_tuple) return zip(a, as_column(b, where), f, sign, where);
  if (a.is_scalar() && b.is_scalar()) return Value(f(a.data[0], b.data[0]));
  if (b.is_scalar()) return map(a, [&](const Number& x) { return f(x, b.data[0]); });
  if (a.is_scalar()) return map(b, [&](const Number& x) { return f(a.data[0], x); });
  if (!same_form(a, b)) refuse(a, b, sign, where);
  Value result = a;
  for (std::size_t i = 0; i < a.data.size(); ++i) result.data[i] = f(a.data[i], b.data[i]);
  return result;
}

namespace {

Number times(const Number& a, const Number& b) { return a * b; }

}  // namespace

Value multiply(const Value& a, const Value& b, Span where) {
  if (a.is_tuple) return multiply(as_column(a, where), b, where);
  if (b.is_tuple) return multiply(a, as_column(b, where), where);
  if (a.is_scalar() || b.is_scalar()) return zip(a, b, times, "*", where);
  if (a.shape.size() > 2 || b.shape.size() > 2)
    refuse(a, b, "*", where, "; write the sum over the index");
  if (a.is_column() && b.is_column() && b.size() != 1)
    refuse(a, b, "*", where, "; write a^T b (a number), a b^T (a matrix) or a .* b (a column)");
  if (a.is_row() && b.is_row() && a.size() != 1) refuse(a, b, "*", where, "; write a b^T or a .* b");
  if (a.is_column() && b.is_matrix() && b.rows() != 1) refuse(a, b, "*", where, "; a transpose seems to be missing");
  if (a.columns() != b.rows()) refuse(a, b, "*", where);
  const std::int64_t m = a.rows(), n = a.columns(), k = b.columns();
  std::vector<Number> entries;
  entries.reserve(static_cast<std::size_t>(m * k));
  for (std::int64_t i = 0; i < m; ++i)
    for (std::int64_t j = 0; j < k; ++j) {
      Number entry = 0;
      for (std::int64_t l = 0; l < n; ++l) entry += a.at(i, l) * b.at(l, j);
      entries.push_back(std::move(entry));
    }
  if (a.is_row() && b.is_column()) return Value(std::move(entries[0]));
  if (a.is_row()) return Value({k}, std::move(entries), true);
  if (b.is_column()) return Value({m}, std::move(entries));
  return Value({m, k}, std::move(entries));
}

Value transpose(const Value& x, Span where) {
  if (x.is_tuple) return transpose(as_column(x, where), where);
  if (x.is_scalar()) return x;
  if (x.shape.size() == 1) return Value(x.shape, x.data, !x.row);
  if (!x.is_matrix()) throw IllFormed(where, describe_shape(x) + " has no transpose");
  Value result({x.shape[1], x.shape[0]}, x.data);
  for (std::int64_t i = 0; i < x.shape[0]; ++i)
    for (std::int64_t j = 0; j < x.shape[1]; ++j)
      result.data[static_cast<std::size_t>(j * x.shape[0] + i)] = x.at(i, j);
  return result;
}

namespace {

void require_square(const Value& x, const char* what, Span where) {
  if (!x.is_matrix() || x.shape[0] != x.shape[1])
    throw IllFormed(where, std::string(what) + " needs a square matrix, not " + describe_shape(x));
}

/// Gauss-Jordan on [x | right], choosing the largest pivot. Returns the determinant; `right`
/// becomes x^-1 right when x is regular.
Number eliminate(Value x, Value* right) {
  const std::int64_t n = x.shape[0];
  const auto entry = [](Value& v, std::int64_t i, std::int64_t j) -> Number& {
    return v.data[static_cast<std::size_t>(i * v.shape[1] + j)];
  };
  Number determinant = 1;
  for (std::int64_t column = 0; column < n; ++column) {
    std::int64_t pivot = -1;
    for (std::int64_t i = column; i < n; ++i) {
      if (entry(x, i, column).may_be_zero()) continue;
      if (pivot < 0 ||
          entry(x, i, column).log2_magnitude() > entry(x, pivot, column).log2_magnitude())
        pivot = i;
    }
    if (pivot < 0) {
      for (std::int64_t i = column; i < n; ++i)
        if (!entry(x, i, column).is_zero()) throw Imprecise("a pivot may be zero");
      return Number(0);
    }
    if (pivot != column) {
      determinant = -determinant;
      for (std::int64_t j = 0; j < n; ++j) std::swap(entry(x, pivot, j), entry(x, column, j));
      for (std::int64_t j = 0; right && j < n; ++j)
        std::swap(entry(*right, pivot, j), entry(*right, column, j));
    }
    const Number scale = entry(x, column, column);
    determinant *= scale;
    for (std::int64_t i = 0; i < n; ++i) {
      if (i == column || (!right && i < column)) continue;
      const Number factor = entry(x, i, column) / scale;
      for (std::int64_t j = 0; j < n; ++j) {
        entry(x, i, j) = entry(x, i, j) - factor * entry(x, column, j);
        if (right) entry(*right, i, j) = entry(*right, i, j) - factor * entry(*right, column, j);
      }
    }
    for (std::int64_t j = 0; right && j < n; ++j) {
      entry(*right, column, j) = entry(*right, column, j) / scale;
      entry(x, column, j) = entry(x, column, j) / scale;
    }
  }
  return determinant;
}

}  // namespace

Value identity_matrix(std::int64_t n) {
  Value identity({n, n}, std::vector<Number>(static_cast<std::size_t>(n * n)));
  for (std::int64_t i = 0; i < n; ++i) identity.data[static_cast<std::size_t>(i * n + i)] = 1;
  return identity;
}

Number determinant(const Value& x, Span where) {
  if (x.is_scalar()) return x.data[0];
  require_square(x, "a determinant", where);
  return eliminate(x, nullptr);
}

Value inverse(const Value& x, Span where) {
  if (x.is_scalar()) return Value(Number(1) / x.data[0]);
  require_square(x, "an inverse", where);
  Value result = identity_matrix(x.shape[0]);
  if (eliminate(x, &result).is_zero()) throw Undefined("the inverse of a singular matrix");
  return result;
}

Value matrix_power(const Value& x, long exponent, Span where) {
  require_square(x, "a power", where);
  if (exponent < 0) return matrix_power(inverse(x, where), -exponent, where);
  if (exponent > 64) throw IllFormed(where, "a matrix power above 64");
  Value result = identity_matrix(x.shape[0]);
  for (long i = 0; i < exponent; ++i) result = multiply(result, x, where);
  return result;
}

Number total(const Value& x) {
  Number sum = 0;
  for (const Number& number : x.data) sum += number;
  for (const Value& item : x.items) sum += total(item);
  return sum;
}

}  // namespace assay::derivation
