// Which operator of the catalogue answers which ONNX node, and how a node test becomes calls of it.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "properties/catalogue/operator.h"
#include "tests/second_opinions/node_test.h"

namespace assay::second_opinions {

/// What ONNX published for one output of a call, in the order of that output's elements.
struct Answer {
  std::string name;
  Format format = Format::binary32;
  std::vector<double> values;
  std::vector<std::size_t> positions;  ///< of each value in the published tensor
};

/// A call of our operator whose outputs are published.
struct Call {
  Bag<double> inputs;
  Attributes attributes = {};
  std::vector<Answer> answers = {};  ///< for the operator's outputs in order; maybe not the last
  /// Where ONNX's node does more than the operator: the whole, what it is told besides, and the
  /// roundings that this adds.
  Reference composed = {};
  Attributes besides = {};
  double more_steps = 0;
  /// A weighted sum with weights that are not negative: its condition sum is what it gives at the
  /// magnitudes of the inputs, which costs one evaluation.
  bool averages = false;
};

struct Row {
  std::string onnx;  ///< "Softmax"
  std::string ours;  ///< "softmax/softmax", of the catalogue, or "function/erf"
  /// Moves data only. Throws NotCovered.
  std::function<std::vector<Call>(const NodeTest&, const Operator&)> adapt;

  std::string name() const { return onnx + " as " + ours; }
};

/// All rows.
const std::vector<Row>& table();

/// Functions of one number, in the form of operators: "function/erf".
const std::vector<Operator>& elementary_functions();

/// The operator of the catalogue, or elementary function, that a row names.
/// Throws std::logic_error where there is none.
const Operator& operator_of(const Row& row);

// The rows by what the adaptors do.
std::vector<Row> elementwise_rows();
std::vector<Row> slicewise_rows();
std::vector<Row> composed_rows();
std::vector<Row> window_rows();
std::vector<Row> recurrent_rows();

/// The positions of a tensor's elements in groups: one group for each index of the other axes, in
/// row-major order, inside it the elements along `axes`. Axes may count from the last.
std::vector<std::vector<std::size_t>> groups_along(const Shape& shape,
                                                   const std::vector<std::int64_t>& axes);

/// 0, 1, ..., count - 1.
std::vector<std::size_t> all_positions(std::size_t count);

std::vector<double> pick(const std::vector<double>& values,
                         const std::vector<std::size_t>& positions);

/// The published values at these positions.
Answer answer_at(const Published& published, const std::vector<std::size_t>& positions);

Tensor<double> vector_of(const std::vector<double>& values);
Tensor<double> row_of(const std::vector<double>& values);

}  // namespace assay::second_opinions
