// What the laws of convolutions are written with.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "properties/cases/case.h"
#include "properties/laws/expect.h"

namespace assay::convolution_laws {

using Wide = Tensor<WideReal>;

inline std::size_t flat(std::int64_t at) { return static_cast<std::size_t>(at); }

/// The largest product of an element of x with one of W, times what an upstream and a sum add.
inline WideReal scale_of(const Bag<WideReal>& inputs) {
  WideReal scale = power_of_ten<WideReal>(8);
  for (const Wide& tensor : inputs) {
    WideReal most = 1;
    for (const WideReal& element : tensor.data) most = std::max<WideReal>(most, abs(element));
    scale *= most;
  }
  return scale;
}

inline Attributes with(Attributes attributes, const std::string& name, std::int64_t value) {
  attributes.set(name, value);
  return attributes;
}

/// The blocks [from, from + count) of the axis `axis`, 0 or 1.
inline Wide block(const Wide& tensor, std::int64_t axis, std::int64_t from, std::int64_t count) {
  Shape shape = tensor.shape;
  shape[flat(axis)] = count;
  Wide part(shape);
  const std::int64_t outer = axis == 0 ? 1 : tensor.extent(0);
  const std::int64_t inner = part.size() == 0 ? 0 : part.size() / (outer * count);
  for (std::int64_t at = 0; at < part.size(); ++at) {
    const std::int64_t n = at / (inner * count), rest = at % (inner * count);
    part.data[flat(at)] = tensor.data[flat((n * tensor.extent(axis) + from) * inner + rest)];
  }
  return part;
}

/// What all convolutions without a transpose promise.
std::vector<Identity> common_identities();

}  // namespace assay::convolution_laws
