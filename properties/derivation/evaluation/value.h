// What an expression stands for: a tensor with an orientation, or a tuple.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "properties/derivation/syntax/tree.h"
#include "reference/contract/tensor.h"

namespace assay::derivation {

/// A scalar has shape {}, a column {n}, a row {n} with `row` set, a matrix {m, n}. Columns and
/// matrices are apart even where a size is one, so that a missing transpose always shows.
struct Value {
  Shape shape = {};
  std::vector<Number> data = {};
  bool row = false;
  bool is_tuple = false;
  std::vector<Value> items = {};  ///< of a tuple

  Value() = default;
  Value(Number scalar) : data{std::move(scalar)} {}
  Value(Shape extents, std::vector<Number> numbers, bool is_row = false)
      : shape(std::move(extents)), data(std::move(numbers)), row(is_row) {}
  static Value tuple(std::vector<Value> values);

  bool is_scalar() const { return !is_tuple && shape.empty(); }
  bool is_column() const { return !is_tuple && shape.size() == 1 && !row; }
  bool is_row() const { return !is_tuple && shape.size() == 1 && row; }
  bool is_matrix() const { return !is_tuple && shape.size() == 2; }
  std::int64_t rows() const { return row ? 1 : shape.at(0); }
  std::int64_t columns() const { return row ? shape.at(0) : is_matrix() ? shape[1] : 1; }
  const Number& at(std::int64_t i, std::int64_t j) const {
    return data[static_cast<std::size_t>(i * columns() + j)];
  }
  std::int64_t size() const { return static_cast<std::int64_t>(data.size()); }
};

/// "3x2", "column of 3", "scalar".
std::string describe_shape(const Value& value);
/// "(1/2, -1)", "[[1, 0], [0, 1]]" with so many digits a number.
std::string to_string(const Value& value, int digits);
bool same_form(const Value& a, const Value& b);

using Unary = Number (*)(const Number&);
using Binary = Number (*)(const Number&, const Number&);

Value map(const Value& x, const std::function<Number(const Number&)>& f);
/// Entry by entry; a scalar goes with anything. Throws IllFormed naming both shapes.
Value zip(const Value& a, const Value& b, Binary f, const char* sign, Span where);

// All throw IllFormed at `where` when the shapes do not fit.
Value multiply(const Value& a, const Value& b, Span where);
Value transpose(const Value& x, Span where);
Value inverse(const Value& x, Span where);
Number determinant(const Value& x, Span where);
Value matrix_power(const Value& x, long exponent, Span where);
Value identity_matrix(std::int64_t n);
/// The sum of all entries.
Number total(const Value& x);

}  // namespace assay::derivation
