// What every kernel test needs: all targets, all floats by strides, errors in ulps.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <string>
#include <vector>

#include "fast/targets.h"

namespace assay::fast {

inline constexpr float kInfinity = std::numeric_limits<float>::infinity();
inline constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

inline std::string hex(float x) {
  char text[40];
  std::snprintf(text, sizeof text, "%a", static_cast<double>(x));
  return text;
}

/// Equal bits, or both NaN.
inline bool same(float a, float b) {
  return (std::isnan(a) && std::isnan(b)) ||
         std::bit_cast<std::uint32_t>(a) == std::bit_cast<std::uint32_t>(b);
}

using Real = long double;

/// The distance between the float32 around `value`, never finer than 2^-149.
inline Real spacing(Real value) {
  int exponent = 0;
  std::frexp(value, &exponent);
  return std::ldexp(1.0L, std::max(exponent - 24, -149));
}

/// |got - want| in units of the last place of `want` as a float32, never finer than 2^-149.
inline Real ulps(float got, Real want) {
  const float nearest = static_cast<float>(want);
  if (std::isnan(nearest) || std::isnan(got))
    return std::isnan(nearest) == std::isnan(got) ? 0 : 1e9L;
  if (std::isinf(nearest) || std::isinf(got)) return nearest == got ? 0 : 1e9L;
  return std::fabs(got - want) / spacing(want);
}

/// A sum, and the sum of the magnitudes that it was added from.
struct Sum {
  Real value = 0;
  Real size = 0;

  void add(Real term) {
    value += term;
    size += std::fabs(term);
  }
  /// Half an ulp, and 2^-45 of what was added: double accumulation passes, float does not.
  bool admits(float got) const {
    return std::fabs(got - value) <= 0.501L * spacing(value) + 0x1p-45L * size;
  }
};

/// Every `stride`th float32 bit pattern that is a number.
inline std::vector<float> floats_by(std::uint64_t stride) {
  std::vector<float> floats;
  for (std::uint64_t bits = 0; bits < (1ull << 32); bits += stride) {
    const float x = std::bit_cast<float>(static_cast<std::uint32_t>(bits));
    if (!std::isnan(x)) floats.push_back(x);
  }
  return floats;
}

/// The values at which kernels break, and a few ordinary ones.
inline std::vector<float> edge_floats() {
  std::vector<float> floats = {0.0f,      0x1p-149f,      0x1.8p-148f, 0x1.fffffcp-127f,
                               0x1p-126f, 0x1p-64f,       0x1p-25f,    0.25f,
                               0.5f,      0x1.fffffep-1f, 1.0f,        0x1.000002p0f,
                               1.5f,      2.0f,           7.25f,       14.0f,
                               18.0f,     88.75f,         89.0f,       104.0f,
                               709.5f,    1e5f,           0x1p64f,     0x1.fffffep127f,
                               kInfinity};
  for (std::size_t i = 0, n = floats.size(); i < n; ++i) floats.push_back(-floats[i]);
  return floats;
}

/// Runs `body` on each target; a failure says which.
template <class Body>
void on_every_target(const Body& body) {
  for_each_target([&](Target target) {
    SCOPED_TRACE(target_name(target));
    body();
  });
}

}  // namespace assay::fast
