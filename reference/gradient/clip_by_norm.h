// Gradients drawn back to a norm. [Pascanu, Mikolov & Bengio 2013, arXiv 1211.5063, algorithm 1]
#pragma once

#include "reference/scalar/functions.h"
#include "reference/contract/operator.h"

namespace assay {

/// The tensors that are clipped together: one for a norm of its own, all for the global norm.
template <class T>
T squared_norm(const Bag<T>& x) {
  T sum(0);
  for (const Tensor<T>& tensor : x)
    for (const T& element : tensor.data) sum += element * element;
  return sum;
}

template <class T>
struct NormClip {
  T bound, epsilon;
};

// x min(1, c / (N + eps)) with N = sqrt(sum x^2)
template <class T>
Bag<T> clip_by_norm(Bag<T> x, const NormClip<T>& clip) {
  const T norm = sqrt(squared_norm(x)) + clip.epsilon;
  if (norm <= clip.bound) return x;
  for (Tensor<T>& tensor : x)
    for (T& element : tensor.data) element *= clip.bound / norm;
  return x;
}

// The upstream gradient g where nothing is clipped, else c / (N + eps) (g - x <x, g> / (N (N +
// eps))).
template <class T>
Bag<T> clip_by_norm_gradient(const Bag<T>& x, Bag<T> upstream, const NormClip<T>& clip) {
  const T norm = sqrt(squared_norm(x));
  if (norm + clip.epsilon <= clip.bound) return upstream;
  T along(0);
  for (std::size_t k = 0; k < x.size(); ++k)
    for (std::size_t i = 0; i < x[k].data.size(); ++i)
      along += x[k].data[i] * upstream[k].data[i];
  along /= norm * (norm + clip.epsilon);
  for (std::size_t k = 0; k < x.size(); ++k)
    for (std::size_t i = 0; i < x[k].data.size(); ++i)
      upstream[k].data[i] = clip.bound / (norm + clip.epsilon) *
                            (upstream[k].data[i] - along * x[k].data[i]);
  return upstream;
}

}  // namespace assay
