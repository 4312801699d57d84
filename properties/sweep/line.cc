#include "properties/sweep/line.h"

#include <algorithm>
#include <cmath>

namespace assay::sweep {

namespace {

/// The value of the last bit that is set; infinity for 0.
double last_bit(double value) {
  if (value == 0) return infinity;
  int exponent = 0;
  const double digits = std::ldexp(std::frexp(std::abs(value), &exponent), 53);
  const auto integer = static_cast<std::uint64_t>(digits);
  return std::ldexp(static_cast<double>(integer & -integer), exponent - 53);
}

double as_float(const Ball& ball) {
  return static_cast<float>(arf_get_d(arb_midref(ball.arb()), ARF_RND_NEAR));
}

/// A straight line over the block and the grid on which its numbers lie.
struct Line {
  double slope, offset;
  double step;         ///< every a x + b is a multiple of it
  double least, most;  ///< bounds of |a x + b|

  Line(double a, double b, const Grid& grid) : slope(a), offset(b) {
    step = std::min(last_bit(a) * std::abs(grid.spacing), last_bit(b));
    const double first = a * grid.first + b, last = a * grid.last + b;
    least = std::min(std::abs(first), std::abs(last));
    most = std::max(std::abs(a * grid.first), std::abs(a * grid.last)) + std::abs(b);
    if (std::signbit(first) != std::signbit(last)) least = 0;
  }
};

/// Neither a x + b nor a boundary between two roundings lies off the multiples of this number: an
/// error below it carries no result across a boundary, but for those that lie on one.
double unit_of(const Line& line, Format format) {
  return std::min(line.step, ulp(line.least, format) / 4);
}

/// x - tanh x = x - 1 + 2 / (e^2x + 1): above x - 1 for x > 0, and mirrored, by less than any ball
/// can tell where x is large.
int side_beyond_balls(const SweptFunction& f, const Line& line, const Grid& grid) {
  const bool nears = f.name == "activation/tanhshrink" && std::abs(grid.first) >= 1 &&
                     line.slope == 1 && line.offset == -std::copysign(1.0, grid.first);
  return nears ? (grid.first > 0 ? 1 : -1) : 0;
}

/// The sign of d = d_0 + d_1 u + c_2 u^2 on all of the block, 0 where it is 0 or not certain.
int sign_of(const Ball& constant, const Ball& slack) {
  if (arb_is_zero(constant.arb()) && arb_is_zero(slack.arb())) return 0;
  if (!arb_gt(abs(constant).arb(), slack.arb())) return 0;
  return arb_is_positive(constant.arb()) ? 1 : -1;
}

bool settle(Piece& piece, const SweptFunction& f, Format format, const Grid& grid, const Line& line,
            const Series& rest, const Ball& curvature) {
  const double unit = unit_of(line, format);
  if (line.slope == 0 || line.least == 0 || !(line.most < 0x1p49 * unit)) return false;
  const Ball slack = abs(rest.coefficient(1)) + abs(curvature);
  if (!arb_lt((abs(rest.coefficient(0)) + slack).arb(), Ball(unit).arb())) return false;
  const bool exact = arb_is_zero(rest.coefficient(0).arb()) && arb_is_zero(slack.arb());
  const bool without_ties = line.step >= ulp(line.most, format);
  piece.side = sign_of(rest.coefficient(0), slack);
  if (piece.side == 0 && !exact && !without_ties) {
    piece.side = side_beyond_balls(f, line, grid);
    if (piece.side == 0) return false;
  }
  piece.kind = Piece::Kind::line;
  piece.slope = line.slope;
  piece.offset = line.offset;
  return true;
}

}  // namespace

bool settle_line(Piece& piece, const SweptFunction& f, Format format, const Grid& grid,
                 const Series& x, const Series& middle, const Series& everywhere) {
  const double slope = as_float(middle.coefficient(1) / Ball(grid.scale));
  if (!std::isfinite(slope)) return false;
  const Series without_slope = middle - Series(slope) * x;
  for (const double offset : {0.0, as_float(without_slope.coefficient(0))}) {
    const Line line(slope, offset, grid);
    const Series rest = without_slope - Series(offset);
    if (settle(piece, f, format, grid, line, rest, everywhere.coefficient(2))) return true;
  }
  return false;
}

}  // namespace assay::sweep
