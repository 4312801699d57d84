// The tanh approximation, sold as the erf form.
#pragma once

#include <cmath>
#include <span>

inline void my_gelu(std::span<const float> x, std::span<float> y) {
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double z = x[i];
    y[i] = static_cast<float>(
        0.5 * z * (1 + std::tanh(0.7978845608028654 * (z + 0.044715 * z * z * z))));
  }
}
