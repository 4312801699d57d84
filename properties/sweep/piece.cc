#include "properties/sweep/piece.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "properties/sweep/line.h"
#include "properties/sweep/loops.h"
#include "reference/scalar/proof.h"

namespace assay::sweep {

Grid::Grid(Block block, Format format)
    : first(from_bits(block.first, format)), last(from_bits(block.end() - 1, format)) {
  const double gaps = static_cast<double>(block.count - 1);
  spacing = (last - first) / gaps;
  middle = first + spacing * (gaps / 2);
  scale = spacing * (static_cast<double>(block.count) / 2);
}

namespace {

constexpr std::uint64_t smallest_block = 16;

double upper_bound(const Ball& ball) {
  arf_t bound;
  arf_init(bound);
  arb_get_abs_ubound_arf(bound, ball.arb(), 53);
  const double value = arf_get_d(bound, ARF_RND_UP);
  arf_clear(bound);
  return value;
}

double midpoint(const Ball& ball) { return arf_get_d(arb_midref(ball.arb()), ARF_RND_NEAR); }

/// All numbers of the block.
Ball hull(const Grid& grid) {
  return with_remainder(Ball(grid.middle), Ball((grid.last - grid.first) / 2));
}

/// The sign of zeros whose numbers are too small for the enclosure to keep it, taken at both ends
/// and in the middle.
std::optional<double> sampled_zero(const SweptFunction& f, const Grid& grid) {
  const double zero = signed_zero(f, grid.first);
  for (const double x : {grid.middle, grid.last})
    if (std::signbit(signed_zero(f, x)) != std::signbit(zero)) return {};
  return zero;
}

bool settle_constant(Piece& piece, const SweptFunction& f, Format format, const Grid& grid,
                     const Series& everywhere) {
  const Ball value = everywhere.coefficient(0);
  const std::optional<double> rounded = round_if_certain(value, format);
  if (!rounded) return false;
  piece.constant = *rounded;
  if (*rounded == 0 && everywhere.sign() != 0) {
    piece.constant = everywhere.sign() < 0 ? -0.0 : 0.0;
  } else if (*rounded == 0) {
    const std::optional<double> zero = sampled_zero(f, grid);
    if (!zero) return false;
    piece.constant = *zero;
    piece.sign_is_sampled = !arb_is_zero(value.arb());
  }
  piece.kind = Piece::Kind::constant;
  return true;
}

/// The bound is the sum of
///   |c_k - its double|                        for each coefficient,
///   |c_8(X)|                                  Lagrange's remainder over the whole block,
///   (2 k + 3) 2^-53 |c_k|                     Horner's rounding errors (Higham 2002, eq. 5.3, with
///                                             |u| < 1), and those of p - bound and p + bound,
/// and of what underflows, enlarged by far more than its own rounding.
void settle_polynomial(Piece& piece, Format format, const Series& everywhere,
                       const Series& middle) {
  double bound = upper_bound(everywhere.coefficient(Piece::terms)), rest = 0;
  for (int k = 0; k < Piece::terms; ++k) {
    const Ball exact = middle.coefficient(k);
    const double c = midpoint(exact);
    bound += upper_bound(exact - Ball(c)) + (2 * k + 3) * 0x1p-53 * std::abs(c);
    if (k > 0) rest += std::abs(c);
    piece.coefficients[static_cast<std::size_t>(k)] = c;
  }
  piece.bound = 1.001 * bound + 0x1p-1060;
  const FormatTraits& form = traits(format);
  const double least = std::max(std::abs(piece.coefficients[0]) - rest - piece.bound,
                                std::ldexp(1, form.min_exponent));
  if (piece.bound <= std::ldexp(least, -form.precision - 20)) piece.kind = Piece::Kind::polynomial;
}

/// Enough that x f'(x) near 0 can be told from its straight line.
long bits_for(const Grid& grid) { return 120 + std::max(0, -std::ilogb(grid.middle)); }

}  // namespace

Piece settle(const SweptFunction& f, Format format, Block block) {
  Piece piece;
  piece.block = block;
  if (!f.series) return piece;
  const Grid grid(block, format);
  const PrecisionScope precision(bits_for(grid));
  try {
    const Series everywhere = f.series(Series::variable(hull(grid), Ball(grid.scale)));
    if (settle_constant(piece, f, format, grid, everywhere)) return piece;
    const Series x = Series::variable(Ball(grid.middle), Ball(grid.scale));
    const Series middle = f.series(x);
    if (settle_line(piece, f, format, grid, x, middle, everywhere)) return piece;
    settle_polynomial(piece, format, everywhere, middle);
  } catch (const Undecided&) {
    // A branch of the reference runs through the block.
  }
  return piece;
}

namespace {

class Cutter {
 public:
  Cutter(const SweptFunction& f, Format format, Block within,
         const std::function<void(const Piece&)>& use)
      : f_(f), format_(format), within_(within), use_(use) {}

  /// One binade, or the numbers below the normal ones: halves until a piece is settled.
  void cut(Block block) const {
    if (block.end() <= within_.first || block.first >= within_.end()) return;
    const bool small = block.count <= smallest_block || !f_.series;
    Piece piece = small ? Piece{.block = block} : settle(f_, format_, block);
    if (small || piece.kind != Piece::Kind::points) return use_(piece);
    cut({block.first, block.count / 2});
    cut({block.first + block.count / 2, block.count / 2});
  }

  void cut_specials(Block block) const {
    use_({.block = {block.first, 1}});
    use_({.kind = Piece::Kind::constant,
          .block = {block.first + 1, block.count - 1},
          .constant = std::numeric_limits<double>::quiet_NaN()});
  }

 private:
  const SweptFunction& f_;
  Format format_;
  Block within_;
  const std::function<void(const Piece&)>& use_;
};

}  // namespace

void cut_into_pieces(const SweptFunction& f, Format format, Block within,
                     const std::function<void(const Piece&)>& use) {
  const std::uint64_t binade = std::uint64_t{1} << (traits(format).precision - 1);
  const Cutter cutter(f, format, within, use);
  for (std::uint64_t first = within.first / binade * binade; first < within.end();
       first += binade) {
    if (std::isfinite(from_bits(first, format)))
      cutter.cut({first, binade});
    else
      cutter.cut_specials({first, binade});
  }
}

double polynomial_at(const Piece& piece, std::uint64_t i) {
  double value = 0;
  float rounded = 0;
  std::uint8_t unsure = 0;
  bound_polynomial(piece, i, 1, &value, &rounded, &unsure);
  return value;
}

}  // namespace assay::sweep
