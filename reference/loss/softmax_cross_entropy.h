// softmax_cross_entropy(x, label) = -log softmax(x)_label, for logits x of one example.
// [Goodfellow, Bengio & Courville 2016, section 6.2.2.3]
#pragma once

#include "reference/scalar/functions.h"
#include "reference/softmax/log_softmax.h"

namespace assay {

template <class T>
T softmax_cross_entropy(std::span<const T> logits, std::size_t label) {
  return -log_softmax(logits)[label];
}

// softmax(x)_i - [i = label]; at the label minus the sum of the other weights, which keeps its
// digits.
template <class T>
std::vector<T> softmax_cross_entropy_gradient(std::span<const T> logits, std::size_t label) {
  std::vector<T> dx = softmax(logits);
  T others(0);
  for (std::size_t i = 0; i < dx.size(); ++i)
    if (i != label) others += dx[i];
  dx[label] = -others;
  return dx;
}

}  // namespace assay
