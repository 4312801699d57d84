#include "reference/contract/tensor.h"

namespace assay {

std::int64_t element_count(const Shape& shape) {
  constexpr std::int64_t most = std::int64_t{1} << 62;
  std::int64_t count = 1;
  bool empty = false;
  for (const std::int64_t extent : shape) {
    if (extent < 0) throw ShapeError("negative extent in shape " + to_string(shape));
    empty = empty || extent == 0;
    if (extent > 0 && count > most / extent)
      throw ShapeError("shape " + to_string(shape) + " holds too many elements");
    if (extent > 0) count *= extent;
  }
  return empty ? 0 : count;
}

std::string to_string(const Shape& shape) {
  std::string text = "[";
  for (std::size_t axis = 0; axis < shape.size(); ++axis)
    text += (axis ? ", " : "") + std::to_string(shape[axis]);
  return text + "]";
}

std::int64_t flat_index(const Shape& shape, std::span<const std::int64_t> index) {
  if (index.size() != shape.size())
    throw ShapeError(std::to_string(index.size()) + " indices into shape " + to_string(shape));
  std::int64_t flat = 0;
  for (std::size_t axis = 0; axis < shape.size(); ++axis) {
    if (index[axis] < 0 || index[axis] >= shape[axis])
      throw ShapeError("index " + std::to_string(index[axis]) + " outside axis " +
                       std::to_string(axis) + " of shape " + to_string(shape));
    flat = flat * shape[axis] + index[axis];
  }
  return flat;
}

}  // namespace assay
