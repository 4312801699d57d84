// Repeatable inputs.
#pragma once

#include <cstdint>
#include <random>
#include <vector>

namespace assay::fast {

using Generator = std::mt19937;

/// `count` floats in [-size, size), on a grid of 2^-23 size.
inline std::vector<float> uniform(Generator& random, std::size_t count, float size) {
  std::vector<float> floats(count);
  for (auto& x : floats) {
    x = (static_cast<float>(random() >> 8) * 0x1p-23f - 1.0f) * size;
  }
  return floats;
}

/// `count` floats whose magnitudes spread over 2^-exponents..2^exponents.
inline std::vector<float> wide(Generator& random, std::size_t count, int exponents) {
  auto floats = uniform(random, count, 2.0f);
  const auto range = static_cast<std::uint32_t>(2 * exponents + 1);
  for (auto& x : floats) x = std::ldexp(x, static_cast<int>(random() % range) - exponents);
  return floats;
}

}  // namespace assay::fast
