// cross_entropy(x, y) = -(1 - s) w_y log softmax(x)_y - s/k sum_c w_c log softmax(x)_c, with class
// weights w and smoothing s. [Szegedy et al. 2016, section 7; the weights as in PyTorch]
#pragma once

#include <span>
#include <vector>

#include "reference/loss/soft_cross_entropy.h"

namespace assay {

/// How a label is weighed and smoothed. An example with the label `ignored` counts for nothing.
template <class T>
struct LabelRule {
  std::vector<T> weight;  ///< one for each class
  T smoothing;
  std::int64_t ignored;
};

// The target that a label stands for: (1 - smoothing) w_y at the label y, and smoothing / k of
// every class's weight.
template <class T>
std::vector<T> target_of(std::size_t label, const LabelRule<T>& rule) {
  std::vector<T> target = rule.weight;
  for (T& element : target)
    element = element * rule.smoothing / static_cast<int>(rule.weight.size());
  target[label] += (1 - rule.smoothing) * rule.weight[label];
  return target;
}

template <class T>
T cross_entropy(std::span<const T> logits, std::size_t label, const LabelRule<T>& rule) {
  return soft_cross_entropy<T>(logits, target_of(label, rule));
}

template <class T>
std::vector<T> cross_entropy_gradient(std::span<const T> logits, std::size_t label,
                                      const LabelRule<T>& rule) {
  return soft_cross_entropy_gradient<T>(logits, target_of(label, rule));
}

}  // namespace assay
