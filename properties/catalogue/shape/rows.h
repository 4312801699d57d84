// How rules from integers to integers are declared, and the parts of the family.
#pragma once

#include <string>
#include <vector>

#include "properties/catalogue/kinds.h"

namespace assay::shape {

inline const std::string of_integers = "integers have no gradient";

inline constexpr std::int64_t largest_size = 1 << 20;

/// A size of any use; those that are drawn stay small, since the reference enumerates.
inline Input integer_input(const std::string& name, std::int64_t least, std::int64_t reach,
                           std::vector<std::string> dims = {}) {
  return {.name = name,
          .dims = std::move(dims),
          .domain = integers(least, largest_size, reach),
          .differentiable = false};
}

/// A number of any reading, which is an exact integer of at most `largest_size` here.
template <class T>
std::int64_t to_integer(const T& value) {
  std::int64_t below = -1, above = largest_size;
  while (above - below > 1) {
    const std::int64_t middle = (below + above) / 2;
    (T(static_cast<int>(middle)) < value ? below : above) = middle;
  }
  return above;
}

inline std::int64_t to_integer(double value) { return static_cast<std::int64_t>(value); }

template <class T>
T from_integer(std::int64_t value) {
  return T(static_cast<int>(value));
}

/// The rule f(integers) -> integer on scalars of any reading.
template <class F>
Reference scalar_rule(F f) {
  return tensorwise([f]<class T>(const Bag<T>& in, const Attributes& a) {
    std::vector<std::int64_t> x;
    for (const Tensor<T>& tensor : in) x.push_back(to_integer(tensor.data.at(0)));
    return Bag<T>{Tensor<T>::scalar(from_integer<T>(f(x, a)))};
  });
}

/// The rule f(columns of integers) -> integer on vectors, one column a layer.
template <class F>
Reference stack_rule(F f) {
  return tensorwise([f]<class T>(const Bag<T>& in, const Attributes&) {
    std::vector<std::vector<std::int64_t>> layers(in[0].data.size());
    for (std::size_t l = 0; l < layers.size(); ++l)
      for (const Tensor<T>& tensor : in) layers[l].push_back(to_integer(tensor.data[l]));
    return Bag<T>{Tensor<T>::scalar(from_integer<T>(f(layers)))};
  });
}

std::vector<Operator> padding_rows();

}  // namespace assay::shape
