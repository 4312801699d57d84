// Draws of a category by Gumbel noise g = -log(-log u), u given draws from (0, 1):
//
//   gumbel_max      the index of the largest x_i + g_i, a draw from softmax(x)
//   gumbel_softmax  softmax((x + g) / tau), which becomes one-hot there as tau goes to 0
//
// [Maddison, Mnih & Teh 2017, arXiv 1611.00712, eq. 10; Jang, Gu & Poole 2017, arXiv 1611.01144,
// eq. 1 and 2]
#pragma once

#include <span>
#include <vector>

#include "reference/scalar/functions.h"
#include "reference/softmax/softmax.h"

namespace assay {

template <class T>
T gumbel_noise(const T& u) {
  return -log(T(-log(u)));
}

// (x + g) / tau
template <class T>
std::vector<T> perturbed(std::span<const T> x, std::span<const T> u, const T& temperature) {
  std::vector<T> z(x.begin(), x.end());
  for (std::size_t i = 0; i < z.size(); ++i) z[i] = (z[i] + gumbel_noise(u[i])) / temperature;
  return z;
}

template <class T>
std::vector<T> gumbel_softmax(std::span<const T> x, std::span<const T> u, const T& temperature) {
  const std::vector<T> z = perturbed(x, u, temperature);
  return softmax(std::span<const T>(z));
}

// dL/dx_i = y_i (g_i - sum_j g_j y_j) / tau
template <class T>
std::vector<T> gumbel_softmax_gradient(std::span<const T> x, std::span<const T> u,
                                       std::span<const T> upstream, const T& temperature) {
  const std::vector<T> z = perturbed(x, u, temperature);
  std::vector<T> dx = softmax_gradient(std::span<const T>(z), upstream);
  for (T& element : dx) element /= temperature;
  return dx;
}

// The first of the largest.
template <class T>
std::size_t gumbel_max(std::span<const T> x, std::span<const T> u) {
  const std::vector<T> z = perturbed(x, u, T(1));
  std::size_t best = 0;
  for (std::size_t i = 1; i < z.size(); ++i)
    if (z[i] > z[best]) best = i;
  return best;
}

}  // namespace assay
