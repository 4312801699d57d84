// The losses of generative adversarial networks, in logits z (or critic values) of one example.
// [Goodfellow et al. 2014, eq. 1 and section 3; Arjovsky, Chintala & Bottou 2017, eq. 2]
#pragma once

#include <array>

#include "reference/activation/softplus.h"
#include "reference/scalar/functions.h"

namespace assay {

// -log D(x), D = sigmoid(z): what a generator pays for a fake in the form that does not saturate,
// and the discriminator for a real example.
template <class T>
T gan_generator_non_saturating(const T& logit) {
  return softplus(T(-logit));
}

template <class T>
std::array<T, 1> gan_generator_non_saturating_gradient(const T& logit) {
  return {T(-sigmoid(T(-logit)))};
}

// log(1 - D(x)): what a generator pays in the minimax game, and the discriminator gains.
template <class T>
T gan_generator_minimax(const T& logit) {
  return -softplus(logit);
}

template <class T>
std::array<T, 1> gan_generator_minimax_gradient(const T& logit) {
  return {T(-sigmoid(logit))};
}

// Minus the critic's value of a fake.
template <class T>
T wasserstein_generator(const T& value) {
  return -value;
}

template <class T>
std::array<T, 1> wasserstein_generator_gradient(const T&) {
  return {T(-1)};
}

}  // namespace assay
