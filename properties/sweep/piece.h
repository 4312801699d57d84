// What is known of a function on neighbouring numbers of a format, each with its proof: that its
// correctly rounded result is one constant, that it lies to one side of a straight line, or that it
// is within a bound of a polynomial. What no piece settles is left to balls, number by number.
#pragma once

#include <array>
#include <cstdint>
#include <functional>

#include "properties/sweep/function.h"
#include "reference/scalar/format.h"

namespace assay::sweep {

/// The bit patterns first .. first + count - 1.
struct Block {
  std::uint64_t first = 0;
  std::uint64_t count = 0;
  std::uint64_t end() const { return first + count; }
};

/// Evenly spaced numbers of one sign: x_i = middle + scale u_i with u_i = (2 i - count + 1) /
/// count, so that scale is a power of two and every u_i lies inside (-1, 1).
struct Grid {
  Grid(Block block, Format format);
  double first, last, middle, spacing, scale;  ///< spacing and scale have the sign of x
};

struct Piece {
  enum class Kind {
    constant,    ///< every result rounds to `constant`
    line,        ///< f(x) = slope x + offset + d, where d moves no rounding but that of a tie
    polynomial,  ///< |f(x_i) - p(u_i)| <= bound, evaluation in double included
    points       ///< nothing yet
  };
  Kind kind = Kind::points;
  Block block = {};
  double constant = 0;
  bool sign_is_sampled = false;  ///< of a zero: not proven for all of the block, see signed_zero
  double slope = 0, offset = 0;
  int side = 0;  ///< the sign of d; 0 where it is 0 or no tie occurs
  static constexpr int terms = 8;
  std::array<double, terms> coefficients = {};
  double bound = 0;
};

/// Cuts `within` into pieces, in the order of the patterns. A piece may reach beyond `within`.
/// Infinities are points, NaNs one constant.
void cut_into_pieces(const SweptFunction& f, Format format, Block within,
                     const std::function<void(const Piece&)>& use);

/// Tries the three kinds on a block of one sign and spacing, without zero; points if none holds.
Piece settle(const SweptFunction& f, Format format, Block block);

/// p(u_i) as a sweep computes it.
double polynomial_at(const Piece& piece, std::uint64_t i);

}  // namespace assay::sweep
