// Tensors with time as their first axis, and what several rows of sequences need.
#pragma once

#include <algorithm>
#include <vector>

#include "fast/recurrent/sequence.h"
#include "properties/catalogue/kinds.h"

namespace assay {

/// Element t of the first axis.
template <class T>
Tensor<T> at_time(const Tensor<T>& x, std::int64_t t) {
  const Shape shape(x.shape.begin() + 1, x.shape.end());
  const auto first = x.data.begin() + t * element_count(shape);
  return Tensor<T>(shape, std::vector<T>(first, first + element_count(shape)));
}

template <class T>
void set_time(Tensor<T>& x, std::int64_t t, const Tensor<T>& value) {
  std::copy(value.data.begin(), value.data.end(), x.data.begin() + t * value.size());
}

template <class T>
void add(Tensor<T>& to, const Tensor<T>& term) {
  for (std::size_t i = 0; i < to.data.size(); ++i) to.data[i] += term.data[i];
}

/// The kernel's gradient of a sequence, cut every `length` steps.
Bag<float> cut_gradient(const fast::SequenceCell& cell, const Bag<float>& in,
                        const Bag<float>& upstream, std::size_t length);

}  // namespace assay
