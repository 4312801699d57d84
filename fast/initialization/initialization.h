// Scales of initial weights in closed form: the standard deviation of a normal distribution and the
// bound a of the uniform one on (-a, a). Computed in float64, rounded once. Fans are at least 1.
#pragma once

#include <cmath>
#include <cstdint>

namespace assay::fast {

struct WeightScale {
  float standard_deviation, bound;
};

/// gain sqrt(1 / fan_in), gain sqrt(3 / fan_in) [LeCun et al. 1998, section 4.6]
inline WeightScale lecun(std::int64_t fan_in, double gain) {
  const auto fan = static_cast<double>(fan_in);
  return {static_cast<float>(gain / std::sqrt(fan)), static_cast<float>(gain * std::sqrt(3 / fan))};
}

/// gain sqrt(2 / (fan_in + fan_out)), gain sqrt(6 / (fan_in + fan_out))
/// [Glorot & Bengio 2010, eq. 12 and 16]
inline WeightScale glorot(std::int64_t fan_in, std::int64_t fan_out, double gain) {
  const auto fans = static_cast<double>(fan_in) + static_cast<double>(fan_out);
  return {static_cast<float>(gain * std::sqrt(2 / fans)),
          static_cast<float>(gain * std::sqrt(6 / fans))};
}

/// sqrt(2 / ((1 + a^2) fan)), sqrt(6 / ((1 + a^2) fan)), a the rectifier's slope for negative
/// inputs [He et al. 2015, eq. 10, 14 and 15]
inline WeightScale he(std::int64_t fan, double negative_slope) {
  const double weight = (1 + negative_slope * negative_slope) * static_cast<double>(fan);
  return {static_cast<float>(std::sqrt(2 / weight)), static_cast<float>(std::sqrt(6 / weight))};
}

}  // namespace assay::fast
