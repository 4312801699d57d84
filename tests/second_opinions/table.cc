#include "tests/second_opinions/table.h"

#include <algorithm>
#include <map>
#include <numeric>

#include "properties/catalogue/catalogue.h"

namespace assay::second_opinions {

const std::vector<Row>& table() {
  static const std::vector<Row> rows = [] {
    std::vector<Row> all;
    for (const auto& part :
         {elementwise_rows(), slicewise_rows(), composed_rows(), window_rows(), recurrent_rows()})
      all.insert(all.end(), part.begin(), part.end());
    return all;
  }();
  return rows;
}

const Operator& operator_of(const Row& row) {
  for (const Operator& function : elementary_functions())
    if (function.card.name == row.ours) return function;
  if (const Operator* op = find_operator(row.ours)) return *op;
  throw std::logic_error("the catalogue has no " + row.ours);
}

std::vector<std::vector<std::size_t>> groups_along(const Shape& shape,
                                                   const std::vector<std::int64_t>& axes) {
  const auto rank = static_cast<std::int64_t>(shape.size());
  std::vector<bool> inside(shape.size(), false);
  for (const std::int64_t axis : axes)
    inside.at(static_cast<std::size_t>(axis < 0 ? axis + rank : axis)) = true;
  std::map<Shape, std::vector<std::size_t>> groups;
  for (std::int64_t flat = 0; flat < element_count(shape); ++flat) {
    Shape index(shape.size());
    std::int64_t rest = flat;
    for (std::size_t axis = shape.size(); axis-- > 0; rest /= shape[axis])
      index[axis] = inside[axis] ? 0 : rest % shape[axis];
    groups[index].push_back(static_cast<std::size_t>(flat));
  }
  std::vector<std::vector<std::size_t>> ordered;
  for (auto& [index, group] : groups) ordered.push_back(std::move(group));
  return ordered;
}

std::vector<std::size_t> all_positions(std::size_t count) {
  std::vector<std::size_t> positions(count);
  std::iota(positions.begin(), positions.end(), std::size_t{0});
  return positions;
}

std::vector<double> pick(const std::vector<double>& values,
                         const std::vector<std::size_t>& positions) {
  std::vector<double> picked;
  for (const std::size_t position : positions) picked.push_back(values.at(position));
  return picked;
}

Answer answer_at(const Published& published, const std::vector<std::size_t>& positions) {
  return {published.name, published.format, pick(published.tensor.data, positions), positions};
}

Tensor<double> vector_of(const std::vector<double>& values) {
  return {{static_cast<std::int64_t>(values.size())}, values};
}

Tensor<double> row_of(const std::vector<double>& values) {
  return {{1, static_cast<std::int64_t>(values.size())}, values};
}

}  // namespace assay::second_opinions
