// Arrays made from bit patterns, and compared by them.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "fixtures/format/dtype.h"

namespace assay::test {

/// The value of `dtype` whose little-endian bytes are the low bytes of `bits`.
inline double value_of_bits(Dtype dtype, std::uint64_t bits) {
  std::string bytes;
  for (std::size_t i = 0; i < traits(dtype).size; ++i)
    bytes += static_cast<char>(bits >> 8 * i & 0xff);
  return format::elements(bytes, dtype, {}, "bits").data.front();
}

inline Array array_of_bits(Dtype dtype, Shape shape, const std::vector<std::uint64_t>& bits) {
  Array array{dtype, Tensor<double>(std::move(shape))};
  for (std::size_t i = 0; i < array.values.data.size(); ++i)
    array.values.data[i] = value_of_bits(dtype, bits[i % bits.size()]);
  return array;
}

/// Same dtype, shape and values; -0 is not 0, and NaN is NaN.
inline bool identical(const Array& a, const Array& b) {
  if (a.dtype != b.dtype || a.values.shape != b.values.shape) return false;
  for (std::size_t i = 0; i < a.values.data.size(); ++i) {
    const double x = a.values.data[i];
    const double y = b.values.data[i];
    if (std::isnan(x) != std::isnan(y)) return false;
    if (!std::isnan(x) && std::bit_cast<std::uint64_t>(x) != std::bit_cast<std::uint64_t>(y))
      return false;
  }
  return true;
}

inline bool identical(const Arrays& a, const Arrays& b) {
  if (a.size() != b.size()) return false;
  for (const auto& [name, array] : a)
    if (!b.contains(name) || !identical(array, b.at(name))) return false;
  return true;
}

}  // namespace assay::test
