#include "properties/sweep/loops.h"

#include <bit>
#include <cmath>

namespace assay::sweep {

void bound_polynomial(const Piece& piece, std::uint64_t first, std::size_t n, double* value,
                      float* rounded, std::uint8_t* unsure) {
  const std::array<double, Piece::terms> c = piece.coefficients;
  const double bound = piece.bound, step = 1 / static_cast<double>(piece.block.count);
  const int start = static_cast<int>(2 * static_cast<std::int64_t>(first) -
                                     static_cast<std::int64_t>(piece.block.count) + 1);
  for (std::size_t i = 0; i < n; ++i) {
    const double u = static_cast<double>(start + 2 * static_cast<int>(i)) * step;
    double p = c[7];
    p = p * u + c[6];
    p = p * u + c[5];
    p = p * u + c[4];
    p = p * u + c[3];
    p = p * u + c[2];
    p = p * u + c[1];
    p = p * u + c[0];
    const auto low = static_cast<float>(p - bound), high = static_cast<float>(p + bound);
    value[i] = p;
    rounded[i] = low;
    unsure[i] = std::bit_cast<std::uint32_t>(low) != std::bit_cast<std::uint32_t>(high);
  }
}

void fill_numbers(std::uint64_t first, float* x, std::size_t n) {
  const auto start = static_cast<std::uint32_t>(first);
  for (std::size_t i = 0; i < n; ++i)
    x[i] = std::bit_cast<float>(start + static_cast<std::uint32_t>(i));
}

void round_line(const Piece& piece, const float* x, std::size_t n, double* value, float* rounded) {
  const double slope = piece.slope, offset = piece.offset, nudge = 0x1p-51 * piece.side;
  for (std::size_t i = 0; i < n; ++i) {
    const double v = slope * x[i] + offset;
    value[i] = v;
    rounded[i] = static_cast<float>(v + std::abs(v) * nudge);
  }
}

std::size_t count_same_bits(const float* got, const float* wanted, std::size_t n) {
  std::size_t same = 0;
  for (std::size_t i = 0; i < n; ++i)
    same += std::bit_cast<std::uint32_t>(got[i]) == std::bit_cast<std::uint32_t>(wanted[i]);
  return same;
}

}  // namespace assay::sweep
