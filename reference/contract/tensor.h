// Dense row-major tensors: the plain data that every room shares. No arithmetic here.
#pragma once

#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace assay {

/// The extents of a tensor, outermost first. {} is a scalar; an extent may be zero.
using Shape = std::vector<std::int64_t>;

/// Thrown when the shapes of operands do not fit each other. The message names both.
struct ShapeError : std::invalid_argument {
  using std::invalid_argument::invalid_argument;
};

/// The number of elements; 1 for a scalar, 0 where any extent is 0.
/// Throws ShapeError on a negative extent or when the product exceeds 2^62.
std::int64_t element_count(const Shape& shape);

/// "[2, 3]".
std::string to_string(const Shape& shape);

/// The position of `index` in row-major order. Throws ShapeError when it lies outside `shape`.
std::int64_t flat_index(const Shape& shape, std::span<const std::int64_t> index);

/// A dense array with the last index running fastest.
template <class T>
struct Tensor {
  Shape shape;
  std::vector<T> data;

  Tensor() : Tensor(Shape{0}) {}
  explicit Tensor(Shape extents, const T& fill = T(0))
      : shape(std::move(extents)), data(static_cast<std::size_t>(element_count(shape)), fill) {}
  Tensor(Shape extents, std::vector<T> values)
      : shape(std::move(extents)), data(std::move(values)) {
    if (static_cast<std::int64_t>(data.size()) != element_count(shape))
      throw ShapeError("shape " + to_string(shape) + " does not hold " +
                       std::to_string(data.size()) + " values");
  }
  static Tensor scalar(const T& value) { return Tensor(Shape{}, std::vector<T>{value}); }

  std::int64_t rank() const { return static_cast<std::int64_t>(shape.size()); }
  std::int64_t size() const { return static_cast<std::int64_t>(data.size()); }

  /// The extent along `axis`; negative axes count from the last.
  std::int64_t extent(std::int64_t axis) const {
    return shape.at(static_cast<std::size_t>(axis < 0 ? axis + rank() : axis));
  }

  template <class... Index>
  T& at(Index... index) {
    return data[offset(index...)];
  }
  template <class... Index>
  const T& at(Index... index) const {
    return data[offset(index...)];
  }

 private:
  template <class... Index>
  std::size_t offset(Index... index) const {
    const std::int64_t indices[] = {static_cast<std::int64_t>(index)..., 0};
    return static_cast<std::size_t>(flat_index(shape, {indices, sizeof...(index)}));
  }
};

}  // namespace assay
